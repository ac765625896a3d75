"""How fast and how small the state is, beside plain sqlite3 doing the like: ``python -m benchmarks.state``.

Rates are given a second, and in brackets a second of processor time.
"""

import argparse
import gc
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from newscrawl.article import Article, to_line
from newscrawl.lake import delivery as delivery_module
from newscrawl.lake.delivery import Delivery
from newscrawl.lake.directory import Directory
from newscrawl.state import crawls, link_rows, links, outbox
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink
from newscrawl.state.placing import Scraped, scraped
from newscrawl.text import text_sha256
from tests.sample import sample

MB = 1_000_000
DAY = 1_793_707_200  # 2026-11-03T12:00:00Z
A_CRAWL = 200  # links that one crawl takes on
HEAD = "https://www.gazette.example/"
FEED = f"{HEAD}rss/news.xml"
# 82 characters, as the addresses of 1,328 pages of news sites have on average; 56 of them after the host.
PATH = "news/2026/11/03/ferry-{number:07}-sails-at-last-with-a-ne"
WORDS = ["ferry", "captain", "helm", "monday", "winds", "harbour"]


def main(arguments: list[str]) -> None:
    """Measure what is asked for, and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.state", description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the states are written [a temporary folder]")
    parser.add_argument("--links", type=int, default=1_000_000, help="links that have ended [1000000]")
    parser.add_argument("--articles", type=int, default=100_000, help="articles of one crawl [100000]")
    options = parser.parse_args(arguments)
    print("| what | newscrawl | plain sqlite3 | share |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        _size_and_look_ups(folder, options.links)
        _durable_articles(folder, 1, 3000)
        _durable_articles(folder, 10, 10_000)
        _memory(folder, options.articles)


class Rate(NamedTuple):
    """How many there were a second, and how many a second of processor time: what a machine with more to spare does."""

    a_second: float
    of_cpu: float

    def __str__(self) -> str:
        return f"{self.a_second:,.0f}/s ({self.of_cpu:,.0f})"


def _row(what: str, ours: object, plain: object = "") -> None:
    share = f"{ours.a_second / plain.a_second:.0%}" if isinstance(ours, Rate) and isinstance(plain, Rate) else ""
    print(f"| {what} | {ours} | {plain} | {share} |", flush=True)


def url(number: int) -> str:
    """Return the address of a made-up article."""
    return HEAD + PATH.format(number=number)


def key(number: int) -> bytes:
    """Return a key as random as link_key's, without the time that normalising a URL takes."""
    return sha256(str(number).encode()).digest()[:16]


