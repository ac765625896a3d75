"""Lakes as crawls leave them, written by the real delivery, for tests that keep or break them."""

import gzip
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from newscrawl.article import Article
from newscrawl.lake.check import Check
from newscrawl.lake.comparison import Finding
from newscrawl.lake.delivery import Delivery
from newscrawl.lake.parts import unpack
from newscrawl.lake.storage import Storage
from newscrawl.state import crawls, links, outbox, takedowns
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink
from newscrawl.urls import link_key
from tests.sample import sample
from tests.stories.texts import written

DAY = date(2026, 11, 3)
NOON = int(datetime(2026, 11, 3, 12, tzinfo=UTC).timestamp())
MINUTE, HOUR = 60, 3600

Row = tuple[str, int]


class Crawling:
    """Crawls of outlets that deliver into ``storage``; each kept article is a part of its own."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.state = Database("sqlite://")
        self.now = NOON
        self._count = 0

    def crawl(self, *articles: Article, concluded: bool = True) -> str:
        """Deliver each article as a part of its own, by one crawl of their outlet; return the crawl's id."""
        self._count += 1
        outlet = articles[0].outlet
        crawl_id = f"{datetime.fromtimestamp(self.now, UTC):%Y%m%dT%H%M%SZ}-{self._count:08x}"
        delivery = self._delivery()
        self._write(crawls.begin, outlet=outlet, crawl_id=crawl_id, now=self.now, alive=lambda _: False)
        for article in articles:
            key = link_key(outlet, article.url)
            offers = [OfferedLink(key=key, url=article.url)]
            self._write(links.offer, outlet=outlet, crawl_id=crawl_id, found_in="f", offered=offers, now=self.now)
            own = {"crawl_id": crawl_id, "fetched_at": datetime.fromtimestamp(self.now, UTC)}
            self._write(outbox.keep, key, sample(0, **(_fields(article) | own)), now=self.now)
            delivery.deliver(crawl_id, outlet)
            self.now += MINUTE
        if concluded:
            self.conclude(crawl_id)
        return crawl_id

    def conclude(self, crawl_id: str) -> None:
        """End a crawl."""
        self._delivery().conclude(crawl_id)
        self._write(crawls.release, crawl_id)

    def take_down(self, article_id: str) -> None:
        """Keep an article out, as the takedown command tells the state."""
        self._write(takedowns.take_down, article_id)

    def _delivery(self) -> Delivery:
        return Delivery(self.state, self.storage, lambda: self.now)

    def _write(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with self.state.transaction() as connection:
            return function(connection, *args, **kwargs)


def _fields(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in article.__dataclass_fields__}


def day_of_crawls(storage: Storage, crawls_of_the_day: int = 2, parts: int = 3) -> Crawling:
    """Fill a day's partition: some crawls of an hour each, with some parts each of one article."""
    crawling = Crawling(storage)
    for crawl in range(crawls_of_the_day):
        crawling.crawl(*(sample(crawl * parts + number + 1) for number in range(parts)))
        crawling.now += HOUR
    return crawling


def two_stories_that_became_one(storage: Storage) -> None:
    """Fill a day: head and tail of a text at two outlets, then the whole of it at two more, and another article."""
    crawling = Crawling(storage)
    wire = written("wire")
    head, tail = " ".join(wire.split()[:97]), " ".join(wire.split()[-97:])
    bodies = {"herald": (head, 2), "gazette": (tail, 0), "tribune": (wire, 3), "courier": (wire, 5)}
    for outlet, (body, hours) in {**bodies, "echo": (written("alone"), 0)}.items():
        home = f"https://{outlet}.example/1"
        own: dict[str, Any] = {
            "outlet": outlet,
            "url": home,
            "canonical_url": home,
            "title": f"Ferry, by {outlet}",
            "body": body,
        }
        agency = "AP" if outlet == "tribune" else None
        crawling.crawl(
            sample(1, **own, agency=agency, published_at=datetime.fromtimestamp(NOON, UTC) + timedelta(hours=hours))
        )


def parts_of(storage: Storage) -> list[str]:
    """Return the keys of all parts."""
    return list(storage.keys("articles/"))


def rows_of(lines: Iterable[bytes]) -> list[Row]:
    """Return (title, version) of each line."""
    records = [json.loads(line) for line in lines]
    return [(record["title"], record["version"]) for record in records]


def glob_rows(storage: Storage) -> list[Row]:
    """Return what a reader sees who reads all of articles/, in order."""
    return sorted(row for key in parts_of(storage) for row in rows_of(unpack(storage.get(key))))


def place(storage: Storage, key: str, body: bytes) -> None:
    """Put an object behind the lake's back."""
    storage.put(key, body, sha256(body).hexdigest())


def overwrite(storage: Storage, key: str, change: Callable[[bytes], bytes]) -> None:
    """Change an object behind the lake's back."""
    place(storage, key, change(storage.get(key)))


def edited(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """Return a change of a part in which each record is changed."""

    def changed(body: bytes) -> bytes:
        records = [json.loads(line) for line in gzip.decompress(body).splitlines()]
        for record in records:
            change(record)
        return gzip.compress("".join(f"{json.dumps(record)}\n" for record in records).encode(), mtime=0)

    return changed


def findings(storage: Storage, *days: date) -> list[Finding]:
    """Return all findings of a check."""
    return list(Check(storage, days).findings())


def wrong(storage: Storage, *days: date) -> list[str]:
    """Return what a check says is wrong, each with its object."""
    return [f"{one.key}: {one.what}; {one.advice}" for one in findings(storage, *days) if one.wrong]


def notes(storage: Storage) -> list[str]:
    """Return what a check says is worth knowing."""
    return [f"{one.key}: {one.what}; {one.advice}" for one in findings(storage) if not one.wrong]
