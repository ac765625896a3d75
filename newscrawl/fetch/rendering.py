"""The download handler of the browser tier: deadlines, what pages may not do, and a fresh browser now and then."""

import asyncio
import logging
from functools import cache
from os import cpu_count
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from newscrawl.fetch.browser import DEADLINE
from newscrawl.fetch.chromium import BrowserFailed, Chromium
from newscrawl.fetch.downloading import Downloads, guarded_resolver, refuse_flaws

if TYPE_CHECKING:
    from playwright.async_api import Request as BrowserRequest
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

PAGES_PER_BROWSER = 100  # then a fresh one: users saw one browser grow to 18 GB over 700 pages
BALLAST = frozenset(("image", "media", "font", "texttrack", "manifest", "ping"))  # holds no text of an article
REASONS: dict[str, type[Exception]] = {
    "net::ERR_NAME_NOT_RESOLVED": CannotResolveHostError,
    "net::ERR_CONNECTION_REFUSED": DownloadConnectionRefusedError,
    "net::ERR_TIMED_OUT": DownloadTimeoutError,
    "net::ERR_CONNECTION_TIMED_OUT": DownloadTimeoutError,
}


class BrowserHandler(Downloads):
    """Download as Scrapy does, and requests with ``playwright`` in their meta through Chromium.

    ``download_timeout`` in the meta is the deadline of a page: seconds from its turn on, whatever the browser does.
    """

    lazy = True  # most outlets use one of the two schemes

    def __init__(self, crawler: "Crawler") -> None:
        """Prepare; the browser starts with the first page that needs it."""
        super().__init__(crawler)
        self._pages_per_browser = crawler.settings.getint("BROWSER_PAGES", PAGES_PER_BROWSER)
        self._current: Chromium | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._giving_up: asyncio.Task[None] | None = None

    async def download_request(self, request: "Request") -> "Response":
        """Return the response; raise Scrapy's own exceptions where there is none."""
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        refuse_flaws(request.url)
        await guarded_resolver().guard.addresses_of(urlsplit(request.url).hostname or "")
        async with _places():
            return await self._render(request)

    async def close(self) -> None:
        """End all browsers of this crawl."""
        await super().close()
        if self._current:
            self._end(self._current)
            self._current = None
        if self._ending:
            await asyncio.wait(self._ending)

    async def _render(self, request: "Request") -> "Response":
        if self._giving_up:
            raise DownloadFailedError(f"{request.url}: there is no browser any more")
        browser = self._take()
        deadline = request.meta.get("download_timeout", DEADLINE)
        try:
            await browser.start()
            async with asyncio.timeout(deadline):
                return await browser.read(request, seconds=deadline / 2)
        except BrowserFailed as error:
            self._give_up(error)
            raise DownloadFailedError(str(error)) from error
        except TimeoutError as error:
            raise DownloadTimeoutError(f"{request.url} took longer than {deadline} seconds in the browser") from error
        except PlaywrightError as error:
            raise _reason(error)(f"{request.url}: {error.message.partition(chr(10))[0]}") from error
        finally:
            await self._give_back(browser, request)

    def _take(self) -> Chromium:
        if self._current is None:
            self._current = Chromium(self._crawler)
        browser = self._current
        browser.begun += 1
        browser.open += 1
        if browser.begun >= self._pages_per_browser:
            self._retire(browser)
        return browser

    async def _give_back(self, browser: Chromium, request: "Request") -> None:
        """Close the page; a browser that cannot is replaced."""
        if not await browser.close_page(request):
            self._retire(browser)
        browser.open -= 1
        if browser is not self._current and not browser.open:
            self._end(browser)

    def _give_up(self, error: BrowserFailed) -> None:
        """Close the spider: without a browser each link would fail for no fault of its own; so they stay owed."""
        if self._giving_up is None and self._crawler.engine and self._crawler.spider:
            outlet = self._crawler.spider.name
            log.error("%s: %s", outlet, error, extra={"event": "browser_failed", "outlet": outlet})
            self._giving_up = asyncio.create_task(self._crawler.engine.close_spider_async(reason="browser-failed"))

    def _retire(self, browser: Chromium) -> None:
        if self._current is browser:
            self._current = None

    def _end(self, browser: Chromium) -> None:
        task = asyncio.create_task(browser.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


def is_ballast(request: "BrowserRequest") -> bool:
    """Tell whether the browser should not make a request for a page's sake."""
    return request.resource_type in BALLAST


def _reason(error: PlaywrightError) -> type[Exception]:
    """Return Scrapy's exception for one of Playwright's, so that outcomes have one name whoever fetched."""
    if isinstance(error, PlaywrightTimeout):
        return DownloadTimeoutError
    return next((reason for sign, reason in REASONS.items() if sign in error.message), DownloadFailedError)


@cache
def _places() -> asyncio.Semaphore:
    """Return the places for pages in this process, shared by its crawls: more are no faster, they only take memory."""
    return asyncio.Semaphore(2 * (cpu_count() or 1))
