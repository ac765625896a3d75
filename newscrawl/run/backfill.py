"""A backfill: the documents that list an outlet's past are read one after the other, the newest days first."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
from scrapy.http import Request, Response
from sqlalchemy import Connection

from newscrawl.discovery.choice import own_articles
from newscrawl.discovery.days import Days
from newscrawl.discovery.links import Found, Link
from newscrawl.discovery.past import Chosen, Document, further_documents
from newscrawl.errors import EmptySource, NotAListing, SourceError
from newscrawl.fetch.answers import failure_name
from newscrawl.fetch.pace import Leaving
from newscrawl.run.advance import Advance
from newscrawl.run.found import NO_SUCH_PAGE, meta_of
from newscrawl.run.past import beginning, chosen_from, may_be_missing, planned
from newscrawl.run.polls import PASSING
from newscrawl.run.workers import WorkerFailed
from newscrawl.state import backfills
from newscrawl.state.backfills import Planned
from newscrawl.urls import within

if TYPE_CHECKING:
    from datetime import date

    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl

log = logging.getLogger(__name__)

SLICE = 200  # links offered at once: what a backfill that dies leaves to the next crawl must not hold that one up
PATIENCE = 5  # documents in a row that fail; then the outlet is left alone
UNDATED = "undated: none of its links says when it was published"
REFUSALS = NO_SUCH_PAGE | {"http-401", "http-403", "robots"}


class Backfill:
    """The walk of one crawl through the past; ``open`` is how many documents are awaited, one at most."""

    def __init__(self, spider: "OutletSpider", crawl: "Crawl", stirred: asyncio.Event, days: Days) -> None:
        self._spider = spider
        self._crawl = crawl
        self._stirred = stirred
        self._days = days
        self._zone = ZoneInfo(spider.timezone) if spider.timezone else None
        self._advance = Advance(spider, crawl, days, self._zone)
        self._held: deque[tuple[date, Link]] = deque()  # links of a document, not offered yet
        self._read: Document | None = None  # the document they are of
        self._leads_to: list[Planned] = []
        self._links = 0
        self._asked: set[str] = set()  # for documents that are not done: not again by this crawl
        self._useless: set[str] = set()  # sources that the facts do not name, and that are not there
        self._in_a_row = 0
        self._stopped = False
        self._page_before: dict[str, set[str]] = {}
        self.open = 0

    async def requests(self) -> AsyncIterator[Request]:
        """Plan what is to be read and was not planned before, and yield the first request."""
        first = [planned(document) for document in await beginning(self._spider, self._days, self._zone)]
        await self._crawl.ask(backfills.plan, self._spider.name, str(self._days), first)
        await self._note(self._spider.home)
        for request in await self.further() or ():
            yield request

    async def further(self) -> list[Request] | None:
        """Offer more links, or return a request for the next document; None when there is nothing left."""
        if self._read:
            await self._offer()
            return []
        document = None if self._stopped or self._crawl.is_closing else await self._next()
        if document is None:
            if not self._stopped:
                await self._advance.conclude()
            self._stopped = True
            return None
        self.open += 1
        self._asked.add(document.url)
        return [self._request(document)]

    async def parse(self, response: Response, document: Document) -> None:
        """Read a document, and begin to offer its links."""
        try:
            if not self._crawl.is_closing:
                await self._answered(response, document)
        finally:
            self._closed()

    async def failed(self, failure: Any) -> None:
        """Note a document that could not be fetched; a day without a page had no articles."""
        document: Document = failure.request.cb_kwargs["document"]
        try:
            if self._crawl.is_closing or isinstance(failure.value, Leaving):
                self._stopped = True
                return
            reason = failure_name(failure.value)
            if reason in NO_SUCH_PAGE and may_be_missing(document):
                await self._done(document)
            else:
                self._stopped = reason in PASSING
                await self._fail(document, f"{document.url}: {reason}", reason, is_there=reason not in REFUSALS)
        finally:
            self._closed()

    async def _next(self) -> Document | None:
        """Return the document to read next; a numbered listing only where nothing else lists these days."""
        while following := await self._crawl.ask(backfills.following, self._spider.name, str(self._days), self._asked):
            if following.last_resort and (await self._advance.standing()).links_of_others:
                return None
            document = msgspec.json.decode(following.document, type=Document)
            if document.root not in self._useless:
                return document
            await self._done(document)
        return None

    def _request(self, document: Document) -> Request:
        return Request(
            document.url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"document": document},
            meta=meta_of(self._spider, "listing" if document.kind == "archive" else document.kind),
            dont_filter=True,
        )

    async def _answered(self, response: Response, document: Document) -> None:
        self._crawl.books.sources_polled += 1
        try:
            found, chosen = await chosen_from(response, self._spider, document, self._zone)
        except (NotAListing, EmptySource) as error:
            if isinstance(error, EmptySource) or may_be_missing(document):
                await self._done(document)
            else:
                await self._fail(document, str(error), error.reason, is_there=False)
            return
        except (SourceError, WorkerFailed) as error:
            await self._fail(document, str(error), error.reason, is_there=isinstance(error, WorkerFailed))
            return
        self._in_a_row = 0
        if chosen.undated and chosen.undated == chosen.others:
            self._crawl.books.filtered += chosen.others
            await self._done(document, failure=UNDATED)
            return
        if found.incomplete:
            event = {"event": "source_incomplete", "outlet": self._spider.name, "url": document.url}
            log.warning("%s: cut off or too long; what could be read was read", document.url, extra=event)
        await self._begin(document, found, chosen)

    async def _begin(self, document: Document, found: Found, chosen: Chosen) -> None:
        """Take the links that are the outlet's, and what the document leads to, and offer the first of them."""
        domains, pattern = self._spider.domains, self._spider.article_pattern
        links = [link for _, link in chosen.links]
        own = {link.url for link in await asyncio.to_thread(own_articles, links, domains, pattern)}
        self._crawl.books.filtered += chosen.others + len(links) - len(own)
        self._held = deque((day, link) for day, link in chosen.links if link.url in own)
        self._links = len(self._held)
        further = [] if self._repeats(document, found) else further_documents(found, document, chosen)
        self._leads_to = [planned(one) for one in further if within(one.url, domains)]
        self._read = document
        await self._offer()

    def _repeats(self, document: Document, found: Found) -> bool:
        """Tell whether a page lists nothing that the page before it did not list: some have no last one."""
        if document.kind == "sitemap":
            return False
        shown = {link.url for link in found.links}
        before, self._page_before = self._page_before.get(document.root, set()), {document.root: shown}
        return document.page > 1 and shown <= before

    async def _offer(self) -> None:
        """Offer the next links of the document that was read; with the last of them it is done."""
        document = self._read
        if document is None:
            return
        offered = [self._held.popleft()[1] for _ in range(min(SLICE, len(self._held)))]
        if self._held:
            await self._crawl.sources.offered_past(document.root, offered, lambda _: None)
            await self._note(document.url)
        else:
            further, links = self._leads_to, self._links
            self._read, self._leads_to = None, []
            await self._done(document, offered, links=links, further=further)

    async def _done(
        self,
        document: Document,
        offered: list[Link] | None = None,
        *,
        links: int = 0,
        further: list[Planned] | None = None,
        failure: str | None = None,
    ) -> None:
        outlet, days = self._spider.name, str(self._days)

        def then(connection: Connection) -> None:
            backfills.plan(connection, outlet, days, further or [])
            moment = self._crawl.moment
            backfills.done(connection, outlet, days, document.url, links=links, now=moment, failure=failure)

        await self._crawl.sources.offered_past(document.root, offered or [], then)
        self._asked.discard(document.url)
        await self._note(document.url)

    async def _fail(self, document: Document, message: str, reason: str, *, is_there: bool) -> None:
        """Leave a document to the next backfill of these days, unless it was a guess, and a wrong one."""
        outlet, days = self._spider.name, str(self._days)
        guessed = not document.named and not is_there
        if guessed and not await self._crawl.ask(backfills.has_given, outlet, days, document.root):
            self._useless.add(document.root)
            log.info("%s", message, extra={"event": "source_failed", "outlet": self._spider.name, "url": document.url})
            await self._done(document)
            return
        self._in_a_row += 1
        self._stopped = self._stopped or self._in_a_row >= PATIENCE
        event = {"event": "source_failed", "outlet": self._spider.name, "url": document.url, "reason": reason}
        log.warning("source failed: %s", message, extra=event)
        self._crawl.books.sources_failed[document.url] = reason

    async def _note(self, url: str) -> None:
        reading, held = self._read.url if self._read else "", self._held[0][0].toordinal() if self._held else 0
        links = self._links - len(self._held) if self._read else 0
        await self._advance.note(url, reading=reading, held=held, links=links)

    def _closed(self) -> None:
        self.open -= 1
        self._stirred.set()
