"""A lake that fails when it is told to, and an outlet's crawls that deliver to it."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Literal

from newscrawl.article import Article
from newscrawl.errors import LakeUnreachable
from newscrawl.lake.delivery import Delivery
from newscrawl.lake.parts import unpack
from newscrawl.lake.storage import Storage, Stored
from newscrawl.state import crawls, links, outbox
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink
from newscrawl.urls import link_key

# An outage begins before or after the put took effect, and lasts for the look that follows; a hiccup is over by then.
Fault = Literal["none", "before", "after", "hiccup before", "hiccup after"]
NOON = 1_800_000_000
DAY = 24 * 3600


class FaultyLake:
    """Objects in memory; each put follows the next of ``faults``."""

    location = "memory"

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.faults: list[Fault] = []
        self.puts: Counter[str] = Counter()
        self.is_away = False

    def check(self) -> None:
        """Always answer."""

    def put(self, key: str, body: bytes, digest: str) -> None:
        fault = self.faults.pop(0) if self.faults else "none"
        self.is_away = fault in ("before", "after")
        if fault.endswith("before"):
            raise LakeUnreachable("503 before")
        assert sha256(body).hexdigest() == digest
        self.objects[key] = body
        self.puts[key] += 1
        if fault.endswith("after"):
            raise LakeUnreachable("connection cut after")

    def head(self, key: str) -> Stored | None:
        if self.is_away:
            self.is_away = False
            raise LakeUnreachable("503 still")
        body = self.objects.get(key)
        return None if body is None else Stored(size=len(body), sha256=sha256(body).hexdigest())

    def get(self, key: str) -> bytes:
        return self.objects[key]

    def keys(self, prefix: str) -> Iterator[str]:
        yield from sorted(key for key in self.objects if key.startswith(prefix))

    def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.objects.pop(key, None)

    def titles(self) -> list[str]:
        """Return the titles of all lines of all parts."""
        parts = [unpack(self.objects[key]) for key in self.keys("articles/")]
        return [json.loads(line)["title"] for lines in parts for line in lines]

    def manifests(self) -> list[dict[str, Any]]:
        return [json.loads(self.objects[key]) for key in self.keys("manifests/")]

    def problems(self, truth: Iterable[str]) -> list[str]:
        """Say how the lake differs from ``truth``, titles that must lie in it once, and from its own manifests."""
        expected, found = Counter(truth), Counter(self.titles())
        problems = [f"lost: {title}" for title in expected - found]
        problems += [f"twice or unknown: {title}" for title in found - expected]
        named = [part for manifest in self.manifests() for part in manifest["parts"]]
        if sorted(part["key"] for part in named) != list(self.keys("articles/")):
            problems.append("manifests do not name every part once")
        for part in named:
            body = self.objects.get(part["key"], b"")
            said = (part["rows"], part["bytes"], part["sha256"])
            if said != (len(unpack(body)), len(body), sha256(body).hexdigest()):
                problems.append(f"wrong sums: {part['key']}")
        return problems


class Outlet:
    """An outlet's crawls, one after the other, on one state and one lake; its clock goes on with every step."""

    def __init__(self, location: str, lake: Storage) -> None:
        self._location = location
        self._lake = lake
        self.now = NOON
        self._count = 0
        self.crawl_id = ""
        self.open()

    def open(self) -> None:
        """Open the state, as a new process does."""
        self.state = Database(self._location)
        self.delivery = Delivery(self.state, self._lake, self.clock)

    def clock(self) -> int:
        self.now += 1
        return self.now

    def begin(self) -> None:
        """Begin a crawl, whatever became of the one before."""
        self._count += 1
        self.crawl_id = f"crawl-{self._count}"
        self.write(crawls.begin, outlet="gazette", crawl_id=self.crawl_id, now=self.clock(), alive=lambda _: False)

    def keep(self, article: Article) -> Article | None:
        key = link_key("gazette", article.url)
        offers = [OfferedLink(key=key, url=article.url)]
        now = self.clock()
        self.write(links.offer, outlet="gazette", crawl_id=self.crawl_id, found_in="f", offered=offers, now=now)
        kept: Article | None = self.write(outbox.keep, key, article, now=now)
        return kept

    def deliver(self) -> int:
        return self.delivery.deliver(self.crawl_id, "gazette")

    def end(self) -> None:
        """End the crawl as a whole one ends, as far as the lake lets it."""
        try:
            self.deliver()
            self.delivery.conclude(self.crawl_id)
        finally:
            self.release()

    def release(self) -> None:
        self.write(crawls.release, self.crawl_id)

    def die(self) -> None:
        """Stop without a word, and come back as another process after the lease has expired."""
        self.state.close()
        self.now += DAY
        self.open()

    def write(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with self.state.transaction() as connection:
            return function(connection, *args, **kwargs)

    def outcomes(self, crawl_id: str = "") -> dict[str, int]:
        found: dict[str, int] = self.write(links.count_by_outcome, crawl_id or self.crawl_id)
        return found
