"""Site files: what a host publishes for crawlers, fetched once a day for all crawls of one state."""

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import StopDownload
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.fetch.answers import failure_name
from newscrawl.fetch.downloading import AddressFlawed
from newscrawl.fetch.guard import AddressRefused
from newscrawl.fetch.pace import HostBusy, Leaving
from newscrawl.fetch.robots import MAX_BYTES, RobotsUnreachable
from newscrawl.run.life import life_if_any
from newscrawl.state import hosts

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

FIRST = 1000  # before everything that waits for it
REFUSED = 429  # a host that is asked too much says nothing about its rules
FAULTS = 500
SIZE = "site_file_bytes"


class SiteFiles:
    """Fetches the files of hosts; without a crawl, as in ``scrapy preview``, nothing is remembered."""

    def __init__(self, crawler: "Crawler") -> None:
        """Prepare; no more than 500 KiB of a file are read."""
        self._crawler = crawler
        self._maxsize = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        crawler.signals.connect(self._received, signal=signals.bytes_received)

    async def get(self, url: str) -> bytes | None:
        """Return a file as it is today, None where there is none (4xx); raise RobotsUnreachable, HostBusy, Leaving.

        Raise AddressRefused and AddressFlawed as downloads do.
        """
        life = life_if_any(self._crawler)
        crawl = life.crawl if life and life.begun else None
        if crawl and (known := await crawl.ask(hosts.site_file, url, crawl.moment)):
            return known.body
        body = await self._fetched(url)
        if crawl:
            await crawl.ask(hosts.remember_file, url, body, crawl.moment)
        return body

    async def _fetched(self, url: str) -> bytes | None:
        request = Request(
            url,
            callback=NO_CALLBACK,
            headers={"Accept-Encoding": "identity"},  # so that what is received can be measured
            meta={SIZE: 0, "download_maxsize": 0},  # its beginning counts, however long it is
            priority=FIRST,
            dont_filter=True,
        )
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("site files are fetched by a crawl that runs")
        try:
            response = await engine.download_async(request)
        except (AddressFlawed, AddressRefused, HostBusy, Leaving):
            raise
        except Exception as error:  # the edge: whatever keeps it from us becomes a reason
            reason = failure_name(error)
            if reason == "redirects":  # RFC 9309, 2.3.1.2: as if there were none
                return None
            raise RobotsUnreachable(reason) from error
        return _body(response)

    def _received(self, data: bytes, request: Request) -> None:
        if SIZE in request.meta:
            request.meta["download_maxsize"] = self._maxsize  # from now on of what it is decompressed to
            request.meta[SIZE] += len(data)
            if request.meta[SIZE] > MAX_BYTES:
                raise StopDownload(fail=False)


def is_site_file(request: Request) -> bool:
    """Tell whether the request is for such a file: no rules apply to it."""
    return SIZE in request.meta


def origin(url: str) -> str:
    """Return scheme and host, with port, of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _body(response: Response) -> bytes | None:
    if response.status == REFUSED or response.status >= FAULTS:
        raise RobotsUnreachable("robots-unreachable")
    return response.body if response.status < 300 else None
