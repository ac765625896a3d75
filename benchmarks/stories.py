"""Score how texts are recognised after edits, side by side with MinHash LSH; write the tables of docs/stories.md.

    python -m benchmarks.stories [--write] [--indexed N]

Real articles, edited by tests/stories/edits.py, are looked up in an index that lies in memory: ours in the tables of
the state database.
"""

import argparse
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Protocol

from datasketch import MinHash, MinHashLSH

from newscrawl.state.database import Database
from newscrawl.state.story_index import StoryIndex
from newscrawl.stories import fingerprint
from tests.stories.edits import EDITS
from tests.stories.texts import RealArticle, pieces, real_articles

DOCS = Path(__file__).parents[1] / "docs" / "stories.md"
TABLE = re.compile(r"(?<=<!-- recall -->\n).*?(?=<!-- /recall -->)", re.DOTALL)
PIECES = 10_000
INDEXED = 200_000
NEWS_WORDS = 400  # of an article there
LOOKED_UP = 2000
BATCH = 10


class Index(Protocol):
    """Texts to look others up among."""

    def add(self, key: int, text: str) -> None:
        """Take a text in."""

    def find(self, text: str) -> set[int]:
        """Return the keys of the texts that this one is related to."""


class Stories:
    """The index of the state database, in memory."""

    def __init__(self) -> None:
        self._state = Database("sqlite://")

    def add(self, key: int, text: str) -> None:
        """Take a text in."""
        found = fingerprint(text, None)
        with self._state.transaction() as connection:
            index = StoryIndex(connection, now=0, days=1)
            index.look_up([found])
            index.add(f"{key:032x}", found)

    def find(self, text: str) -> set[int]:
        """Return the keys of the texts that this one is related to."""
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[str]) -> list[set[int]]:
        """Return the same for several texts that are looked up together, as a crawl does."""
        wanted = [fingerprint(text, None) for text in texts]
        with self._state.transaction() as connection:
            index = StoryIndex(connection, now=0, days=1)
            index.look_up(wanted)
            return [{int(known.article_id, 16) for known, _ in index.related(one)} for one in wanted]


class Lsh:
    """Word 5-grams by datasketch's MinHash LSH, as it is usually set up."""

    def __init__(self, threshold: float) -> None:
        self._index = MinHashLSH(threshold=threshold, num_perm=128)

    def add(self, key: int, text: str) -> None:
        """Take a text in."""
        self._index.insert(key, self._hash(text))

    def find(self, text: str) -> set[int]:
        """Return the keys of the texts that this one is related to."""
        return set(self._index.query(self._hash(text)))

    def _hash(self, text: str) -> Any:
        words = text.casefold().encode().split()
        found = MinHash(num_perm=128)
        found.update_batch({b" ".join(words[start : start + 5]) for start in range(max(len(words) - 4, 1))})
        return found


METHODS: dict[str, Callable[[], Index]] = {
    "newscrawl": Stories,
    "MinHash LSH, J .5": lambda: Lsh(0.5),
    "MinHash LSH, J .8": lambda: Lsh(0.8),
}


def recall(make: Callable[[], Index], bodies: Sequence[str]) -> Iterator[float]:
    """Yield for each edit the share of the edited texts whose own article is found among all."""
    index = make()
    for key, body in enumerate(bodies):
        index.add(key, body)
    for edit in EDITS.values():
        random = Random(1)  # noqa: S311 -- an edit is to be the same each time
        edited = [edit(body, bodies[key - 1], random) for key, body in enumerate(bodies)]
        yield sum(key in index.find(text) for key, text in enumerate(edited)) / len(bodies)


def unrelated(make: Callable[[], Index], articles: Sequence[RealArticle]) -> tuple[int, int]:
    """Return how many of 10,000 short articles are found related to one of another outlet, and of their own alone."""
    short = pieces(articles, PIECES)
    index = make()
    for key, (_, text) in enumerate(short):
        index.add(key, text)
    strangers = own = 0
    for number, text in short:
        others = {short[key][0] for key in index.find(text)} - {number}
        outlets = {articles[other].outlet for other in others}
        strangers += bool(outlets - {articles[number].outlet})
        own += outlets == {articles[number].outlet}
    return strangers, own


