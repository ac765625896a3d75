"""A life: one crawl of one outlet, from recovery to report, on a state and a lake where others may have died before."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from newscrawl.article import Article
from newscrawl.errors import LakeUnreachable
from newscrawl.lake.delivery import Delivery
from newscrawl.lake.storage import Storage
from newscrawl.state import crawls, links, outbox, sources
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink
from newscrawl.state.placing import scraped
from newscrawl.urls import link_key
from tests.sample import HOME, sample

OUTLET = "gazette"
FIRST_DAY = 1_793_707_200  # 2026-11-03T12:00:00Z
BETWEEN = 25 * 3600  # seconds between two lives: every link that failed is due again, and it is another day
LINKS = 7
REJECTED, FLAKY = 4, 6  # a page without an article; one that does not come in the first life
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps whose order is the protocol; a mutant takes the place of one."""

    keep: Callable[[Database, list[tuple[bytes, Article]], int], None]
    deliver: Callable[[Delivery, str], None]


def keep(state: Database, new: list[tuple[bytes, Article]], now: int) -> None:
    """Put the lines, their links' states and what is known of the articles into state in one transaction."""
    with state.transaction() as connection:
        outbox.keep_all(connection, [scraped(*one) for one in new], now=now)


def deliver(delivery: Delivery, crawl_id: str) -> None:
    delivery.deliver(crawl_id, OUTLET)


RIGHT = Steps(keep=keep, deliver=deliver)


def article(number: int, crawl_id: str) -> Article:
    """Return the article that the page of link ``number`` holds."""
    return sample(number, outlet=OUTLET, crawl_id=crawl_id)


def articles() -> set[str]:
    """Return the addresses that have to lie in the lake in the end."""
    return {f"{HOME}{number}" for number in range(LINKS) if number != REJECTED}


class Life:
    """The ``number``-th crawl on a state."""

    def __init__(self, number: int, state: str, lake: Storage, chance: random.Random, steps: Steps = RIGHT) -> None:
        self._number = number
        self._now = FIRST_DAY + number * BETWEEN
        self._state = Database(state)
        self._delivery = Delivery(self._state, lake, self._clock)
        self._chance = chance
        self._steps = steps
        self._took_on = 0
        self.crawl_id = f"crawl-{number}"

    def run(self) -> bool:
        """Crawl as far as the lake lets it; return whether nothing is left to do for another life."""
        with suppress(LakeUnreachable):
            self._delivery.recover()
        self._write(crawls.begin, outlet=OUTLET, crawl_id=self.crawl_id, now=self._clock())
        self._offer()
        while taken := self._take():
            brought = [(key, found) for number, key in taken if (found := self._crawl(number, key))]
            if brought:
                self._steps.keep(self._state, brought, self._clock())
            self._write(crawls.renew, self.crawl_id, self._clock())
            if self._chance.random() < 0.5:
                with suppress(LakeUnreachable):
                    self._steps.deliver(self._delivery, self.crawl_id)
        self._end()
        return self._is_done()

    def _offer(self) -> None:
        for feed, numbers in (("feed", range(LINKS // 2)), ("listing", range(LINKS // 2, LINKS))):
            offers = [OfferedLink(key=_key(number), url=f"{HOME}{number}", title=str(number)) for number in numbers]
            with self._state.transaction() as connection:
                now = self._clock()
                new = links.offer(
                    connection, outlet=OUTLET, crawl_id=self.crawl_id, found_in=HOME + feed, offered=offers, now=now
                )
                self._took_on += len(new)
                sources.record_walk(connection, OUTLET, HOME + feed, began=now)

    def _take(self) -> list[tuple[int, bytes]]:
        now = self._clock()
        taken, from_others = self._write(links.take, outlet=OUTLET, crawl_id=self.crawl_id, now=now, limit=3)
        self._took_on += from_others
        return [(int(link.url.rpartition("/")[2]), link.key) for link in taken]

    def _crawl(self, number: int, key: bytes) -> Article | None:
        """Fetch a page and bring its link to an end; return the article that it holds instead if there is one."""
        now = self._clock()
        if number == FLAKY and self._number == 0:
            self._write(links.put_off, key, links.FAILED, reason="http-500", now=now)
            return None
        self._write(links.fetched, key, now=now)
        if number == REJECTED:
            self._write(links.settle, key, links.REJECTED, reason="no-body", now=now)
            return None
        return article(number, self.crawl_id)

    def _end(self) -> None:
        for _ in range(ATTEMPTS):
            with suppress(LakeUnreachable):
                self._steps.deliver(self._delivery, self.crawl_id)
                self._delivery.conclude(self.crawl_id)
                break
        counted = self._write(links.count_by_outcome, self.crawl_id)
        if self._took_on != sum(counted.values()):
            raise AssertionError(f"the books do not balance: took on {self._took_on}, counted {counted}")
        self._write(crawls.report, self.crawl_id, exit_code=0, text="{}")
        self._write(crawls.release, self.crawl_id)

    def _is_done(self) -> bool:
        rest = self._write(crawls.dead_with_rest, self._clock())
        return not rest and self._number > 0 and self._write(outbox.waiting) == 0

    def _write(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with self._state.transaction() as connection:
            return function(connection, *args, **kwargs)

    def _clock(self) -> int:
        self._now += 1
        return self._now


def _key(number: int) -> bytes:
    return link_key(OUTLET, f"{HOME}{number}")
