"""Reading: an article's page is read, and what comes of it settles its link."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from scrapy.http import Request, Response

from newscrawl.article import Article
from newscrawl.errors import NoBody, NotAnArticle, Reserved
from newscrawl.extract import Kind, Page, extract
from newscrawl.fetch import browser
from newscrawl.fetch.answers import declared_encoding, failure_name, is_page
from newscrawl.fetch.freshness import conditions, validators
from newscrawl.fetch.walls import challenge, sent_elsewhere
from newscrawl.identity import same_place
from newscrawl.rights import is_reserved
from newscrawl.run.courtesy import rights_of
from newscrawl.run.records import article_of, withdrawn
from newscrawl.run.walls import FOR_GOOD, GONE, doubt, refusal, wall_of
from newscrawl.urls import within

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl
    from newscrawl.state.links import Look, TakenLink

WINDOW = 64  # links of an outlet under way at once: enough to keep the downloader busy, so few that memory stays flat
NOT_MODIFIED = 304
WITHDRAWN = "http-410"
ACCEPTED = 202  # with a challenge instead of the page
KINDS_KEPT = {Kind.ARTICLE, Kind.LIVEBLOG, Kind.MEDIA}


class Reading:
    """The articles of one crawl: pages that were asked for, and what came of them."""

    def __init__(self, spider: "OutletSpider", crawl: "Crawl", stirred: asyncio.Event) -> None:
        """Begin with nothing under way; ``stirred`` is set whenever a link is done with."""
        self._spider = spider
        self._crawl = crawl
        self._links = crawl.links
        self._stirred = stirred
        self._under_way = 0

    @property
    def room(self) -> int:
        """Return how many links more may be under way, 0 while half of the window is full."""
        return WINDOW - self._under_way if self._under_way <= WINDOW // 2 else 0

    def request(self, link: "TakenLink") -> Request:
        """Return the request for a link's page, and await its answer."""
        self._under_way += 1
        return self._request(link, self._spider.browser_meta("article"))

    def _request(self, link: "TakenLink", meta: Mapping[str, Any]) -> Request:
        look = link.look
        return Request(
            link.url,
            headers=conditions(look.etag, look.last_modified) if look else None,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"link": link},
            meta={**meta, "handle_httpstatus_list": [NOT_MODIFIED]} if look else dict(meta),
            dont_filter=True,  # state knows what was fetched
        )

    async def parse(self, response: Response, link: "TakenLink") -> AsyncIterator[Any]:
        """Read an article page in a worker and yield its Article; settle the link where there is none.

        A wall is tried once in the browser where the outlet has it.
        """
        retry = None
        try:
            if self._crawl.is_closing:  # too late: the link stays owed
                return
            if link.look and await self._is_told(response, link, link.look):
                return
            await self._crawl.articles.fetched(link)
            page = await self._read(response, link)
            if page is None:
                return
            page.rights = await rights_of(response, page.rights, self._spider.crawler)
            if wall := await self._wall(response, page, link):
                if self._may_render(response.request):
                    retry = self._request(link, browser.browser_meta())
                    yield retry
                else:
                    await self._links.wall(link, wall)
            elif page.kind not in KINDS_KEPT:
                textless = page.kind is Kind.OTHER and not page.body
                await self._links.reject(link, NoBody if textless else NotAnArticle)
            elif self._spider.reserved == "skip" and is_reserved(page.rights):
                await self._links.reject(link, Reserved)
            elif (item := self._item(page, response, link)) is None:
                await self._links.reject(link, NotAnArticle)
            else:
                self._crawl.articles.page_is_known_by(link, *validators(response))
                yield item
        finally:
            if retry is None:
                self._done()

    async def failed(self, failure: Any) -> AsyncIterator[Any]:
        """Settle the link of an article that could not be fetched; a wall is tried once in the browser."""
        retry = None
        try:
            link: TakenLink = failure.request.cb_kwargs["link"]
            if self._crawl.is_closing:
                return
            reason = failure_name(failure.value)
            if link.look and reason in GONE:
                for_good = link.look.missing or reason == WITHDRAWN
                await self._links.missing(link, self._withdrawn(link), for_good=for_good)
            elif wall := refusal(reason, failure.value):
                if wall not in FOR_GOOD and self._may_render(failure.request):
                    retry = self._request(link, browser.browser_meta())
                    yield retry
                else:
                    await self._links.wall(link, wall)
            else:
                await self._links.not_fetched(link, failure.value)
        finally:
            if retry is None:
                self._done()

    async def _is_told(self, response: Response, link: "TakenLink", look: "Look") -> bool:
        """Settle a look whose answer says all: that the page has not changed, or that it is gone."""
        if response.status == NOT_MODIFIED:
            await self._links.unmodified(link)
        elif same_place(response.url, self._spider.home):
            await self._links.missing(link, self._withdrawn(link), for_good=look.missing)
        else:
            return False
        return True

    async def _wall(self, response: Response, page: Page, link: "TakenLink") -> str | None:
        """Return the name of the wall that came instead of the article; None where none did."""
        wall = wall_of(link.url, response, page, self._spider.domains, [source.url for source in self._spider.sources])
        if wall or link.look or not (found := doubt(link.url, link.title, page)):
            return wall
        doubted = self._may_render(response.request) or await self._links.is_doubted(link, found)
        return "other-page" if doubted else None

    def _may_render(self, request: Request | None) -> bool:
        """Tell whether a page that came without the browser may be asked for with it."""
        return self._spider.render is not None and request is not None and not request.meta.get("playwright")

    async def _read(self, response: Response, link: "TakenLink") -> Page | None:
        if not within(response.url, self._spider.domains):
            await self._links.wall(
                link, sent_elsewhere(link.url, response.url, self._spider.domains, ()) or "redirected"
            )
            return None
        if is_page(response) and (response.status == ACCEPTED or not response.body.strip()):
            held_back = challenge(response)
            await (self._links.wall(link, "challenge") if held_back else self._crawl.links.fail(link, "empty-page"))
            return None
        if not is_page(response):
            await self._links.reject(link, NotAnArticle)
            return None
        encoding = declared_encoding(response)
        return await self._links.read(link, extract, response.body, response.url, self._spider.page_rules, encoding)

    def _item(self, page: Page, response: Response, link: "TakenLink") -> Article | dict[str, Any] | None:
        """Return what the outlet makes of a page, under the address that was offered: the link ends by it."""
        article = article_of(self._spider, self._crawl, page, link, response.url)
        item = self._spider.article(article, response)
        if isinstance(item, Article):
            item.url = link.url
            return item
        return None if item is None else {**item, "url": link.url}

    def _withdrawn(self, link: "TakenLink") -> Article:
        return withdrawn(self._spider, self._crawl, link)

    def _done(self) -> None:
        self._under_way -= 1
        self._stirred.set()
