"""One crawl of one outlet: what it takes on, where each link ends, what it delivers."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from time import monotonic, time
from typing import Any, Concatenate, ParamSpec, TypeVar

from scrapy.exceptions import CloseSpider, DropItem
from sqlalchemy import Connection

from newscrawl import boilerplate
from newscrawl.article import Article
from newscrawl.discovery.links import Link
from newscrawl.errors import ForbiddenByRobots, Rejected, Unchanged, Walled
from newscrawl.fetch.answers import failure_name
from newscrawl.fetch.pace import HostBusy, Leaving
from newscrawl.fetch.robots import RobotsUnreachable
from newscrawl.lake.storage import Storage
from newscrawl.run import polls
from newscrawl.run.deliveries import Deliveries
from newscrawl.run.ledger import NO_VALIDATORS, Ledger, Validators
from newscrawl.run.outcomes import Books
from newscrawl.run.report import Report, judge, sources_of
from newscrawl.run.walls import GONE, REFUSING, Doubt
from newscrawl.run.workers import WorkerFailed, in_worker
from newscrawl.state import crawls, links, outbox, suspects
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink, TakenLink
from newscrawl.state.sources import KnownSource
from newscrawl.state.story_index import STORY_DAYS
from newscrawl.text import clean, text_sha256
from newscrawl.urls import link_key

log = logging.getLogger(__name__)

LOOK_SECONDS = 10  # between two looks at how full the outbox is: it takes time when much waits
ROOM_ATTEMPTS, ROOM_SECONDS = 10, 60  # so often and so far apart; then the crawl ends, and somebody sees its exit code
ROBOTS_SECONDS = 15 * 60  # until links are due again whose host's robots.txt does not answer
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
        self._ledger = Ledger(outlet, self.crawl_id, state, self._seconds, edits=edits, story_days=story_days)
        self.deliveries = Deliveries(outlet, self.crawl_id, state, lake, self._seconds)
        self._started = self._seconds()
        self._began = monotonic()
        self._look_again = 0.0
        self._validators: dict[bytes, Validators] = {}  # of pages whose articles are in the pipelines
        self._pages: dict[str, tuple[Sequence[int], str]] = {}  # their blocks and text, by their address, likewise

    @property
    def books(self) -> Books:
        """Return the crawl's books."""
        return self._ledger.books

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
        return await self._ledger.write(function, *args, **kwargs)

    async def open(self) -> None:
        """Take the outlet's lease; raise OutletBusy while another crawl has it."""
        await self._ledger.write(crawls.begin, outlet=self.outlet, crawl_id=self.crawl_id, now=self._seconds())
        await self._ledger.learn()
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
        offered = await self._ledger.offer(source, offers, at_end=at_end)
        new = len(offered.new)
        self.books.sources_polled += 1
        self.books.add(source, listed=[offer.key for offer in offers], new=offered.new, shared=offered.shared)
        event = {"event": "source_polled", "outlet": self.outlet, "url": source, "page": page, "links": len(offers)}
        log.info("%s, page %d: %d links, %d new", source, page, len(offers), new, extra={**event, "new": new})
        return offered.ended

    async def offered_past(self, source: str, found: Iterable[Link], then: Callable[[Connection], None]) -> None:
        """Offer links that a backfill found to state, and do ``then`` in the same transaction."""
        offers = _offers(self.outlet, found)
        new = await self._ledger.offer_past(source, offers, then)
        self.books.add(source, listed=[offer.key for offer in offers], new=new, shared=0)

    def unchanged(self, source: str, *, whole: bool) -> None:
        """Note that a document of a source has not changed since it was read last; ``whole``: nor has the source."""
        self.books.sources_polled += 1
        books = self.books.of(source)
        books.shared += 1
        books.unchanged = books.unchanged or whole
        log.info("%s: unchanged", source, extra={"event": "source_unchanged", "outlet": self.outlet, "url": source})

    def rest(self, resting: Mapping[str, KnownSource]) -> None:
        """Note the sources that are not polled, because they are not due."""
        self.books.sources_retired |= {url: str(one.failure) for url, one in resting.items() if one.retired_at}
        failing = {url: str(one.failure) for url, one in resting.items() if one.failure and not one.retired_at}
        self.books.sources_failed |= failing  # still
        due = [one.due_at for one in resting.values() if not one.retired_at]
        self.books.sources_resting = len(due)
        if due:
            event = {"event": "sources_resting", "outlet": self.outlet, "sources": len(due), "due_at": min(due)}
            log.info(
                "%s: %d sources rest, the next is due at %s", self.outlet, len(due), _rfc3339(min(due)), extra=event
            )

    async def source_failed(self, source: str, message: str, reason: str, bounds: polls.Bounds) -> None:
        """Note that a source gave nothing; the crawl goes on and will not exit 0, unless it has done so for days."""
        event = {"event": "source_failed", "outlet": self.outlet, "url": source, "reason": reason}
        log.warning("source failed: %s", message, extra=event)
        fail = partial(polls.fail, bounds=bounds, reason=reason, now=self._seconds())
        retired = await self._ledger.write(fail, self.outlet, source)
        (self.books.sources_retired if retired else self.books.sources_failed)[source] = reason

    async def take(self, limit: int) -> list[TakenLink]:
        """Take up to ``limit`` links that are due, none before there is room for what they bring.

        Raise CloseSpider where there is none for long: the links stay owed.
        """
        if monotonic() >= self._look_again:
            self._look_again = monotonic() + LOOK_SECONDS
            if await self._ledger.write(outbox.is_full):
                await self._wait_for_room()
        return await self._ledger.take(limit)

    async def _wait_for_room(self) -> None:
        event = {"event": "outbox_full", "outlet": self.outlet}
        log.warning(
            "%s: the outbox is full; nothing is fetched until the lake takes what waits", self.outlet, extra=event
        )
        for _ in range(ROOM_ATTEMPTS):
            await self.deliveries.deliver(everything=True)
            if not await self._ledger.write(outbox.is_full):
                log.info(
                    "%s: there is room in the outbox again", self.outlet, extra={**event, "event": "outbox_has_room"}
                )
                return
            await asyncio.sleep(ROOM_SECONDS)
        raise CloseSpider("outbox-full")

    async def fetched(self, link: TakenLink) -> None:
        """Note that the article's page has arrived."""
        self.books.pages += 1
        if not link.look:
            await self._ledger.fetched(link.key)

    async def read(self, link: TakenLink, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Call a pure function in a worker; a worker that fails settles the link, and the answer is None."""
        try:
            return await in_worker(function, *args, **kwargs)
        except WorkerFailed as error:
            await self.fail(link, error.reason)
            return None

    def page_is_known_by(self, link: TakenLink, etag: str | None, last_modified: str | None) -> None:
        """Note what tells whether a page has changed, until its article is kept."""
        self._validators[link.key] = (etag, last_modified)

    def strip(self, article: Article) -> Article:
        """Return the article without the outlet's boilerplate, as far as that is known by now."""
        stripped = boilerplate.strip(article.body, self._ledger.boilerplate)
        self._pages[article.url] = stripped.blocks, text_sha256(article.body)
        if not stripped.words:
            return article
        left = article.word_count - stripped.words
        return replace(article, body=stripped.body, word_count=left, boilerplate_words=stripped.words)

    async def keep(self, article: Article) -> Article | None:
        """Put an article into the outbox; return it as written, or None if it says nothing new."""
        validators = self._validators.pop(link_key(self.outlet, article.url), NO_VALIDATORS)
        blocks, whole = self._pages.pop(article.url, ((), article.text_sha256))
        kept = await self._ledger.keep(article, validators, blocks, whole)
        if kept and kept.published_at:
            self.books.of(kept.found_in).arrived(int(kept.published_at.timestamp()), int(kept.fetched_at.timestamp()))
        return kept

    async def reject(self, link: TakenLink, reason: type[Rejected]) -> None:
        """End a link whose page becomes no record."""
        await self._end(link, links.REJECTED, reason.reason)

    async def drop(self, link: TakenLink | None, article_url: str, dropped: DropItem) -> None:
        """End the link of an article that a pipeline dropped, by the name of the reason; ``link`` is its page's."""
        self._pages.pop(article_url, None)
        if link:
            self._validators.pop(link.key, None)
        if isinstance(dropped, Unchanged):  # counted where it was found to be so
            if link and not link.look:
                await self._ledger.write(links.settle_undecided, link.key, links.UNCHANGED, now=self._seconds())
            return
        reason = dropped.reason if isinstance(dropped, Rejected) else "dropped"
        if not link:
            await self._ledger.reject_stray(article_url, reason)
        elif isinstance(dropped, Walled):
            await self.wall(link, "item")
        else:
            await self._end(link, links.REJECTED, reason)

    async def is_doubted(self, link: TakenLink, doubt: Doubt) -> bool:
        """Tell whether a page on which nothing of what was offered is found is a wall.

        It is at first sight; when it comes again and no other address of the outlet has shown it, it is the article.
        """
        shown = (doubt.title, doubt.text)
        seen = [await self._ledger.write(suspects.note, self.outlet, one, link.key) for one in shown]
        return any(sighting.urls > 1 for sighting in seen) or not any(sighting.again for sighting in seen)

    async def wall(self, link: TakenLink, reason: str) -> None:
        """Put off a link behind a wall."""
        self.books.walls.setdefault(reason, link.url)
        await self._put_off(link, links.WALLED, reason)

    async def fail(self, link: TakenLink, reason: str) -> None:
        """Put off a link that failed, or park it for good after the last attempt."""
        await self._put_off(link, links.FAILED, reason)

    async def unmodified(self, link: TakenLink) -> None:
        """End a look at an article whose page has not changed."""
        await self._ledger.look_in_vain(link.key, "unchanged")

    async def missing(self, link: TakenLink, withdrawn: Article, *, for_good: bool) -> None:
        """Note that the page of a look is not there; deliver ``withdrawn`` if that is ``for_good``, else look again."""
        if for_good:
            await self._ledger.withdraw(withdrawn)
        else:
            await self._ledger.look_in_vain(link.key, "missing", missing=True)

    async def _end(self, link: TakenLink, state: str, reason: str) -> None:
        if link.look:
            await self._ledger.look_in_vain(link.key, reason)
        else:
            await self._ledger.settle(link.key, state, reason)

    async def _put_off(self, link: TakenLink, state: str, reason: str) -> None:
        if link.look:
            await self._ledger.look_in_vain(link.key, reason)
        else:
            await self._ledger.put_off(link.key, state, reason)

    async def not_fetched(self, link: TakenLink, error: BaseException) -> None:
        """Settle a link whose page did not come, by what came instead; where nothing was asked, that is no attempt."""
        if isinstance(error, Leaving):  # it stays owed
            return
        reason = failure_name(error)
        if link.look:
            await self._ledger.look_in_vain(link.key, reason)
            return
        if isinstance(error, HostBusy | RobotsUnreachable):
            due = int(error.until) + 1 if isinstance(error, HostBusy) else self._seconds() + ROBOTS_SECONDS
            await self._ledger.postpone(link.key, reason, due=due)
            return
        if reason in GONE:
            await self._ledger.settle(link.key, links.GONE, reason)
        elif reason in REFUSING:
            await self.wall(link, reason)
        elif reason == ForbiddenByRobots.reason:
            await self.reject(link, ForbiddenByRobots)
        else:
            await self.fail(link, reason)

    async def renew(self) -> bool:
        """Renew the lease: the crawl's heartbeat, which nothing may hold up; return False if it is another's now."""
        return await self._ledger.write(crawls.renew, self.crawl_id, int(self._clock()))

    async def deliver_ripe(self) -> None:
        """Deliver what has waited long enough, and again what the lake would not have before."""
        if self.deliveries.is_due(await self._ledger.write(outbox.waiting_of, self.crawl_id)):
            await self.deliveries.deliver()

    async def hurry(self) -> None:
        """Deliver what waits, and try only once: the crawl was told to stop, and later there may be little time."""
        self.leaving.set()
        self.deliveries.hurry()
        if (await self._ledger.write(outbox.waiting_of, self.crawl_id)).rows:
            await self.deliveries.deliver()

    async def close(self, reason: str, *, expected: int) -> Report:
        """Deliver everything, close the books and give the lease back; ``reason`` is how Scrapy closed the spider."""
        self.is_closing = True
        self.leaving.set()
        await self.deliveries.conclude()
        counted = await self._ledger.write(links.count_by_outcome, self.crawl_id)
        day = await self._ledger.write(links.delivered_since, self.outlet, self._seconds() - DAY)
        code, why = judge(
            self.books, counted, reason=reason, lake_failure=self.deliveries.failure, expected=expected, day=day
        )
        self.report = self._reported(links.named(counted), code, why)
        await self._ledger.write(crawls.report, self.crawl_id, exit_code=code, text=self.report.to_json())
        await self._ledger.write(crawls.release, self.crawl_id)
        await self.deliveries.report()
        self._ledger.close()
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


def _offers(outlet: str, found: Iterable[Link]) -> list[OfferedLink]:
    """Return the links as state takes them, each address once; beside the event loop, for there may be many."""
    by_key = {link_key(outlet, link.url): link for link in found}
    return [
        OfferedLink(
            key=key,
            url=link.url,
            title=clean(link.title or "") or None,
            published_at=_timestamp(link.published_at),
            modified_at=_timestamp(link.modified_at),
        )
        for key, link in by_key.items()
    ]


def _rfc3339(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _timestamp(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None
