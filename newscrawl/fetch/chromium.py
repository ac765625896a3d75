"""One Chromium: started when its first page is wanted, ended when its last one is done."""

import asyncio
import logging
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Headers, HtmlResponse, Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.provider import PlaywrightBrowserProvider

from newscrawl.errors import NewscrawlError
from newscrawl.fetch.browser import Unfolding
from newscrawl.fetch.downloading import guarded_resolver
from newscrawl.fetch.gate import Gate, netloc
from newscrawl.fetch.unfolding import unfold
from newscrawl.urls import DEFAULT_PORTS

if TYPE_CHECKING:
    from playwright.async_api import Download, Page
    from scrapy import Request
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

STARTING_SECONDS = 60  # Chromium takes one or two; a driver that never answers takes for ever
PROCESS_BYTES = 2 << 30  # of data, for each process: a page's arrays are no part of its JavaScript's heap
CLOSING_SECONDS = 5  # for a page or a browser to close; less than what a crawl told to stop has left
# What no article needs: windows, and connections that are no requests. Workers have them still; the gate is theirs too.
NOT_FOR_PAGES = """window.open = () => null;
for (const name of ["WebSocket", "WebTransport", "RTCPeerConnection", "webkitRTCPeerConnection", "EventSource"])
  delete window[name];"""


class BrowserFailed(NewscrawlError):
    """The browser does not start; the text says what it gave as the cause."""


