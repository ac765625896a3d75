"""How large and how fast the story index is: ``python -m benchmarks.story_index``.

Made-up fingerprints of news articles, 240 to 760 words long, are looked up and added in batches of ten, spread over a
window of thirty days and six days more, in which old days are dropped; each hundredth is one that was added in the last
days. Rates are of wall time and, in brackets, of processor time; the slowest batch is one that begins a day.
"""

import argparse
import os
import struct
import sys
import tempfile
import time
from collections import deque
from contextlib import closing
from pathlib import Path
from random import Random

from sqlalchemy import text

from newscrawl.state.database import Database
from newscrawl.state.story_index import STORY_DAYS, StoryIndex
from newscrawl.stories import Fingerprint, pack, unpack
from newscrawl.stories.fingerprints import HASHES, SAMPLED

BATCH = 10
DAYS_A_STEP = 3  # of the table's rows
STEPS_A_WINDOW = STORY_DAYS // DAYS_A_STEP
STEPS = STEPS_A_WINDOW + 2
EARLIER = 100  # articles that come again: of the last three days, or of more where a window has few
DAY = 24 * 3600
BEGIN = 20_000 * DAY
MB = 1_000_000
SIZE_OF_POSTGRESQL = text(
    "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname ~ '^story_' AND relkind = 'r'"
    " AND relnamespace = current_schema()::regnamespace"
)


class Made:
    """Fingerprints made up, the same ones each time."""

    def __init__(self) -> None:
        """Begin anew."""
        self.missed = 0
        self._random = Random(1)  # noqa: S311 -- the same each time
        self._earlier: deque[bytes] = deque(maxlen=EARLIER)

    def batch(self, first: int) -> list[Fingerprint]:
        """Return a batch; the first of every tenth one was added before."""
        made = [self._one() for _ in range(BATCH)]
        if first % (100 * BATCH) == 0:
            self._earlier.append(pack(made[1]))
        elif first % (10 * BATCH) == 0:
            made[0] = unpack(self._random.choice(self._earlier))
        return made

    def _one(self) -> Fingerprint:
        numbers = iter(self._numbers(self._random.randint(60, 190) + 16))
        places = [next(numbers) for _ in range(16)]
        hashes = tuple(sorted({number % SAMPLED for number in numbers}))
        bits = self._random.getrandbits(64)
        return Fingerprint(
            text=bits, bound=SAMPLED, hashes=hashes, numbers=dict(zip(places[:8], places[8:], strict=True))
        )

    def _numbers(self, count: int) -> list[int]:
        return [number % HASHES for number in struct.unpack(f"<{count}I", self._random.randbytes(4 * count))]


def main(arguments: list[str]) -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.story_index", description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000, help="in the window [1000000]")
    parser.add_argument("--state", help="a file or a SQLAlchemy URL of an empty state [a temporary file]")
    options = parser.parse_args(arguments)
    print("| days | articles | a second | slowest batch, s | MB of memory | bytes an article | missed |")
    print("|---|---|---|---|---|---|---|", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Database(place := options.state or f"{folder}/state.sqlite3")) as state,
    ):
        made = Made()
        for step in range(STEPS):
            days = (step + 1) * DAYS_A_STEP
            numbers = range(step * options.articles // STEPS_A_WINDOW, (step + 1) * options.articles // STEPS_A_WINDOW)
            filled = fill(state, made, numbers, options.articles)
            size = size_of(state, place) / min(numbers.stop, options.articles)
            print(f"| {days} | {numbers.stop:,} | {filled} | {size:,.0f} | {made.missed} |", flush=True)


def fill(state: Database, made: Made, numbers: range, a_window: int) -> str:
    """Look articles up and add them, ``a_window`` in thirty days; return the rate, the slowest batch, the memory."""
    wall = cpu = slowest = 0.0
    for first in range(numbers.start // BATCH * BATCH, numbers.stop // BATCH * BATCH, BATCH):
        batch = made.batch(first)
        began, cpu_began = time.perf_counter(), time.process_time()
        made.missed += _keep(state, batch, first, BEGIN + first * STORY_DAYS // a_window * DAY)
        spent = time.process_time() - cpu_began
        wall += time.perf_counter() - began
        cpu += spent
        slowest = max(slowest, spent)
    rate = f"{len(numbers) / wall:,.0f} ({len(numbers) / cpu:,.0f})"
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return f"{rate} | {slowest:.1f} | {resident / MB:.0f}"


def _keep(state: Database, batch: list[Fingerprint], first: int, now: int) -> int:
    """Look a batch up and add it; return how many of those that are known were not found."""
    with state.transaction() as connection:
        index = StoryIndex(connection, now=now, days=STORY_DAYS)
        index.look_up(batch)
        found = []
        for number, one in enumerate(batch, first):
            found.append(bool(index.related(one)))
            index.add(f"{number:032x}", one)
    is_known = first % (10 * BATCH) == 0 and first % (100 * BATCH) != 0
    return int(is_known and not found[0])


def size_of(state: Database, place: str) -> int:
    """Return how many bytes the index takes, of a file all that is in it."""
    with state.transaction() as connection:
        if connection.dialect.name == "postgresql":
            return int(connection.scalar(SIZE_OF_POSTGRESQL) or 0)
    with closing(Database(place)) as again, again.transaction() as connection:
        pages = connection.scalar(text("SELECT page_count FROM pragma_page_count"))
        free = connection.scalar(text("SELECT freelist_count FROM pragma_freelist_count"))
    return int(pages - free) * 4096


if __name__ == "__main__":
    main(sys.argv[1:])
