"""One crawl of one outlet: what it takes on, where each link ends, what it delivers."""

import asyncio
import logging
import random
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import monotonic, time
from typing import Any, Concatenate, ParamSpec, TypeVar

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from sqlalchemy import Connection

from newscrawl.article import Article
from newscrawl.discovery.links import Link
from newscrawl.errors import ForbiddenByRobots, LakeRefused, LakeUnreachable, Rejected
from newscrawl.lake.delivery import SEAL_BYTES, SEAL_SECONDS, Delivery
from newscrawl.lake.storage import Storage
from newscrawl.run.outcomes import Books
from newscrawl.run.report import Report, judge, outcomes_of
from newscrawl.run.workers import WorkerFailed, in_worker
from newscrawl.state import crawls, links, outbox, sources
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink, TakenLink
from newscrawl.urls import link_key

log = logging.getLogger(__name__)

REFUSING = {401, 402, 403, 407, 451}  # the outlet does not want to show it to us
GONE = {404, 410}
LAST_ATTEMPTS = (0, 2, 6)  # seconds before each attempt to deliver at the end; a scheduler starts us again soon
RETRY_SECONDS = 60  # between attempts while the lake is away
DAY = 24 * 3600

P = ParamSpec("P")
R = TypeVar("R")


class Crawl:
    """One run of one spider, from lease to report.

    State is written by one thread of the crawl's own, in the order of the calls, so that a commit's wait for the disk
    does not hold up downloads.
    """

    def __init__(self, outlet: str, state: Database, lake: Storage, clock: Callable[[], float] = time) -> None:
        """Prepare a crawl; ``clock`` gives seconds since 1970."""
        self.outlet = outlet
        self.books = Books()
        self.report: Report | None = None
        self._clock = clock
        self.crawl_id = f"{self.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self._state = state
        self._lake = lake
        self._delivery = Delivery(state, lake, self._seconds)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"state-{outlet}")
        self._began = monotonic()
        self._delivering = asyncio.Lock()
        self._lake_failure = ""
        self._next_delivery = 0

    def now(self) -> datetime:
        """Return the time, aware, in UTC, to the second."""
        return datetime.fromtimestamp(int(self._clock()), UTC)

    @property
    def seconds(self) -> float:
        """Return how long the crawl has run."""
        return monotonic() - self._began

    async def open(self) -> None:
        """Take the outlet's lease; raise OutletBusy while another crawl has it."""
        await self._write(crawls.begin, outlet=self.outlet, crawl_id=self.crawl_id, now=self._seconds())
        log.info(
            "%s: crawl %s started",
            self.outlet,
            self.crawl_id,
            extra={"event": "crawl_started", "crawl_id": self.crawl_id, "outlet": self.outlet},
        )

    async def offered(self, source: str, found: Iterable[Link], *, at_end: bool) -> bool:
        """Offer the links of one document of a source to state; return whether the source has no older ones unknown.

        ``at_end`` says that the document is the source's last one.
        """
        rows = {key: link for link in found if (key := link_key(self.outlet, link.url))}
        offers = [
            OfferedLink(key=key, url=link.url, title=link.title, published_at=_timestamp(link.published_at))
            for key, link in rows.items()
        ]
        new, ended = await self._write(self._offer, source, offers, at_end=at_end)
        self.books.offered += new
        self.books.sources_polled += 1
        event = {"event": "source_polled", "outlet": self.outlet, "url": source, "links": len(offers), "new": new}
        log.info("%s: %d links, %d new", source, len(offers), new, extra=event)
        return ended

    def _offer(
        self, connection: Connection, source: str, offers: list[OfferedLink], *, at_end: bool
    ) -> tuple[int, bool]:
        now = self._seconds()
        known_until = sources.walked_at(connection, self.outlet, source)
        keys = [offer.key for offer in offers]
        ended = at_end or (known_until > 0 and links.all_known_since(connection, keys, known_until))
        new = links.offer(
            connection, outlet=self.outlet, crawl_id=self.crawl_id, found_in=source, offered=offers, now=now
        )
        sources.record_poll(
            connection, self.outlet, source, now=now, offered=len(offers), walked=now if ended else None
        )
        return new, ended

    async def source_failed(self, source: str, message: str, reason: str) -> None:
        """Note that a source gave nothing; the crawl goes on and will not exit 0."""
        self.books.sources_failed[source] = reason
        event = {"event": "source_failed", "outlet": self.outlet, "url": source, "reason": reason}
        log.warning("source failed: %s", message, extra=event)
        await self._write(sources.record_failure, self.outlet, source, now=self._seconds(), reason=reason)

    async def take(self, limit: int) -> list[TakenLink]:
        """Take up to ``limit`` links that are due."""
        taken, from_others = await self._write(
            links.take, outlet=self.outlet, crawl_id=self.crawl_id, now=self._seconds(), limit=limit
        )
        self.books.taken_over += from_others
        return taken

    async def fetched(self, link: TakenLink) -> None:
        """Note that the article's page has arrived."""
        self.books.pages += 1
        await self._write(links.settle, link.key, links.FETCHED)

    async def read(self, link: TakenLink, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Call a pure function in a worker; a worker that fails settles the link, and the answer is None."""
        try:
            return await in_worker(function, *args, **kwargs)
        except WorkerFailed as error:
            await self.fail(link.key, error.reason)
            return None

    async def keep(self, article: Article) -> Article | None:
        """Put an article into the outbox; return it as written, or None if it says nothing new."""
        now = self._seconds()
        key = link_key(self.outlet, article.url)
        kept = await self._write(self._keep, key, article, now=now)
        self.books.so_far[links.PENDING if kept else links.UNCHANGED] += 1
        if kept:
            self.books.kept += 1
            self.books.undated += kept.published_at is None
        return kept

    def _keep(self, connection: Connection, key: bytes, article: Article, *, now: int) -> Article | None:
        offer = OfferedLink(key=key, url=article.url, title=article.title)
        self.books.offered += links.offer(  # a spider may yield an article that no source offered
            connection, outlet=self.outlet, crawl_id=self.crawl_id, found_in=article.found_in, offered=[offer], now=now
        )
        return outbox.keep(connection, key, article, now=now)

    async def reject(self, link: TakenLink, reason: type[Rejected]) -> None:
        """End a link whose page becomes no record."""
        await self._settle(link.key, links.REJECTED, reason.reason)

    async def drop(self, article_url: str, reason: type[Rejected]) -> None:
        """End the link of an article that a pipeline rejected."""
        await self._settle(link_key(self.outlet, article_url), links.REJECTED, reason.reason)

    async def wall(self, link: TakenLink, reason: str) -> None:
        """Put off a link behind a wall."""
        await self._put_off(link.key, links.WALLED, reason)

    async def fail(self, key: bytes, reason: str) -> None:
        """Put off a link that failed, or park it for good after the last attempt."""
        await self._put_off(key, links.FAILED, reason)

    async def not_fetched(self, link: TakenLink, error: BaseException) -> None:
        """Settle a link whose page did not come, by what came instead."""
        if isinstance(error, HttpError):
            status = error.response.status
            if status in GONE:
                await self._settle(link.key, links.GONE, f"http-{status}")
            elif status in REFUSING:
                await self.wall(link, f"http-{status}")
            else:
                await self.fail(link.key, f"http-{status}")
        elif isinstance(error, IgnoreRequest):
            await self.reject(link, ForbiddenByRobots)
        else:
            await self.fail(link.key, type(error).__name__)

    async def tick(self) -> None:
        """Renew the lease, and deliver what has waited long enough."""
        now = self._seconds()
        await self._write(crawls.renew, self.crawl_id, now)
        waits = await self._write(outbox.unsealed, self.crawl_id)
        ripe = waits.bytes >= SEAL_BYTES or (waits.rows and now - waits.since >= SEAL_SECONDS)
        if ripe and now >= self._next_delivery and not self._delivering.locked():
            await self._deliver()

    async def close(self, reason: str, *, expected: int) -> Report:
        """Deliver everything, close the books and give the lease back; ``reason`` is how Scrapy closed the spider."""
        for pause in LAST_ATTEMPTS:
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 -- jitter, not a secret
            if await self._deliver(conclude=True):
                break
        counted = await self._write(links.count_by_outcome, self.crawl_id)
        day = await self._write(links.delivered_since, self.outlet, self._seconds() - DAY)
        code, why = judge(
            self.books, counted, reason=reason, lake_failure=self._lake_failure, expected=expected, day=day
        )
        self.report = self._reported(outcomes_of(counted), code, why)
        await self._write(crawls.report, self.crawl_id, exit_code=code, text=self.report.to_json())
        await self._write(crawls.release, self.crawl_id)
        self._writer.shutdown(wait=False)
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

    async def _settle(self, key: bytes, state: str, reason: str) -> None:
        self.books.so_far[f"{state}:{reason}"] += 1
        await self._write(links.settle, key, state, reason=reason)

    async def _put_off(self, key: bytes, state: str, reason: str) -> None:
        self.books.so_far[f"{state}:{reason}"] += 1
        self.books.parked += await self._write(links.put_off, key, state, reason=reason, now=self._seconds())

    async def _write(self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(
            self._writer, self._in_transaction, function, args, kwargs
        )

    def _in_transaction(self, function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
        with self._state.transaction() as connection:
            return function(connection, *args, **kwargs)

    def _seconds(self) -> int:
        return int(self._clock())


def _timestamp(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None