def fingerprint_time(bodies: Sequence[str]) -> tuple[float, float]:
    """Return the mean words of a body, and microseconds for its fingerprint."""
    start = time.process_time()
    for body in bodies:
        fingerprint(body, None)
    spent = time.process_time() - start
    return sum(len(body.split()) for body in bodies) / len(bodies), spent / len(bodies) * 1e6


def news(bodies: Sequence[str], count: int) -> Iterator[str]:
    """Yield made-up articles of the words of the bodies, in their frequency, in an order of chance."""
    words = [word for body in bodies for word in body.split()]
    random = Random(1)  # noqa: S311 -- the same each time
    for number in range(count):
        start = random.randrange(len(words) - 2 * NEWS_WORDS)
        own = random.sample(words[start : start + 2 * NEWS_WORDS], NEWS_WORDS)
        yield f"Article {number}\n\n{' '.join(own)}"


def cost(make: Callable[[], Index], bodies: Sequence[str], indexed: int) -> tuple[float, float]:
    """Return microseconds of processor time for an article, looked up among many, and the share that was found.

    Half of those that are looked up are edits of one that is there.
    """
    index, random = make(), Random(2)  # noqa: S311 -- the same each time
    asked: list[tuple[int, str]] = []
    for key, text in enumerate(news(bodies, indexed)):
        index.add(key, text)
        if key % (2 * indexed // LOOKED_UP) == 0:
            asked.append((key, EDITS["cut to 50 %"](text, "", random)))
    asked += [(-1, text) for text in list(news(bodies[::-1], LOOKED_UP // 2))]
    random.shuffle(asked)
    start = time.process_time()
    if isinstance(index, Stories):
        batches = [asked[first : first + BATCH] for first in range(0, len(asked), BATCH)]
        found = [one for batch in batches for one in index.find_all([text for _, text in batch])]
    else:
        found = [index.find(text) for _, text in asked]
    spent = time.process_time() - start
    right = sum(key in keys for (key, _), keys in zip(asked, found, strict=True) if key >= 0)
    return spent / len(asked) * 1e6, right / sum(key >= 0 for key, _ in asked)


def tables(articles: Sequence[RealArticle], indexed: int) -> str:
    """Measure, and return the figures as Markdown."""
    bodies = [article.body for article in articles]
    columns = {name: list(recall(make, bodies)) for name, make in METHODS.items()}
    lines = [f"| edit of {len(bodies)} articles | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for row, edit in enumerate([*EDITS, "mean"]):
        marks = [own[row] if row < len(EDITS) else sum(own) / len(own) for own in columns.values()]
        lines.append(f"| {edit} | " + " | ".join(f"{mark:.3f}" for mark in marks) + " |")
    marks_of = [unrelated(make, articles) for make in METHODS.values()]
    for what, counts in zip(("two hosts", "one host"), zip(*marks_of, strict=True), strict=True):
        lines.append(f"| pieces at {what} among {PIECES} | " + " | ".join(map(str, counts)) + " |")
    costs = [cost(make, bodies, indexed) for make in METHODS.values()]
    what = f"us an article of {NEWS_WORDS} words among {indexed}"
    lines.append(f"| {what} | " + " | ".join(f"{spent:.0f}" for spent, _ in costs) + " |")
    lines.append("| halves found there | " + " | ".join(f"{share:.3f}" for _, share in costs) + " |")
    words, spent = fingerprint_time(bodies)
    lines.append(f"\nA fingerprint of {words:.0f} words, the mean, takes {spent:.0f} us.")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and with --write put the table into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table of docs/stories.md")
    parser.add_argument("--indexed", type=int, default=INDEXED, help=f"articles to look others up among [{INDEXED}]")
    arguments = parser.parse_args()
    found = tables(real_articles(), arguments.indexed)
    print(found)
    if arguments.write:
        DOCS.write_text(TABLE.sub(lambda _: found, DOCS.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
