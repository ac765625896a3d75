"""Inspection: one part read to its last line."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

import msgspec

from newscrawl.emptied import emptied
from newscrawl.lake.claims import Claim
from newscrawl.lake.lines import from_line
from newscrawl.lake.parts import lines_of
from newscrawl.stories.merges import read_merge

T = TypeVar("T")
MERGED = 0  # stands for a version where a story ends, which it does once

REFETCH = "the state counts its articles as delivered: bring the part back from a copy of the lake"
LATER = "take the line out by hand or bring the part back from a copy of the lake"


@dataclass(slots=True, kw_only=True)
class Problems:
    """What is wrong with the lines of a part, the first of each kind with its number and how many more there are."""

    first: dict[tuple[str, str], str] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, kind: str, text: str, advice: str) -> None:
        """Note a problem."""
        self.first.setdefault((kind, advice), text)
        self.counts[kind, advice] = self.counts.get((kind, advice), 0) + 1

    def told(self) -> Iterator[tuple[str, str]]:
        """Yield each kind of problem in a sentence, and what to do."""
        for (kind, advice), text in self.first.items():
            more = self.counts[kind, advice] - 1
            yield f"{text}" + (f", and {more} more lines" if more else ""), advice


@dataclass(slots=True)
class Inspection:
    """Read a part's lines as they are asked for; after the last one, the rest says what the part is.

    ``content_sha256`` is of the lines, empty if the part is torn.
    """

    key: str
    body: bytes
    taken_down: Collection[str]
    rows: int = 0
    crawl_id: str | None = None
    content_sha256: str = ""
    problems: Problems = field(default_factory=Problems)

    @property
    def claim(self) -> Claim:
        """Return what a true manifest says of the part."""
        return Claim(key=self.key, rows=self.rows, bytes=len(self.body), sha256=sha256(self.body).hexdigest())

    def versions(self) -> Iterator[tuple[str, int]]:
        """Yield (article_id, version) of each line that is a record, (story_id, MERGED) of each that is a merge."""
        digest = sha256()
        line = b"\n"
        try:
            for line in lines_of(self.body):
                self.rows += 1
                digest.update(line)
                if found := self._read(line):
                    yield found
        except ValueError as error:
            self.problems.add("torn", f"{error}, after {self.rows} lines", REFETCH)
            return
        self.content_sha256 = digest.hexdigest()
        if not self.rows:
            self.problems.add("empty", "holds no line", "delete it: readers gain nothing by it")
        if not line.endswith(b"\n"):
            self.problems.add("open", "its last line does not end", REFETCH)

    def _read(self, line: bytes) -> tuple[str, int] | None:
        """Return what a line is of, None if it is no record."""
        article = self._told(line, from_line)
        if article is None:
            return None
        self._place(f"{article.outlet}-{article.crawl_id}-", article.crawl_id)
        if article.article_id in self.taken_down and emptied(article) != article:
            again = f"newscrawl lake takedown {article.article_id}"
            self.problems.add("text", f"line {self.rows} has text of an article that was taken down", again)
        return article.article_id, article.version

    def _told(self, line: bytes, read: Callable[[bytes], T]) -> T | None:
        """Return what a line says; note where it cannot be read."""
        try:
            return read(line)
        except msgspec.ValidationError as error:
            self.problems.add("schema", f"line {self.rows} does not fit the schema: {error}", LATER)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self.problems.add("json", f"line {self.rows} is no JSON: {error}", LATER)
        return None

    def _place(self, own: str, crawl_id: str) -> None:
        """See whether the line belongs into this part."""
        self.crawl_id = self.crawl_id or crawl_id
        name = self.key.rpartition("/")[2]
        if own not in name and not name.startswith("compacted-"):
            what = f"line {self.rows} is of {own[:-1]}, which is not in the part's name"
            self.problems.add("name", what, "give the part the name that its crawl's manifest gives it")


class MergeInspection(Inspection):
    """Read a part whose lines are merges of stories."""

    def _read(self, line: bytes) -> tuple[str, int] | None:
        merge = self._told(line, read_merge)
        if merge is None:
            return None
        self._place(f"-{merge.crawl_id}-", merge.crawl_id)
        return merge.story_id, MERGED