class Chromium:
    """A browser of scrapy-playwright's, with one context; ``begun`` and ``open`` count its pages."""

    def __init__(self, crawler: "Crawler") -> None:
        """Prepare a browser for the pages of ``crawler``."""
        self.begun = 0
        self.open = 0
        self._crawler = crawler
        self._settings = crawler.settings
        self._handler: Any = ScrapyPlaywrightDownloadHandler.from_crawler(crawler)
        self._provider: Any = PlaywrightBrowserProvider(self._handler.config)
        self._starting: asyncio.Task[None] | None = None
        self._gate = Gate(guarded_resolver().guard)

    async def start(self) -> None:
        """Start the driver and the browser, once; raise BrowserFailed."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        await asyncio.shield(self._starting)  # a page that is given up does not stop it for the others

    async def read(self, request: "Request", *, seconds: float) -> Response:
        """Return the page as it is once its scripts ran and it was asked for more, for about ``seconds``, as UTF-8.

        Raise Playwright's errors, or why the gate did not let it through. The browser has been started; the page stays
        open until ``close_page``.
        """
        refused: list[str] = []
        led_to: list[str] = [request.url]
        request.meta.update(self._technique(refused, led_to))
        try:
            response: Response = await self._handler.download_request(request)
        except RuntimeError:  # scrapy-playwright's, for a download that failed because we refused it
            if not refused:
                raise
            return Response(request.url, request=request, flags=["download-refused"])
        except PlaywrightError as error:
            raise self._failure_at_the_gate(led_to[-1]) or error from None
        page = request.meta["playwright_page"]
        if not isinstance(response, HtmlResponse):
            return response
        if response.status < 400:
            how = request.meta.get("unfolding", Unfolding())
            await unfold(page, how, pause=self._settings.getfloat("DOWNLOAD_DELAY"), seconds=seconds)
        return self._as_it_is_now(response, page.url, await page.content())

    async def close_page(self, request: "Request") -> bool:
        """Close the page of a request; return False where there is none or it does not close."""
        page = request.meta.pop("playwright_page", None)
        if page is None:
            return False
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await page.unroute_all(behavior="ignoreErrors")
                await page.close()
        except (TimeoutError, PlaywrightError):
            return False
        return True

    async def end(self) -> None:
        """End the browser; one that hangs is killed by its driver, which ends with its input, at the latest with us."""
        if self._starting:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        await self._gate.close()
        for close in (self._handler.close, self._provider.close):
            with suppress(TimeoutError, PlaywrightError):
                async with asyncio.timeout(CLOSING_SECONDS):
                    await close()
                return
        log.warning("a browser does not close", extra={"event": "browser_hangs"})

    async def _start(self) -> None:
        self._handler.browser_provider = self._provider  # scrapy-playwright would do so when the engine starts
        # Without the bypass list, what is on loopback would be asked for directly.
        self._handler.config.launch_options["proxy"] = {"server": await self._gate.start(), "bypass": "<-loopback>"}
        try:
            async with asyncio.timeout(STARTING_SECONDS):
                async with _bounded_data():  # the driver inherits it, and from it the browser and its pages
                    await self._provider.start()
                self._handler.browser = await self._provider.launch_browser()
        except (TimeoutError, PlaywrightError) as error:
            program = self._settings["PLAYWRIGHT_LAUNCH_OPTIONS"]["executable_path"]
            raise BrowserFailed(
                f"{program} does not start: {_cause(error)}; try {program} --headless --dump-dom about:blank"
            ) from error
        if self._crawler.stats:
            self._crawler.stats.inc_value("browser/started")

    def _failure_at_the_gate(self, url: str) -> Exception | None:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        failure: Exception | None = self._gate.failures.get(netloc(parts.hostname or "", port))
        return failure

    def _technique(self, refused: list[str], led_to: list[str]) -> dict[str, Any]:
        """Return the meta that scrapy-playwright reads.

        URLs of downloads end up in ``refused``, those that the page leads to before it shows anything in ``led_to``.
        """

        async def restrain(page: "Page", _: "Request") -> None:
            async def refuse(download: "Download") -> None:
                refused.append(download.url)
                await download.cancel()

            page.on("popup", lambda popup: popup.close())
            page.on("download", refuse)
            page.on("request", lambda asked: led_to.append(asked.url) if asked.is_navigation_request() else None)
            await page.add_init_script(NOT_FOR_PAGES)

        return {
            "playwright_include_page": True,
            "playwright_page_init_callback": restrain,
            "playwright_page_goto_kwargs": {"wait_until": "commit"},
            "playwright_context_kwargs": {
                "user_agent": self._settings["USER_AGENT"],
                "service_workers": "block",  # their requests pass nobody
                "accept_downloads": False,
                "viewport": {"width": 1280, "height": 2000},  # tall: what loads when it is seen is seen
            },
        }

    def _as_it_is_now(self, response: HtmlResponse, url: str, html: str) -> HtmlResponse:
        body = html.encode("utf-8", "replace")
        limit = self._settings.getint("DOWNLOAD_MAXSIZE")
        if limit and len(body) > limit:
            raise DownloadCancelledError(f"{response.url} became {len(body)} bytes in the browser, more than {limit}")
        headers = Headers(response.headers)
        headers["Content-Type"] = "text/html; charset=utf-8"  # goes before what the page itself says, RFC 9110 8.3
        where = url if url.startswith(("http://", "https://")) else response.url
        return HtmlResponse(
            url=where,
            status=response.status,
            headers=headers,
            body=body,
            encoding="utf-8",
            request=response.request,
            flags=response.flags,
            ip_address=response.ip_address,
        )


@asynccontextmanager
async def _bounded_data() -> AsyncIterator[None]:
    """Give the processes that are started meanwhile so much memory and no more; our own needs far less."""
    async with _turn():
        soft, most = resource.getrlimit(resource.RLIMIT_DATA)
        known = [limit for limit in (soft, PROCESS_BYTES) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_DATA, (min(known), most))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_DATA, (soft, most))


@cache
def _turn() -> asyncio.Lock:
    """Return the turn of one browser of this process to start: each would put back what another one has set."""
    return asyncio.Lock()


def _cause(error: Exception) -> str:
    """Return the line of Playwright's long message that tells the most: the browser's own first one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    start = lines.index("Browser logs:") + 1 if "Browser logs:" in lines else 0
    return next(iter(lines[start:]), f"no answer in {STARTING_SECONDS} seconds")