def ended_links(path: Path, count: int) -> int:
    """Write a state of ``count`` links that have ended, and return its size in bytes."""
    with closing(Database(str(path))) as state:
        for first in range(0, count, A_CRAWL):
            with state.transaction() as connection:
                _end_links(connection, range(first, min(first + A_CRAWL, count)))
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def _size_and_look_ups(folder: Path, count: int) -> None:
    path = folder / "links.sqlite3"
    size = ended_links(path, count)
    _row(f"{count:,} links that have ended", f"{size / MB:.0f} MB, {size / count:.0f} bytes each")
    asked = [key(number) for number in range(0, 2 * count, max(1, count // 50_000))]  # half of them are unknown
    with closing(Database(str(path))) as state, state.transaction() as connection:
        rate = _rate(len(asked), lambda: _look_up(connection, asked))
    with closing(sqlite3.connect(path)) as plain:
        floor = _rate(len(asked), lambda: _look_up_plainly(plain, asked))
    _row("look-ups of links, in batches of 500 (plain: one by one)", rate, floor)


def _end_links(connection: Connection, numbers: range) -> None:
    """Offer links and end them as a crawl does: seven of ten delivered, the others rejected, gone or unchanged."""
    crawl_id = f"20261103T120000Z-{numbers.start:08x}"
    now = DAY + numbers.start
    offers = [
        OfferedLink(key=key(n), url=url(n), title=f"Ferry {n} sails at last with a new captain", published_at=now)
        for n in numbers
    ]
    links.offer(connection, outlet="gazette", crawl_id=crawl_id, found_in=FEED, offered=offers, now=now)
    links.take(connection, outlet="gazette", crawl_id=crawl_id, now=now, limit=len(numbers))
    for n in numbers:
        links.fetched(connection, key(n), now=now + 30)
        if n % 10 < 7:
            links.settle(connection, key(n), links.PENDING, now=now + 31, article=n)
        else:
            end = (links.REJECTED, links.GONE, links.UNCHANGED)[n % 10 - 7]
            links.settle(
                connection, key(n), end, now=now + 31, reason=None if end == links.UNCHANGED else f"reason-{n % 3}"
            )
    delivered = [
        {"link_key": key(n), "segment": numbers.start // A_CRAWL, "line": n - numbers.start}
        for n in numbers
        if n % 10 < 7
    ]
    connection.execute(link_rows.DELIVER, delivered)


def _look_up(connection: Connection, asked: list[bytes]) -> None:
    for first in range(0, len(asked), links.MANY):
        connection.scalars(link_rows.KNOWN, {"keys": asked[first : first + links.MANY]}).all()


def _look_up_plainly(plain: sqlite3.Connection, asked: list[bytes]) -> None:
    for one in asked:
        plain.execute("SELECT link FROM link_keys WHERE key = ?", (one,)).fetchone()


def _durable_articles(folder: Path, at_once: int, count: int) -> None:
    """Keep articles as a crawl does: offered, taken and fetched before; ``at_once`` in a transaction.

    What a text is recognised by is made before, as in a crawl, and is timed by itself.
    """
    path = folder / f"articles-{at_once}.sqlite3"
    made = [_article(number) for number in range(count)]
    new: list[Scraped] = []
    recognised = _rate(count, lambda: new.extend(scraped(key(number), article) for number, article in enumerate(made)))
    with closing(Database(str(path))) as state:
        with state.transaction() as connection:
            crawls.begin(connection, outlet="gazette", crawl_id="crawl-1", now=DAY)
            offers = [OfferedLink(key=key(number), url=url(number), title=str(number)) for number in range(count)]
            links.offer(connection, outlet="gazette", crawl_id="crawl-1", found_in=FEED, offered=offers, now=DAY)

        def keep() -> None:
            for first in range(0, count, at_once):
                with state.transaction() as connection:
                    outbox.keep_all(connection, new[first : first + at_once], now=DAY)

        rate = _rate(count, keep)
    floor = _rate(count, lambda: _keep_plainly(folder / f"plain-{at_once}.sqlite3", made, at_once))
    syncs = _rate(1000, lambda: _sync(folder / "synced", 1000))
    what = "one by one" if at_once == 1 else f"in transactions of {at_once}"
    _row(f"durable articles, {what}", rate, floor)
    if at_once == 1:
        _row("fingerprints and keys of articles, before that", recognised)
        _row("fsync of this disk", "", syncs)


def _article(number: int) -> Article:
    body = " ".join(f"{word} {number * 7 % 9973}" for word in WORDS * 40)
    return replace(sample(number, body=body, crawl_id="crawl-1"), text_sha256=text_sha256(body))


def _keep_plainly(path: Path, made: list[Article], at_once: int) -> None:
    """Write the same lines with one row of each table touched, without looking anything up."""
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB, line BLOB);"
            "CREATE TABLE articles (id BLOB PRIMARY KEY, text BLOB); CREATE INDEX texts ON articles (text);"
            "CREATE TABLE links (key BLOB PRIMARY KEY, state INTEGER) WITHOUT ROWID;"
        )
        for first in range(0, len(made), at_once):
            plain.execute("BEGIN IMMEDIATE")
            for number in range(first, first + at_once):
                article = made[number]
                plain.execute("INSERT INTO outbox (key, line) VALUES (?, ?)", (key(number), to_line(article)))
                identity = bytes.fromhex(article.article_id), bytes.fromhex(article.text_sha256)
                plain.execute("INSERT INTO articles VALUES (?, ?)", identity)
                plain.execute("INSERT INTO links VALUES (?, 2)", (key(number),))
            plain.execute("COMMIT")


def _sync(path: Path, times: int) -> None:
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            os.fsync(file.fileno())


def _memory(folder: Path, count: int) -> None:
    """Crawl ``count`` articles in one crawl, parts delivered as they fill; compare the first tenth with the last."""
    with closing(Database(str(folder / "memory.sqlite3"))) as state:
        delivery = Delivery(state, Directory(str(folder / "lake")), lambda: DAY)
        with state.transaction() as connection:
            crawls.begin(connection, outlet="gazette", crawl_id="crawl-1", now=DAY)
        resident = []
        for tenth in range(10):
            for first in range(tenth * count // 10, (tenth + 1) * count // 10, 100):
                _keep_hundred(state, first)
                with state.transaction() as connection:
                    ripe = outbox.waiting_of(connection, "crawl-1").bytes >= delivery_module.SEAL_BYTES
                if ripe:
                    delivery.deliver("crawl-1", "gazette")
            gc.collect()
            resident.append(_resident())
        delivery.deliver("crawl-1", "gazette")
    grown = (resident[-1] - resident[0]) / MB
    _row(
        f"growth of memory, first to last tenth of {count:,} articles",
        f"{grown:.0f} MB, to {resident[-1] / MB:.0f} MB",
    )


def _keep_hundred(state: Database, first: int) -> None:
    offers = [OfferedLink(key=key(number), url=url(number)) for number in range(first, first + 100)]
    with state.transaction() as connection:
        links.offer(connection, outlet="gazette", crawl_id="crawl-1", found_in=FEED, offered=offers, now=DAY)
        taken, _ = links.take(connection, outlet="gazette", crawl_id="crawl-1", now=DAY, limit=100)
        for number in range(first, first + len(taken)):
            outbox.keep(connection, key(number), _article(number), now=DAY)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _rate(count: int, work: Callable[[], None]) -> Rate:
    began, cpu_began = time.perf_counter(), time.process_time()
    work()
    return Rate(count / (time.perf_counter() - began), count / (time.process_time() - cpu_began))


if __name__ == "__main__":
    main(sys.argv[1:])
