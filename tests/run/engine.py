"""Whole crawls without Scrapy's engine and without a network: the site is in memory, the clock in the test's hand."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Mapping
from hashlib import sha256
from inspect import isasyncgen
from types import SimpleNamespace
from typing import Any, cast

from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.article import Article
from newscrawl.errors import Rejected, Unchanged
from newscrawl.outlet import OutletSpider
from newscrawl.run.crawl import Crawl
from newscrawl.run.report import Report
from pipelines.normalise import Normalise
from pipelines.outbox import Outbox
from pipelines.stories import Stories
from pipelines.validate import Validate
from tests.run.crawling import Desk, FakeCrawler
from tests.stories.texts import written

Answer = str | int | tuple[int, Mapping[str, str], str]


class PaperSite:
    """Answers by address, or by address without its query: a text, a status, or (status, headers, text); else 404.

    ``asked`` counts requests by address, ``statuses`` the answers; texts have ETags unless ``tags`` is off.
    """

    def __init__(self, home: str) -> None:
        self.home = home
        self.answers: dict[str, Answer | Callable[[Request], Answer]] = {}
        self.asked: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.tags = True

    def article(self, name: str, *, words: str = "") -> str:
        """Serve an article and return its address."""
        paragraphs = "".join(f"<p>{text}</p>" for text in written(name).split("\n\n"))
        title = f"<title>Ferry {name} leaves</title><meta property='og:type' content='article'>"
        text = f"<article><h1>Ferry {name} leaves</h1>{paragraphs}<p>{words or name} was the last word.</p></article>"
        self.answers[f"{self.home}{name}"] = title + text
        return f"{self.home}{name}"

    def feed(self, *links: str, path: str = "feed") -> None:
        """Serve a feed of links."""
        items = "".join(f"<item><title>Ferry</title><link>{link}</link></item>" for link in links)
        self.answers[self.home + path] = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>"

    def sitemap(self, *links: tuple[str, str], path: str = "sitemap.xml", index: bool = False) -> None:
        """Serve a sitemap of addresses with their lastmod, which is left out where it is empty."""
        root, entry = ("sitemapindex", "sitemap") if index else ("urlset", "url")
        entries = "".join(
            f"<{entry}><loc>{url}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</{entry}>"
            for url, lastmod in links
        )
        self.answers[self.home + path] = f"<{root}>{entries}</{root}>"

    def respond(self, request: Request) -> Response:
        """Answer a request."""
        self.asked[request.url] += 1
        given = self.answers.get(request.url, self.answers.get(request.url.partition("?")[0], 404))
        answer = given(request) if callable(given) else given
        status, headers, text = answer if isinstance(answer, tuple) else (200, {}, answer)
        if isinstance(text, int):
            status, text = text, "no page"
        body = text.encode()
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        headers = {"Content-Type": "text/html; charset=utf-8", **({"ETag": etag} if self.tags else {}), **headers}
        if self.tags and status == 200 and (request.headers.get("If-None-Match") or b"").decode() == etag:
            status, body = 304, b""
        self.statuses[status] += 1
        return HtmlResponse(request.url, status=status, headers=headers, body=body, request=request)


class Engine:
    """Crawls one outlet of a paper site, request after request; each takes ``step`` seconds."""

    def __init__(
        self, desk: Desk, outlet: type[OutletSpider], site: PaperSite, *, step: float = 1.0, **arguments: str
    ) -> None:
        self.desk = desk
        self.site = site
        self._outlet = outlet
        self._step = step
        self._arguments = arguments
        self.look_again = True

    def crawl(self, reason: str = "finished") -> Report:
        """Crawl, and return the report."""
        return asyncio.run(self.crawled(reason))

    async def crawled(self, reason: str = "finished") -> Report:
        """Crawl in the running event loop."""
        spider = self._outlet(**self._arguments)
        crawl = Crawl(spider.name, self.desk.state, self.desk.lake, self.desk.clock, edits=self.look_again)
        await crawl.open()
        crawler = FakeCrawler(crawl)
        crawler.spider = cast("SimpleNamespace", spider)
        spider.crawler = cast("Any", crawler)
        pipelines = [Normalise(cast("Any", crawler)), Validate(), Stories(), Outbox(cast("Any", crawler))]
        async for request in spider.start():
            await self._run(request, crawl, pipelines)
        report = await crawl.close(reason, expected=0)
        assert report.offered + report.taken_over == sum(report.outcomes.values()), "the books do not balance"
        return report

    async def _run(self, first: Request, crawl: Crawl, pipelines: list[Any]) -> None:
        waiting = deque([first])
        while waiting:
            request = waiting.popleft()
            async for result in self._answered(request):
                if isinstance(result, Request):
                    waiting.append(result)
                else:
                    await self._process(result, request, crawl, pipelines)

    async def _answered(self, request: Request) -> AsyncIterator[Any]:
        """Yield what the callback or errback of a request makes of its answer."""
        try:
            response = await self.fetch(request)
            if response.status >= 300 and response.status not in request.meta.get("handle_httpstatus_list", ()):
                raise HttpError(response)
        except IgnoreRequest as error:
            assert request.errback is not None
            answer: Any = request.errback(cast("Any", SimpleNamespace(value=error, request=request)))
        else:
            assert callable(request.callback)
            answer = request.callback(response, **request.cb_kwargs)
        if not isasyncgen(answer):
            await answer
            return
        async for result in answer:
            yield result

    async def fetch(self, request: Request) -> Response:
        """Return the site's answer, after the time that a request takes; raise IgnoreRequest where none is made."""
        self.desk.now += self._step
        return self.site.respond(request)

    async def _process(self, item: Article, request: Request, crawl: Crawl, pipelines: list[Any]) -> None:
        try:
            for pipeline in pipelines:
                item = await pipeline.process_item(item)
        except (Rejected, Unchanged) as dropped:
            await crawl.drop(request.cb_kwargs["link"], item.url, dropped)
