"""Fetch single pages as a crawl would and read them, without touching state or lake."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scrapy import Spider
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.errors import UnknownOutlet
from newscrawl.extract import Page, extract
from newscrawl.fetch.answers import declared_encoding
from newscrawl.outlet import OutletSpider
from newscrawl.run.process import unknown_outlet
from newscrawl.run.stopping import Process, run_until_done
from newscrawl.run.workers import WorkerFailed, in_worker, stop_workers
from newscrawl.urls import within


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A page as it came and as it was read; ``page`` is None and ``failure`` says why where it was not."""

    url: str
    body: bytes = b""
    encoding: str | None = None
    page: Page | None = None
    failure: str = ""


class PageSpider(Spider):
    """Fetch pages with an outlet's settings and rules."""

    name = "page"

    def __init__(self, outlet: OutletSpider, urls: Sequence[str], pages: dict[str, FetchedPage]) -> None:
        """Fetch ``urls`` into ``pages``."""
        super().__init__()
        self._outlet = outlet
        self._urls = urls
        self._pages = pages

    async def start(self) -> AsyncIterator[Any]:
        """Yield a request for each URL."""
        for url in self._urls:
            yield Request(
                url,
                callback=self.parse_page,
                errback=self.page_failed,
                cb_kwargs={"url": url},
                meta=self._outlet.browser_meta("article"),
                dont_filter=True,
            )

    async def parse_page(self, response: Response, url: str) -> None:
        """Read the page."""
        encoding = declared_encoding(response)
        try:
            page = await in_worker(extract, response.body, response.url, self._outlet.page_rules, encoding)
        except WorkerFailed as error:
            self._pages[url] = FetchedPage(url=url, failure=f"it came and cannot be read: {error.reason}")
            return
        self._pages[url] = FetchedPage(url=url, body=response.body, encoding=encoding, page=page)

    async def page_failed(self, failure: Any) -> None:
        """Remember why the page did not come."""
        error = failure.value
        reason = f"HTTP {error.response.status}" if isinstance(error, HttpError) else f"{type(error).__name__}: {error}"
        url = failure.request.cb_kwargs["url"]
        self._pages[url] = FetchedPage(url=url, failure=reason)


def fetch_pages(settings: Settings, outlet: OutletSpider, urls: Sequence[str]) -> list[FetchedPage]:
    """Fetch and read pages with an outlet's rules, in the order given."""
    pages: dict[str, FetchedPage] = {}
    settings = without_state(settings)
    type(outlet).update_settings(settings)
    process = Process(settings, own_log=True)
    run_until_done(process, process.crawl(PageSpider, outlet=outlet, urls=urls, pages=pages))
    stop_workers()
    return in_order(pages, urls)


def without_state(settings: Settings) -> Settings:
    """Return the settings with which nothing is kept: neither state nor lake."""
    settings = settings.copy()
    settings.setdict({"ITEM_PIPELINES": {}, "EXTENSIONS": {}}, priority="cmdline")
    return settings


def in_order(pages: Mapping[str, FetchedPage], urls: Sequence[str]) -> list[FetchedPage]:
    """Return a page for each URL, also where none came."""
    return [pages.get(url, FetchedPage(url=url, failure="nothing came")) for url in urls]


def outlet_for(settings: Settings, url: str, name: str | None = None) -> OutletSpider:
    """Return the outlet of this name, else the one that ``url`` belongs to, else one without any facts."""
    loader = get_spider_loader(settings)
    if name is not None:
        if name not in loader.list():
            raise unknown_outlet(name, loader.list())
        return _outlet(loader.load(name))
    for known in loader.list():
        spider: Any = loader.load(known)
        if issubclass(spider, OutletSpider) and spider.home and within(url, _outlet(spider).domains):
            return _outlet(spider)
    return OutletSpider("page", home=url)


def _outlet(spider: type[Spider]) -> OutletSpider:
    if not issubclass(spider, OutletSpider):
        raise UnknownOutlet(f"{spider.name}: is no outlet; derive it from newscrawl.outlet.OutletSpider")
    return spider()
