"""Polling: an outlet's sources are fetched, read, and what they list is offered to state."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from w3lib.encoding import http_content_type_encoding

from newscrawl.discovery.feeds import parse_feed
from newscrawl.discovery.links import Found, Link
from newscrawl.discovery.listings import parse_listing
from newscrawl.discovery.sitemaps import parse_sitemap
from newscrawl.errors import SourceError
from newscrawl.run.workers import WorkerFailed, in_worker
from newscrawl.urls import normalise, within

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl

log = logging.getLogger(__name__)

FIRST = 100  # sources before articles: what they list may be gone from them tomorrow
SITEMAP_WINDOW = timedelta(days=3)  # a plain sitemap lists all years; a scheduled crawl wants what is new in it
UNDATED_SITEMAP = 1_000  # links; a sitemap without dates is read whole only while it is short
ADVERTISED = 3  # feeds of a page: the first are the outlet's own, later ones those of comments
SITEMAP_DEPTH = 2  # an index of indexes; deeper is a trap
SITEMAP_CHILDREN = 10  # of an index, the newest

SourceKind = Literal["feed", "sitemap", "listing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that lists links; a listing's later pages keep the ``root`` that the outlet names."""

    kind: SourceKind
    url: str
    first: str = ""
    page: int = 1
    recent: bool = False  # take only what is dated recently

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
        self._advertised_feeds: set[str] = set()
        self.open = 0

    def request(self, source: Source) -> Request:
        """Return the request for a source and await its answer."""
        self.open += 1
        return Request(
            source.url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"source": source},
            meta=self._spider.browser_meta("listing") if source.kind == "listing" else {},
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
            except (SourceError, WorkerFailed) as error:
                await self._crawl.source_failed(source.root, str(error), error.reason)
                return
            for further in await self._offer(found, source):
                yield self.request(further)
        finally:
            self._closed()

    async def failed(self, failure: Any) -> None:
        """Note a source that could not be fetched; a listing page after the last one is the end, not a failure."""
        source: Source = failure.request.cb_kwargs["source"]
        error = failure.value
        try:
            if self._crawl.is_closing:
                return
            if source.page > 1 and isinstance(error, HttpError) and error.response.status in (404, 410):
                await self._crawl.offered(source.root, [], at_end=True)
                return
            reason = f"http-{error.response.status}" if isinstance(error, HttpError) else type(error).__name__
            await self._crawl.source_failed(source.root, f"{source.url}: {reason}", reason)
        finally:
            self._closed()

    async def _read(self, response: Response, source: Source) -> Found:
        if source.kind == "feed":
            return await in_worker(parse_feed, response.body, response.url, content_type(response))
        if source.kind == "sitemap":
            return await in_worker(parse_sitemap, response.body, response.url)
        encoding = http_content_type_encoding(content_type(response))
        pattern, home = self._spider.article_pattern, self._spider.home
        return await in_worker(parse_listing, response.body, response.url, pattern, home, encoding)

    async def _offer(self, found: Found, source: Source) -> list[Source]:
        wanted = [link for link in _recent(found.links, source, self._crawl) if self._is_article(link.url)]
        self._crawl.books.filtered += len(found.links) - len(wanted)
        if found.incomplete:
            event = {"event": "source_incomplete", "outlet": self._spider.name, "url": source.url}
            log.warning("%s: cut off or too long; what could be read was read", source.url, extra=event)
        last = found.next_page is None or source.page >= self._spider.listing_pages
        at_end = await self._crawl.offered(source.root, wanted, at_end=last)
        further = [] if at_end else self._next(found, source)
        return [*self._children(found, source), *self._advertised(found, source), *further]

    def _is_article(self, url: str) -> bool:
        try:
            normalise(url)
        except ValueError:
            return False
        parts = urlsplit(url)
        place = parts.path + (f"?{parts.query}" if parts.query else "")
        pattern = self._spider.article_pattern
        return within(url, self._spider.domains) and (pattern is None or bool(pattern.search(place)))

    def _next(self, found: Found, source: Source) -> list[Source]:
        if found.next_page is None or not within(found.next_page, self._spider.domains):
            return []
        return [replace(source, url=found.next_page, first=source.root, page=source.page + 1)]

    def _advertised(self, found: Found, source: Source) -> list[Source]:
        """Return the feeds a listing advertises, where the outlet names no feed itself."""
        if self._spider.feeds or source.kind != "listing":
            return []
        new = [url for url in found.feeds if within(url, self._spider.domains) and url not in self._advertised_feeds]
        self._advertised_feeds.update(new)
        return [Source(kind="feed", url=url) for url in new[:ADVERTISED]]

    def _children(self, found: Found, source: Source) -> list[Source]:
        if source.page > SITEMAP_DEPTH:
            return []
        newest = sorted(found.sitemaps, key=lambda link: link.modified_at or self._crawl.now(), reverse=True)
        return [
            replace(source, url=link.url, first=source.root, page=source.page + 1) for link in newest[:SITEMAP_CHILDREN]
        ]

    def _closed(self) -> None:
        self.open -= 1
        self._stirred.set()


def _recent(links: list[Link], source: Source, crawl: "Crawl") -> list[Link]:
    if not source.recent:
        return links
    horizon = crawl.now() - SITEMAP_WINDOW
    dated = [link for link in links if (link.modified_at or link.published_at)]
    undated = links if not dated and len(links) <= UNDATED_SITEMAP else []
    return undated or [link for link in dated if (link.modified_at or link.published_at or horizon) > horizon]


def content_type(response: Response) -> str:
    """Return the Content-Type header as text, empty if there is none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")
