"""One crawl of one outlet: what it takes on, where each link ends, what it delivers."""

import asyncio
import logging
import random
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import monotonic, time
from typing import Any, ParamSpec, TypeVar

from scrapy.exceptions import DropItem

from newscrawl.article import Article
from newscrawl.discovery.links import Link
from newscrawl.errors import ForbiddenByRobots, LakeRefused, LakeUnreachable, Rejected, Unchanged, Walled
from newscrawl.fetch.answers import failure_name
from newscrawl.lake.delivery import SEAL_BYTES, SEAL_SECONDS, Delivery
from newscrawl.lake.storage import Storage
from newscrawl.run.ledger import Ledger
from newscrawl.run.outcomes import Books
from newscrawl.run.report import Report, judge
from newscrawl.run.workers import WorkerFailed, in_worker
from newscrawl.state import crawls, links, outbox, sources
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink, TakenLink
from newscrawl.text import clean
from newscrawl.urls import link_key

log = logging.getLogger(__name__)

REFUSING = {"http-401", "http-402", "http-403", "http-407", "http-451"}  # the outlet does not want to show it to us
GONE = {"http-404", "http-410"}
LAST_ATTEMPTS = (0, 2, 6)  # seconds before each attempt to deliver at the end; a scheduler starts us again soon
RETRY_SECONDS = 60  # between attempts while the lake is away
DAY = 24 * 3600

P = ParamSpec("P")
R = TypeVar("R")


