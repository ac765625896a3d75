"""Score how texts are recognised after edits, side by side with MinHash LSH; write the tables of docs/stories.md.

    python -m benchmarks.stories [--write]

Real articles, edited by tests/stories/edits.py, are looked up in an index that lies in memory.
"""

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Protocol

from datasketch import MinHash, MinHashLSH

from newscrawl.stories import Fingerprint, fingerprint, relate
from tests.stories.edits import EDITS
from tests.stories.texts import real_bodies

DOCS = Path(__file__).parents[1] / "docs" / "stories.md"
TABLE = re.compile(r"(?<=<!-- recall -->\n).*?(?=<!-- /recall -->)", re.DOTALL)
PIECES = 10_000
PIECE_WORDS = 100  # of a piece: the corpus has a million words
SEEN_IN = 60  # a shingle that more articles have is a phrase or an outlet's navigation


class Index(Protocol):
    """Texts to look others up among."""

    def add(self, key: int, text: str) -> None:
        """Take a text in."""

    def find(self, text: str) -> set[int]:
        """Return the keys of the texts that this one is related to."""


class Stories:
    """Our own fingerprints, each hash looked up."""

    def __init__(self) -> None:
        self._prints: dict[int, Fingerprint] = {}
        self._seen_in: dict[int, list[int]] = {}

    def add(self, key: int, text: str) -> None:
        """Take a text in."""
        self._prints[key] = found = fingerprint(text, None)
        for one in found.hashes:
            self._seen_in.setdefault(one, []).append(key)

    def find(self, text: str) -> set[int]:
        """Return the keys of the texts that this one is related to."""
        wanted = fingerprint(text, None)
        candidates: Counter[int] = Counter()
        for one in wanted.hashes:
            keys = self._seen_in.get(one, ())
            if len(keys) <= SEEN_IN:
                candidates.update(keys)
        return {key for key in candidates if relate(wanted, self._prints[key]).kind != "none"}


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


def pieces(bodies: Sequence[str]) -> list[tuple[int, str]]:
    """Cut the bodies into 10,000 short articles that share no words, each with the number of its body."""
    cut = [
        (number, " ".join(words[start : start + PIECE_WORDS]))
        for number, words in enumerate(map(str.split, bodies))
        for start in range(0, len(words) - PIECE_WORDS, PIECE_WORDS)
    ]
    return Random(1).sample(cut, min(PIECES, len(cut)))  # noqa: S311 -- the same each time


def unrelated(make: Callable[[], Index], articles: Sequence[tuple[int, str]]) -> tuple[int, float]:
    """Return how many of the articles are found related to one of another body, and microseconds for a look-up."""
    index = make()
    for key, (_, text) in enumerate(articles):
        index.add(key, text)
    start = time.process_time()
    found = [index.find(text) for _, text in articles]
    spent = time.process_time() - start
    false = sum(any(articles[key][0] != body for key in keys) for keys, (body, _) in zip(found, articles, strict=True))
    return false, spent / len(articles) * 1e6


def distinct(bodies: Sequence[str]) -> list[str]:
    """Return the bodies without those that the corpus holds twice in other white space or punctuation."""
    return list({tuple(re.findall(r"\w+", body.casefold())[:40]): body for body in bodies}.values())


def fingerprint_time(bodies: Sequence[str]) -> tuple[float, float]:
    """Return the mean words of a body, and microseconds for its fingerprint."""
    start = time.process_time()
    for body in bodies:
        fingerprint(body, None)
    spent = time.process_time() - start
    return sum(len(body.split()) for body in bodies) / len(bodies), spent / len(bodies) * 1e6


def tables(bodies: Sequence[str]) -> str:
    """Measure, and return the figures as Markdown."""
    columns = {name: list(recall(make, bodies)) for name, make in METHODS.items()}
    lines = [f"| edit of {len(bodies)} articles | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for row, edit in enumerate([*EDITS, "mean"]):
        marks = [own[row] if row < len(EDITS) else sum(own) / len(own) for own in columns.values()]
        lines.append(f"| {edit} | " + " | ".join(f"{mark:.3f}" for mark in marks) + " |")
    short = pieces(bodies)
    marks_of = {name: unrelated(make, short) for name, make in METHODS.items()}
    lines.append(f"| false among {len(short)} | " + " | ".join(str(false) for false, _ in marks_of.values()) + " |")
    lines.append("| us a look-up | " + " | ".join(f"{spent:.0f}" for _, spent in marks_of.values()) + " |")
    words, spent = fingerprint_time(bodies)
    lines.append(f"\nA fingerprint of {words:.0f} words, the mean, takes {spent:.0f} us.")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and with --write put the table into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table of docs/stories.md")
    arguments = parser.parse_args()
    found = tables(distinct(list(real_bodies().values())))
    print(found)
    if arguments.write:
        DOCS.write_text(TABLE.sub(lambda _: found, DOCS.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
