"""One crawl of one outlet: what it takes on, where each link ends, what it delivers."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic, time
from typing import Any, Concatenate, ParamSpec, TypeVar

from scrapy.exceptions import CloseSpider, DropItem
from sqlalchemy import Connection

from newscrawl.lake.storage import Storage
from newscrawl.run.articles import Articles
from newscrawl.run.deliveries import Deliveries
from newscrawl.run.links import Links
from newscrawl.run.outcomes import Books
from newscrawl.run.report import Report, judge, sources_of
from newscrawl.run.sources import Sources
from newscrawl.run.writer import Writer
from newscrawl.state import crawls, outbox
from newscrawl.state import links as link_states
from newscrawl.state.database import Database
from newscrawl.state.links import TakenLink
from newscrawl.state.story_index import STORY_DAYS

log = logging.getLogger(__name__)

LOOK_SECONDS = 10  # between two looks at how full the outbox is: it takes time when much waits
ROOM_ATTEMPTS, ROOM_SECONDS = 10, 60  # so often and so far apart; then the crawl ends, and somebody sees its exit code
DAY = 24 * 3600

P = ParamSpec("P")
R = TypeVar("R")


class Crawl:
    """One run of one spider, from lease to report."""

    def __init__(
        self,
        outlet: str,
        state: Database,
        lake: Storage,
        clock: Callable[[], float] = time,
        *,
        edits: bool = True,
        story_days: int = STORY_DAYS,
    ) -> None:
        """Prepare a crawl; ``clock`` gives seconds since 1970, ``edits`` says to look at delivered articles again.

        Stories are looked for in the last ``story_days``.
        """
        self.outlet = outlet
        self.report: Report | None = None
        self.is_closing = False
        self.leaving = asyncio.Event()  # told to stop, or at its end: nothing more is asked for
        self._clock = clock
        self._latest = 0
        self.crawl_id = f"{self.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self._writer = Writer(outlet, self.crawl_id, state, self._seconds)
        self.sources = Sources(self._writer, edits=edits)
        self.links = Links(self._writer, edits=edits)
        self.articles = Articles(self._writer, self.links, edits=edits, story_days=story_days)
        self.deliveries = Deliveries(outlet, self.crawl_id, state, lake, self._seconds)
        self._started = self._seconds()
        self._began = monotonic()
        self._look_again = 0.0

    @property
    def books(self) -> Books:
        """Return the crawl's books."""
        return self._writer.books

    def now(self) -> datetime:
        """Return the time, aware, in UTC, to the second."""
        return datetime.fromtimestamp(self._seconds(), UTC)

    @property
    def seconds(self) -> float:
        """Return how long the crawl has run."""
        return monotonic() - self._began

    @property
    def moment(self) -> int:
        """Return the time in whole seconds since 1970."""
        return self._seconds()

    async def ask(self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function of state in a transaction of its own."""
        return await self._writer.write(function, *args, **kwargs)

    async def open(self) -> None:
        """Take the outlet's lease; raise OutletBusy while another crawl has it."""
        await self._writer.write(crawls.begin, outlet=self.outlet, crawl_id=self.crawl_id, now=self._seconds())
        await self.articles.learn()
        log.info(
            "%s: crawl %s started",
            self.outlet,
            self.crawl_id,
            extra={"event": "crawl_started", "crawl_id": self.crawl_id, "outlet": self.outlet},
        )

    async def take(self, limit: int) -> list[TakenLink]:
        """Take up to ``limit`` links that are due, none before there is room for what they bring.

        Raise CloseSpider where there is none for long: the links stay owed.
        """
        if monotonic() >= self._look_again:
            self._look_again = monotonic() + LOOK_SECONDS
            if await self._writer.write(outbox.is_full):
                await self._wait_for_room()
        return await self.links.take(limit)

    async def _wait_for_room(self) -> None:
        event = {"event": "outbox_full", "outlet": self.outlet}
        log.warning(
            "%s: the outbox is full; nothing is fetched until the lake takes what waits", self.outlet, extra=event
        )
        for _ in range(ROOM_ATTEMPTS):
            await self.deliveries.deliver(everything=True)
            if not await self._writer.write(outbox.is_full):
                log.info(
                    "%s: there is room in the outbox again", self.outlet, extra={**event, "event": "outbox_has_room"}
                )
                return
            await asyncio.sleep(ROOM_SECONDS)
        raise CloseSpider("outbox-full")

    async def drop(self, link: TakenLink | None, article_url: str, dropped: DropItem) -> None:
        """End the link of an article that a pipeline dropped; ``link`` is its page's, None where it has none."""
        self.articles.forget(link.key if link else None, article_url)
        await self.links.drop(link, article_url, dropped)

    async def renew(self) -> bool:
        """Renew the lease: the crawl's heartbeat, which nothing may hold up; return False if it is another's now."""
        return await self._writer.write(crawls.renew, self.crawl_id, int(self._clock()))

    async def deliver_ripe(self) -> None:
        """Deliver what has waited long enough, and again what the lake would not have before."""
        if self.deliveries.is_due(await self._writer.write(outbox.waiting_of, self.crawl_id)):
            await self.deliveries.deliver()

    async def hurry(self) -> None:
        """Deliver what waits, and try only once: the crawl was told to stop, and later there may be little time."""
        self.leaving.set()
        self.deliveries.hurry()
        if (await self._writer.write(outbox.waiting_of, self.crawl_id)).rows:
            await self.deliveries.deliver()

    async def close(self, reason: str, *, expected: int) -> Report:
        """Deliver everything, close the books and give the lease back; ``reason`` is how Scrapy closed the spider."""
        self.is_closing = True
        self.leaving.set()
        await self.deliveries.conclude()
        counted = await self._writer.write(link_states.count_by_outcome, self.crawl_id)
        day = await self._writer.write(link_states.delivered_since, self.outlet, self._seconds() - DAY)
        code, why = judge(
            self.books, counted, reason=reason, lake_failure=self.deliveries.failure, expected=expected, day=day
        )
        self.report = self._reported(link_states.named(counted), code, why)
        await self._writer.write(crawls.report, self.crawl_id, exit_code=code, text=self.report.to_json())
        await self._writer.write(crawls.release, self.crawl_id)
        await self.deliveries.report()
        self._writer.close()
        self.deliveries.end()
        event = {"event": "crawl_finished", **self.report.to_dict()}
        log.log(
            logging.INFO if code == 0 else logging.WARNING, "%s: %s", self.outlet, self.report.sentence(), extra=event
        )
        return self.report

    def _reported(self, outcomes: dict[str, int], code: Any, why: str) -> Report:
        return Report(
            crawl_id=self.crawl_id,
            outlet=self.outlet,
            started_at=_rfc3339(self._started),
            ended_at=_rfc3339(self._seconds()),
            seconds=round(self.seconds, 3),
            lake=self.deliveries.location,
            offered=self.books.offered,
            taken_over=self.books.taken_over,
            filtered=self.books.filtered,
            undated=self.books.undated,
            pages=self.books.pages,
            looks=dict(self.books.looks),
            outcomes=outcomes,
            sources_polled=self.books.sources_polled,
            sources_failed=self.books.sources_failed,
            sources_retired=self.books.sources_retired,
            sources_resting=self.books.sources_resting,
            sources=sources_of(self.books),
            exit_code=code,
            why=why,
        )

    def _seconds(self) -> int:
        """Return the time; a clock that is set back stands still for us, or links offered before would not be due."""
        self._latest = max(self._latest, int(self._clock()))
        return self._latest


def _rfc3339(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
