"""Leads: the sources that a document leads to, and those that an outlet's site names and its facts do not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from newscrawl.discovery.choice import newest_children, news_sitemaps, own_feeds
from newscrawl.discovery.links import Found, Link
from newscrawl.run.courtesy import RobotsRules
from newscrawl.run.walks import Source, SourceKind
from newscrawl.state import sources
from newscrawl.state.sources import KnownSource
from newscrawl.urls import within

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl

SITEMAP_DEPTH = 2  # an index of indexes; deeper is a trap
OVERLAP = timedelta(days=2)  # a sitemap's lastmod is often a day, and in any zone
MOST = 6  # sources that a site names at once: some name others each time


class Leads:
    """Where the documents of one crawl lead. What the site names is remembered: the next crawls need not find it."""

    def __init__(self, spider: "OutletSpider", crawl: "Crawl") -> None:
        self._spider = spider
        self._crawl = crawl
        self._found: dict[str, KnownSource] = {}

    async def remembered(self) -> list[tuple[Source, KnownSource]]:
        """Return the sources that the site named to earlier crawls and the facts still do not, as they are known."""
        kinds = await self._crawl.ask(sources.found, self._spider.name)
        self._found = await self._crawl.ask(sources.known, self._spider.name, kinds)
        named = {source.url for source in self._spider.sources}
        return [
            (_named_by_site(cast("SourceKind", kind), url), self._found[url])
            for url, kind in kinds.items()
            if url not in named and (not self._spider.feeds if kind == "feed" else not self._spider.names_sources)
        ]

    async def further(self, found: Found, source: Source, *, polled: int, at_end: bool) -> list[Source]:
        """Return where a document leads: children of an index, the next page, sources that the site names.

        ``polled`` is when its source was polled before, 0 for never.
        """
        deeper = replace(source, first=source.root, page=source.page + 1)
        further = []
        if source.page <= SITEMAP_DEPTH:
            further += [replace(deeper, url=link.url) for link in self._children(found, source, polled)]
        if source.kind == "listing" and not self._spider.feeds:
            further += await self._new("feed", own_feeds(found.feeds, self._spider.domains))
        if not at_end and found.next_page and within(found.next_page, self._spider.domains):
            further.append(replace(deeper, url=found.next_page))
        if source.root == self._spider.home and not self._spider.names_sources:
            further += await self._new("sitemap", await self._news_sitemaps())
        return further

    async def instead(self, source: Source, feeds: Sequence[str]) -> list[Source] | None:
        """Return the new ones of the feeds that stand in for a front page without articles; None where none does.

        Many a front page has its articles only after JavaScript ran, and still says where its feeds are.
        """
        if source.url != self._spider.home or self._spider.names_sources:
            return None
        own = own_feeds(feeds, self._spider.domains)
        new = await self._new("feed", own)
        return new if any(url in self._found and not self._found[url].failure for url in own) else None

    async def _news_sitemaps(self) -> Sequence[str]:
        """Return the news sitemaps that the host's robots.txt names."""
        rules = self._spider.crawler.get_downloader_middleware(RobotsRules)
        if rules is None:
            return ()
        return news_sitemaps((await rules.rules_of(self._spider.home)).sitemaps, self._spider.domains)

    async def _new(self, kind: SourceKind, urls: Sequence[str]) -> list[Source]:
        """Remember the sources that no crawl has found before, and return them."""
        alive = sum(not source.retired_at for source in self._found.values())
        new = [url for url in urls if url not in self._found][: max(MOST - alive, 0)]
        for url in new:
            self._found[url] = KnownSource()
            await self._crawl.ask(sources.find, self._spider.name, url, kind)
        return [_named_by_site(kind, url) for url in new]

    def _children(self, found: Found, source: Source, polled: int) -> list[Link]:
        """Return the children of an index that may hold new links."""
        horizon = datetime.fromtimestamp(polled, UTC) - OVERLAP
        newest = newest_children(found.sitemaps)
        changed = [link for link in newest if not polled or not link.modified_at or link.modified_at > horizon]
        if len(changed) < len(newest):
            self._crawl.sources.unchanged(source.root, whole=False)
        return changed


def _named_by_site(kind: SourceKind, url: str) -> Source:
    return Source(kind=kind, url=url, named=False, recent=kind == "sitemap")
