"""Courtesy: every request waits for its host's turn, and none is made that the host's robots.txt forbids."""

import asyncio
import logging
from time import time
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request, Response

from newscrawl.article import Rights
from newscrawl.fetch.pace import HostPace, Refusals, pace_of
from newscrawl.fetch.retry_after import retry_after
from newscrawl.fetch.robots import Forbidden, Robots
from newscrawl.rights import TDMREP, from_directives, from_reservation, from_tdmrep, together
from newscrawl.run.life import life_if_any
from newscrawl.run.site_files import SiteFiles, is_site_file, origin
from newscrawl.state import hosts

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.run.crawl import Crawl

log = logging.getLogger(__name__)

REFUSALS = frozenset((429, 503))
LOOK_SECONDS = 10  # between two looks at what other processes were told of a host
AGAIN_SECONDS = 300  # until a robots.txt that did not answer is asked for again
ASKED_AT = "asked_at"


class RobotsRules:
    """Drop requests that a robots.txt forbids, and all of a host whose robots.txt does not answer (RFC 9309)."""

    def __init__(self, crawler: "Crawler") -> None:
        """Keep the crawler; raise NotConfigured where robots.txt is not to be obeyed."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.files = SiteFiles(crawler)
        self._longest_delay = crawler.settings.getfloat("CRAWL_DELAY_MAX")
        self._rules: dict[str, asyncio.Task[Robots]] = {}
        self._tdmrep: dict[str, asyncio.Task[bytes | None]] = {}
        self._asked_at: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Build the middleware as Scrapy does."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Forbidden for what is forbidden, RobotsUnreachable for what may be."""
        if is_site_file(request) or not request.url.startswith("http"):
            return
        rules = await self.rules_of(request.url)
        if not rules.allows(request.url):
            raise Forbidden(request.url)

    async def rules_of(self, url: str) -> Robots:
        """Return the rules of the host of ``url``; several requests wait for one answer."""
        site = origin(url)
        task = self._rules.get(site)
        if task is None or (task.done() and self._is_over(site, task)):
            task = self._rules[site] = asyncio.create_task(self._read(site))
            self._asked_at[site] = time()
        return await asyncio.shield(task)

    def _is_over(self, site: str, task: "asyncio.Task[Robots]") -> bool:
        """Tell whether a robots.txt that did not answer is to be asked for again."""
        failed = task.cancelled() or task.exception() is not None
        return failed and time() - self._asked_at[site] > AGAIN_SECONDS

    async def _read(self, site: str) -> Robots:
        rules = await asyncio.to_thread(Robots, await self.files.get(f"{site}/robots.txt"))
        asked = rules.crawl_delay
        if asked > self._longest_delay:
            text = "%s/robots.txt asks for %g s between two requests; %g s are kept (CRAWL_DELAY_MAX)"
            log.warning(text, site, asked, self._longest_delay, extra={"event": "crawl_delay_capped", "url": site})
        pace_of(urlsplit(site).netloc).crawl_delay = min(asked, self._longest_delay)
        return rules

    async def reservation_of(self, url: str) -> Rights:
        """Return what the host's TDMRep file says of ``url``: nothing where it cannot be had."""
        site = origin(url)
        if site not in self._tdmrep:
            self._tdmrep[site] = asyncio.create_task(self._tdmrep_of(site))
        return from_tdmrep(await asyncio.shield(self._tdmrep[site]), url)

    async def _tdmrep_of(self, site: str) -> bytes | None:
        try:
            return await self.files.get(f"{site}{TDMREP}")
        except IgnoreRequest as error:
            log.info("%s%s: %s", site, TDMREP, error, extra={"event": "no_tdmrep", "url": site})
            return None


class Turns:
    """Let requests wait for their host, and slow it down when it says that it is asked too much."""

    def __init__(self, crawler: "Crawler") -> None:
        """Read the outlet's rate from the settings."""
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._patience = crawler.settings.getfloat("HOST_PATIENCE")
        self._first_pause = crawler.settings.getfloat("HOST_FIRST_PAUSE")
        self._never = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Build the middleware as Scrapy does."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the host's turn; raise HostBusy or Leaving where it does not come."""
        pace, crawl = pace_of(urlsplit(request.url).netloc), self._crawl()
        if crawl and time() - pace.looked_at >= LOOK_SECONDS:
            pace.looked_at = time()
            told = await crawl.ask(hosts.refusals, pace.host)
            pace.learn(Refusals(quiet_until=told[0], slowness=told[1], refused_at=told[2]))
        leaving = crawl.leaving if crawl else self._never
        await pace.turn(self._delay, patience=self._patience, leaving=leaving)
        request.meta[ASKED_AT] = time()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note how the host answered."""
        pace = pace_of(urlsplit(request.url).netloc)
        if response.status in REFUSALS:
            asks = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), time())
            pace.refused(asked_at=request.meta.get(ASKED_AT, 0), asks=asks, first_pause=self._first_pause)
            log.warning(
                "%s answered %d; it is asked for nothing until %s, and more slowly then",
                pace.host,
                response.status,
                pace.quiet_until,
                extra={"event": "host_slowed", "url": response.url, "status": response.status},
            )
            await self._tell(pace)
        elif pace.answered():
            await self._tell(pace)
        return response

    async def _tell(self, pace: HostPace) -> None:
        if crawl := self._crawl():
            told = pace.refusals
            await crawl.ask(
                hosts.slow_down,
                pace.host,
                quiet_until=told.quiet_until,
                slowness=told.slowness,
                refused_at=told.refused_at,
            )

    def _crawl(self) -> "Crawl | None":
        life = life_if_any(self._crawler)
        return life.crawl if life and life.begun else None


async def rights_of(response: Response, on_page: Rights, crawler: "Crawler") -> Rights:
    """Return what is reserved of a page, by itself, its headers and its host's ``/.well-known/tdmrep.json``."""
    headers = response.headers
    robots = from_directives((value.decode("latin-1") for value in headers.getlist("X-Robots-Tag")), "X-Robots-Tag")
    reservation, policy = ((headers.get(name) or b"").decode("latin-1") for name in ("tdm-reservation", "tdm-policy"))
    tdm = from_reservation(reservation, policy, "tdm-reservation")
    rules = crawler.get_downloader_middleware(RobotsRules)
    return together(on_page, robots, tdm, await rules.reservation_of(response.url) if rules else Rights())
