"""Polling: an outlet's sources are fetched, read, and what they list is offered to state."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from scrapy.http import Request, Response

from newscrawl.discovery.choice import newest_children, own_articles, own_feeds, recent
from newscrawl.discovery.feeds import parse_feed
from newscrawl.discovery.links import Found
from newscrawl.discovery.listings import parse_listing
from newscrawl.discovery.sitemaps import parse_sitemap
from newscrawl.errors import NotAListing, SourceError
from newscrawl.fetch.answers import content_type, declared_encoding, failure_name
from newscrawl.fetch.pace import Leaving
from newscrawl.run.workers import WorkerFailed, in_worker
from newscrawl.urls import within

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl

log = logging.getLogger(__name__)

FIRST = 100  # sources before articles: what they list may be gone from them tomorrow
SITEMAP_DEPTH = 2  # an index of indexes; deeper is a trap
SITEMAP_BYTES = 50 * 1024 * 1024  # decoded: what the sitemaps protocol allows, five times the limit of a page

SourceKind = Literal["feed", "sitemap", "listing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that lists links; a listing's later pages keep the ``root`` that the outlet names."""

    kind: SourceKind
    url: str
    first: str = ""
    page: int = 1
    recent: bool = False  # take only what is dated recently
    named: bool = True  # by the outlet; what a page advertises may be missing without harm

    @property
    def root(self) -> str:
        """Return the URL of the first page."""
        return self.first or self.url


class Polling:
    """The polls of one crawl; ``open`` is how many documents are still awaited."""

    def __init__(self, spider: "OutletSpider", crawl: "Crawl", stirred: asyncio.Event) -> None:
        self._spider = spider
        self._crawl = crawl
        self._stirred = stirred
        self._advertised: set[str] = set()
        self.open = 0

    def request(self, source: Source) -> Request:
        """Return the request for a source and await its answer."""
        self.open += 1
        return Request(
            source.url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"source": source},
            meta=self._meta(source),
            dont_filter=True,
            priority=FIRST,
        )

    async def parse(self, response: Response, source: Source) -> AsyncIterator[Any]:
        """Offer what the document lists, and yield requests for what it leads to."""
        try:
            if self._crawl.is_closing:
                return
            try:
                found = await self._read(response, source)
            except NotAListing as error:
                await self._ended_or_failed(source, str(error), error.reason)
            except (SourceError, WorkerFailed) as error:
                await self._failed(source, str(error), error.reason)
            else:
                for further in await self._offer(found, source):
                    yield self.request(further)
        finally:
            self._closed()

    async def failed(self, failure: Any) -> None:
        """Note a source that could not be fetched."""
        source: Source = failure.request.cb_kwargs["source"]
        try:
            if self._crawl.is_closing or isinstance(failure.value, Leaving):
                return
            reason = failure_name(failure.value)
            if reason in ("http-404", "http-410"):
                await self._ended_or_failed(source, f"{source.url}: {reason}", reason)
            else:
                await self._failed(source, f"{source.url}: {reason}", reason)
        finally:
            self._closed()

    async def _ended_or_failed(self, source: Source, message: str, reason: str) -> None:
        """Take a missing or empty page after the first for the end of a listing."""
        if source.kind == "listing" and source.page > 1:
            await self._crawl.offered(source.root, [], at_end=True, page=source.page)
        else:
            await self._failed(source, message, reason)

    async def _failed(self, source: Source, message: str, reason: str) -> None:
        if source.named:
            await self._crawl.source_failed(source.root, message, reason)
        else:
            log.info("%s", message, extra={"event": "source_failed", "outlet": self._spider.name, "url": source.url})

    async def _read(self, response: Response, source: Source) -> Found:
        if source.kind == "feed":
            return await in_worker(parse_feed, response.body, response.url, content_type(response))
        if source.kind == "sitemap":
            return await in_worker(parse_sitemap, response.body, response.url)
        encoding = declared_encoding(response)
        pattern, home = self._spider.article_pattern, self._spider.home
        return await in_worker(parse_listing, response.body, response.url, pattern, home, encoding)

    async def _offer(self, found: Found, source: Source) -> list[Source]:
        domains, pattern = self._spider.domains, self._spider.article_pattern
        own = await asyncio.to_thread(own_articles, found.links, domains, pattern)  # a sitemap may have 500,000
        if found.links and not own and source.page == 1:
            advice = "none of its links is an article of the outlet; set hosts or article_url"
            await self._failed(source, f"{source.url}: {advice}", "no-article")
            return []
        wanted = recent(own, self._crawl.now()) if source.recent else own
        self._crawl.books.filtered += len(found.links) - len(wanted)
        if found.incomplete:
            event = {"event": "source_incomplete", "outlet": self._spider.name, "url": source.url}
            log.warning("%s: cut off or too long; what could be read was read", source.url, extra=event)
        last = found.next_page is None or source.page >= self._spider.listing_pages
        at_end = await self._crawl.offered(source.root, wanted, at_end=last, page=source.page)
        return self._further(found, source, at_end=at_end)

    def _further(self, found: Found, source: Source, *, at_end: bool) -> list[Source]:
        """Return the sources that a document leads to: children of an index, advertised feeds, the next page."""
        deeper = replace(source, first=source.root, page=source.page + 1)
        further = []
        if source.page <= SITEMAP_DEPTH:
            further += [replace(deeper, url=link.url) for link in newest_children(found.sitemaps)]
        if source.kind == "listing" and not self._spider.feeds:
            new = [url for url in own_feeds(found.feeds, self._spider.domains) if url not in self._advertised]
            self._advertised.update(new)
            further += [Source(kind="feed", url=url, named=False) for url in new]
        if not at_end and found.next_page and within(found.next_page, self._spider.domains):
            further.append(replace(deeper, url=found.next_page))
        return further

    def _meta(self, source: Source) -> dict[str, Any]:
        if source.kind == "sitemap":
            return {"download_maxsize": SITEMAP_BYTES}
        return self._spider.browser_meta("listing") if source.kind == "listing" else {}

    def _closed(self) -> None:
        self.open -= 1
        self._stirred.set()