class Crawl:
    """One run of one spider, from lease to report."""

    def __init__(self, outlet: str, state: Database, lake: Storage, clock: Callable[[], float] = time) -> None:
        """Prepare a crawl; ``clock`` gives seconds since 1970."""
        self.outlet = outlet
        self.report: Report | None = None
        self.is_closing = False
        self._clock = clock
        self.crawl_id = f"{self.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self._ledger = Ledger(outlet, self.crawl_id, state, self._seconds)
        self._lake = lake
        self._delivery = Delivery(state, lake, self._seconds)
        self._began = monotonic()
        self._delivering = asyncio.Lock()
        self._lake_failure = ""
        self._next_delivery = 0

    @property
    def books(self) -> Books:
        """Return the crawl's books."""
        return self._ledger.books

    def now(self) -> datetime:
        """Return the time, aware, in UTC, to the second."""
        return datetime.fromtimestamp(int(self._clock()), UTC)

    @property
    def seconds(self) -> float:
        """Return how long the crawl has run."""
        return monotonic() - self._began

    async def open(self) -> None:
        """Take the outlet's lease; raise OutletBusy while another crawl has it."""
        await self._ledger.write(crawls.begin, outlet=self.outlet, crawl_id=self.crawl_id, now=self._seconds())
        log.info(
            "%s: crawl %s started",
            self.outlet,
            self.crawl_id,
            extra={"event": "crawl_started", "crawl_id": self.crawl_id, "outlet": self.outlet},
        )

    async def offered(self, source: str, found: Iterable[Link], *, at_end: bool, page: int = 1) -> bool:
        """Offer the links of one document of a source to state; return whether the source has no older ones unknown.

        ``at_end`` says that the document is the source's last one, ``page`` counts its documents.
        """
        offers = await asyncio.to_thread(_offers, self.outlet, found)
        new, ended = await self._ledger.offer(source, offers, at_end=at_end)
        self.books.sources_polled += 1
        event = {"event": "source_polled", "outlet": self.outlet, "url": source, "page": page, "links": len(offers)}
        log.info("%s, page %d: %d links, %d new", source, page, len(offers), new, extra={**event, "new": new})
        return ended

    async def source_failed(self, source: str, message: str, reason: str) -> None:
        """Note that a source gave nothing; the crawl goes on and will not exit 0."""
        self.books.sources_failed[source] = reason
        event = {"event": "source_failed", "outlet": self.outlet, "url": source, "reason": reason}
        log.warning("source failed: %s", message, extra=event)
        await self._ledger.write(sources.record_failure, self.outlet, source, now=self._seconds(), reason=reason)

    async def take(self, limit: int) -> list[TakenLink]:
        """Take up to ``limit`` links that are due."""
        return await self._ledger.take(limit)

    async def fetched(self, link: TakenLink) -> None:
        """Note that the article's page has arrived."""
        self.books.pages += 1
        await self._ledger.write(links.fetched, link.key, now=self._seconds())

    async def read(self, link: TakenLink, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Call a pure function in a worker; a worker that fails settles the link, and the answer is None."""
        try:
            return await in_worker(function, *args, **kwargs)
        except WorkerFailed as error:
            await self.fail(link.key, error.reason)
            return None

    async def keep(self, article: Article) -> Article | None:
        """Put an article into the outbox; return it as written, or None if it says nothing new."""
        return await self._ledger.keep(article)

    async def reject(self, link: TakenLink, reason: type[Rejected]) -> None:
        """End a link whose page becomes no record."""
        await self._ledger.settle(link.key, links.REJECTED, reason.reason)

    async def drop(self, link: TakenLink | None, article_url: str, dropped: DropItem) -> None:
        """End the link of an article that a pipeline dropped, by the name of the reason; ``link`` is its page's."""
        if isinstance(dropped, Unchanged):  # counted where it was found to be so
            if link:
                await self._ledger.write(links.settle, link.key, links.UNCHANGED, now=self._seconds())
            return
        reason = str(getattr(dropped, "reason", type(dropped).__name__))
        if not link:
            await self._ledger.reject_stray(article_url, reason)
        elif isinstance(dropped, Walled):
            await self.wall(link, "item")
        else:
            await self._ledger.settle(link.key, links.REJECTED, reason)

    async def wall(self, link: TakenLink, reason: str) -> None:
        """Put off a link behind a wall."""
        await self._ledger.put_off(link.key, links.WALLED, reason)

    async def fail(self, key: bytes, reason: str) -> None:
        """Put off a link that failed, or park it for good after the last attempt."""
        await self._ledger.put_off(key, links.FAILED, reason)

    async def not_fetched(self, link: TakenLink, error: BaseException) -> None:
        """Settle a link whose page did not come, by what came instead."""
        reason = failure_name(error)
        if reason in GONE:
            await self._ledger.settle(link.key, links.GONE, reason)
        elif reason in REFUSING:
            await self.wall(link, reason)
        elif reason == ForbiddenByRobots.reason:
            await self.reject(link, ForbiddenByRobots)
        else:
            await self.fail(link.key, reason)

    async def renew(self) -> bool:
        """Renew the lease: the crawl's heartbeat, which nothing may hold up; return False if it is another's now."""
        return await self._ledger.write(crawls.renew, self.crawl_id, self._seconds())

    async def deliver_ripe(self) -> None:
        """Deliver what has waited long enough, and again what the lake would not have before."""
        now = self._seconds()
        waits = await self._ledger.write(outbox.waiting_of, self.crawl_id)
        aged = waits.rows > 0 and now - waits.since >= SEAL_SECONDS
        ripe = waits.segments > 0 or waits.bytes >= SEAL_BYTES or aged
        if ripe and now >= self._next_delivery and not self._delivering.locked():
            await self._deliver()

    async def close(self, reason: str, *, expected: int) -> Report:
        """Deliver everything, close the books and give the lease back; ``reason`` is how Scrapy closed the spider."""
        self.is_closing = True
        attempts = LAST_ATTEMPTS[:1] if reason == "shutdown" else LAST_ATTEMPTS  # a scheduler kills after ten seconds
        for pause in attempts:
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 -- jitter, not a secret
            if await self._deliver(conclude=True):
                break
        counted = await self._ledger.write(links.count_by_outcome, self.crawl_id)
        day = await self._ledger.write(links.delivered_since, self.outlet, self._seconds() - DAY)
        code, why = judge(
            self.books, counted, reason=reason, lake_failure=self._lake_failure, expected=expected, day=day
        )
        self.report = self._reported(links.named(counted), code, why)
        await self._ledger.write(crawls.report, self.crawl_id, exit_code=code, text=self.report.to_json())
        await self._ledger.write(crawls.release, self.crawl_id)
        self._ledger.close()
        event = {"event": "crawl_finished", **self.report.to_dict()}
        log.log(
            logging.INFO if code == 0 else logging.WARNING, "%s: %s", self.outlet, self.report.sentence(), extra=event
        )
        return self.report

    def _reported(self, outcomes: dict[str, int], code: Any, why: str) -> Report:
        return Report(
            crawl_id=self.crawl_id,
            outlet=self.outlet,
            lake=self._lake.location,
            seconds=round(self.seconds, 3),
            offered=self.books.offered,
            taken_over=self.books.taken_over,
            filtered=self.books.filtered,
            undated=self.books.undated,
            pages=self.books.pages,
            outcomes=outcomes,
            sources_polled=self.books.sources_polled,
            sources_failed=self.books.sources_failed,
            exit_code=code,
            why=why,
        )

    async def _deliver(self, *, conclude: bool = False) -> bool:
        """Deliver what waits; return False, and remember why, if the lake would not have it."""
        async with self._delivering:
            try:
                articles = await asyncio.to_thread(self._delivery.deliver, self.crawl_id, self.outlet)
                if conclude:
                    await asyncio.to_thread(self._delivery.conclude, self.crawl_id)
            except (LakeRefused, LakeUnreachable) as error:
                self._lake_failure = str(error)
                self._next_delivery = self._seconds() + RETRY_SECONDS
                log.warning("%s", error, extra={"event": "lake_failed", "outlet": self.outlet})
                return False
        self._lake_failure = ""
        if articles:
            log.info(
                "%s: %d articles delivered",
                self.outlet,
                articles,
                extra={"event": "delivered", "outlet": self.outlet, "articles": articles},
            )
        return True

    def _seconds(self) -> int:
        return int(self._clock())


def _offers(outlet: str, found: Iterable[Link]) -> list[OfferedLink]:
    """Return the links as state takes them, each address once; beside the event loop, for there may be many."""
    by_key = {link_key(outlet, link.url): link for link in found}
    return [
        OfferedLink(
            key=key, url=link.url, title=clean(link.title or "") or None, published_at=_timestamp(link.published_at)
        )
        for key, link in by_key.items()
    ]


def _timestamp(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None
