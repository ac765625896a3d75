"""Polling: an outlet's sources are fetched, read, and what they list is offered to state."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from scrapy.http import Request, Response

from newscrawl.discovery.choice import WINDOW, own_articles
from newscrawl.discovery.links import Found
from newscrawl.errors import EmptySource, NotAListing, SourceError
from newscrawl.fetch.answers import failure_name
from newscrawl.fetch.freshness import conditions, fresh_for, validators
from newscrawl.fetch.pace import Leaving
from newscrawl.run import polls
from newscrawl.run.familiar import Familiar
from newscrawl.run.found import NO_SUCH_PAGE, found_in, meta_of
from newscrawl.run.leads import Leads
from newscrawl.run.walks import Source, Walk
from newscrawl.run.workers import WorkerFailed
from newscrawl.state import documents, sources
from newscrawl.state.documents import Document
from newscrawl.state.sources import KnownSource

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl

log = logging.getLogger(__name__)

FIRST = 100  # sources before articles: what they list may be gone from them tomorrow
NOT_MODIFIED = 304


class Polling:
    """The polls of one crawl; ``open`` is how many documents are still awaited."""

    def __init__(self, spider: "OutletSpider", crawl: "Crawl", stirred: asyncio.Event) -> None:
        self._spider = spider
        self._crawl = crawl
        self._stirred = stirred
        self._leads = Leads(spider, crawl)
        self._walks: dict[str, Walk] = {}
        self._resting: list[tuple[Source, KnownSource]] = []
        self.open = 0

    async def requests(self) -> AsyncIterator[Request]:
        """Yield a request for each source that is due."""
        named = self._spider.sources
        known = await self._crawl.ask(sources.known, self._spider.name, [source.url for source in named])
        all_known = [(source, known.get(source.url, KnownSource())) for source in named]
        for source, before in [*all_known, *await self._leads.remembered()]:
            if polls.is_due(before, self._crawl.moment):
                yield await self._begin(source, before)
            else:
                self._resting.append((source, before))
        told = [(source.url, before) for source, before in self._resting if source.named or not before.failure]
        self._crawl.sources.rest(dict(told))

    async def further(self) -> None:
        """Return None: every source that is due was asked for at the beginning."""
        return

    async def parse(self, response: Response, source: Source) -> AsyncIterator[Any]:
        """Offer what the document lists, and yield requests for what it leads to."""
        try:
            if self._crawl.is_closing:
                return
            for further in await self._answered(response, source):
                is_of_walk = further.root in self._walks
                yield await (self._request(further) if is_of_walk else self._begin(further, KnownSource()))
            for missed in await self._done_with(source):
                yield missed
        finally:
            self._closed()

    async def failed(self, failure: Any) -> None:
        """Note a source that could not be fetched."""
        source: Source = failure.request.cb_kwargs["source"]
        try:
            if self._crawl.is_closing or isinstance(failure.value, Leaving):
                self._walks[source.root].failed = True
                return
            reason = failure_name(failure.value)
            if reason in NO_SUCH_PAGE:
                await self._ended_or_failed(source, f"{source.url}: {reason}", reason)
            else:
                await self._failed(source, f"{source.url}: {reason}", reason)
            await self._done_with(source)
        finally:
            self._closed()

    async def _begin(self, source: Source, before: KnownSource) -> Request:
        self._walks[source.root] = Walk(before)
        self._crawl.books.of(source.root).since = before.polled_at
        return await self._request(source)

    async def _request(self, source: Source) -> Request:
        """Return the request for a document and await its answer."""
        self.open += 1
        self._walks[source.root].open += 1
        read = await self._crawl.ask(documents.known, self._spider.name, source.url) if self._may_rest(source) else None
        return Request(
            source.url,
            headers=conditions(read.etag, read.last_modified) if read else None,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"source": source},
            meta=self._meta(source, read),
            dont_filter=True,
            priority=FIRST,
        )

    def _may_rest(self, source: Source) -> bool:
        """Tell whether a document that has not changed leads nowhere: all but a listing's later pages."""
        return source.kind != "listing" or source.page == 1

    async def _answered(self, response: Response, source: Source) -> list[Source]:
        """Read a document and offer what it lists; return the sources that it leads to."""
        walk, before = self._walks[source.root], response.meta.get("document")
        if source.url == source.root:
            walk.fresh_for = fresh_for(response)
        now_read = _document(response, source)
        if before and (response.status == NOT_MODIFIED or before.digest == now_read.digest):
            walk.read.append(before if response.status == NOT_MODIFIED else now_read)
            self._crawl.sources.unchanged(source.root, whole=source.url == source.root)
            return []
        try:
            since = self._crawl.now() - WINDOW if source.recent else None
            found = await found_in(response, self._spider, source.kind, since=since)
            walk.fresh_for = max(walk.fresh_for, found.ttl or 0)
        except (NotAListing, EmptySource) as error:
            further = await self._leads.instead(source, error.feeds) if isinstance(error, NotAListing) else None
            if further is not None:
                await self._crawl.sources.offered(source.root, [], at_end=True)
                return further
            await self._ended_or_failed(source, str(error), error.reason)
        except (SourceError, WorkerFailed) as error:
            await self._failed(source, str(error), error.reason)
        else:
            dated = all(link.modified_at for link in found.sitemaps)  # or its children change and it does not
            if self._may_rest(source) and dated and not found.incomplete:
                walk.read.append(now_read)
            return await self._offer(found, source)
        return []

    async def _done_with(self, source: Source) -> list[Request]:
        """Conclude a walk after its last document; return the requests that fill a gap, if there was one."""
        walk = self._walks[source.root]
        walk.open -= 1
        if walk.open or walk.failed:
            return []
        books = self._crawl.books.of(source.root)
        books.gap = bool(walk.before.polled_at and books.new) and not books.shared and not books.unchanged
        spider, now = self._spider, self._crawl.moment
        conclude = partial(polls.conclude, bounds=spider.bounds, now=now)
        await self._crawl.ask(conclude, spider.name, source.root, walk, books)
        return await self._fill(source) if books.gap else []

    async def _fill(self, source: Source) -> list[Request]:
        """Return requests for all other sources: one may list what this one no longer does."""
        event = {"event": "gap", "outlet": self._spider.name, "url": source.root}
        text = "%s: none of its links was there at the last poll; what came between is looked for elsewhere"
        log.warning(text, source.root, extra=event)
        resting, self._resting = self._resting, []
        if not resting and len(self._spider.sources) == 1 and source.root != self._spider.home:
            resting = [(Source(kind="listing", url=self._spider.home, named=False), KnownSource())]
        return [await self._begin(one, before) for one, before in resting if one.root not in self._walks]

    async def _ended_or_failed(self, source: Source, message: str, reason: str) -> None:
        """Take a missing or empty page after the first for the end of a source."""
        if source.kind != "sitemap" and source.page > 1:
            await self._crawl.sources.offered(source.root, [], at_end=True, page=source.page)
        else:
            await self._failed(source, message, reason)

    async def _failed(self, source: Source, message: str, reason: str) -> None:
        self._walks[source.root].failed = True
        if source.named:
            await self._crawl.sources.failed(source.root, message, reason, self._spider.bounds)
        else:
            log.info("%s", message, extra={"event": "source_failed", "outlet": self._spider.name, "url": source.url})
            fail = partial(polls.fail, bounds=self._spider.bounds, reason=reason, now=self._crawl.moment)
            await self._crawl.ask(fail, self._spider.name, source.root)

    async def _offer(self, found: Found, source: Source) -> list[Source]:
        domains, pattern = self._spider.domains, self._spider.article_pattern
        own = await asyncio.to_thread(own_articles, found.links, domains, pattern)  # a sitemap may have 500,000
        if found.links and not own and source.page == 1:
            advice = "none of its links is an article of the outlet; set hosts or article_url"
            await self._failed(source, f"{source.url}: {advice}", "no-article")
            return []
        self._crawl.books.filtered += found.left_out + len(found.links) - len(own)
        if found.incomplete:
            event = {"event": "source_incomplete", "outlet": self._spider.name, "url": source.url}
            log.warning("%s: cut off or too long; what could be read was read", source.url, extra=event)
        last = found.next_page is None or source.page >= self._spider.listing_pages
        at_end = await self._crawl.sources.offered(source.root, own, at_end=last, page=source.page)
        polled = self._walks[source.root].before.polled_at
        return await self._leads.further(found, source, polled=polled, at_end=at_end)

    def _meta(self, source: Source, read: Document | None) -> dict[str, Any]:
        meta: dict[str, Any] = {"document": read, "handle_httpstatus_list": [NOT_MODIFIED]} if read else {}
        meta |= meta_of(self._spider, source.kind)
        if how := meta.get("unfolding"):
            walked = self._walks[source.root].before.walked_at
            meta["unfolding"] = replace(how, enough=Familiar(self._spider, self._crawl, walked))
        return meta

    def _closed(self) -> None:
        self.open -= 1
        self._stirred.set()


def _document(response: Response, source: Source) -> Document:
    etag, modified = validators(response)
    digest = sha256(response.body).digest()[:16]
    return Document(url=source.url, digest=digest, etag=etag, last_modified=modified)
