"""CrawlLife: ties a crawl to the life of its spider."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.exceptions import CloseSpider, DropItem

from newscrawl.errors import BadState, ConfigurationError, OutletBusy
from newscrawl.lake.locations import open_storage
from newscrawl.run.crawl import Crawl
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.report import LEASE_LOST
from newscrawl.run.running_out import DEADLINE, running_out
from newscrawl.run.threads import Thread
from newscrawl.state.database import Database

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newscrawl.run.report import Report
    from newscrawl.state.links import TakenLink

log = logging.getLogger(__name__)

TICK_SECONDS = 5
STOPPED_EARLY = "told to stop before it began"
STOPPED_LATE = "told to stop, and its books are still open; everything scraped is safe, the next crawl closes them"


class CrawlLife:
    """Open the crawl with the spider, settle what Scrapy drops or fails on, close it with the spider."""

    def __init__(self, crawler: "Crawler") -> None:
        """Connect to the signals of ``crawler``."""
        self._crawler = crawler
        self._state: Database | None = None
        self._crawl: Crawl | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._told = False
        self.exit_code = ExitCode.FAULT
        self.why = "the crawl did not start"
        self.report: Report | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Build the extension as Scrapy does."""
        life = cls(crawler)
        for handler, signal in (
            (life.spider_opened, signals.spider_opened),
            (life.spider_closed, signals.spider_closed),
            (life.item_dropped, signals.item_dropped),
            (life.item_error, signals.item_error),
            (life.spider_error, signals.spider_error),
        ):
            crawler.signals.connect(handler, signal=signal)
        return life

    @property
    def outlet(self) -> str:
        """Return the outlet's name."""
        return self._crawler.spider.name if self._crawler.spider else ""

    @property
    def begun(self) -> bool:
        """Tell whether the crawl has begun."""
        return self._crawl is not None

    @property
    def crawl(self) -> Crawl:
        """Return the crawl; raise RuntimeError before the spider was opened."""
        if self._crawl is None:
            raise RuntimeError("the crawl begins when the spider is opened")
        return self._crawl

    async def spider_opened(self, spider: "Spider") -> None:
        """Begin the crawl; close the spider at once where it cannot, or while another crawl has the outlet."""
        try:
            crawl = await self._prepared(spider.name)
            await crawl.open()
        except OutletBusy as error:
            self.exit_code, self.why = ExitCode.BUSY, str(error)
            log.warning("%s", error, extra={"event": "outlet_busy", "outlet": spider.name})
            raise CloseSpider("outlet-busy") from error
        except ConfigurationError as error:
            self.exit_code, self.why = ExitCode.USAGE, str(error)
            log.error("%s", error, extra={"event": "crawl_failed", "outlet": spider.name})  # noqa: TRY400 -- says it all
            raise CloseSpider("cannot-begin") from error
        self._crawl = crawl
        if self._told:
            self.why = STOPPED_LATE
            raise CloseSpider("shutdown")
        self.why = "the crawl did not end; see the log"
        self._ticking = asyncio.create_task(self._tick())

    def told_to_stop(self) -> None:
        """Prepare for the end: what waits is delivered while pages in flight come in."""
        self._told = True
        self.exit_code, self.why = ExitCode.INTERRUPTED, STOPPED_LATE if self._crawl else STOPPED_EARLY
        if self._crawl:
            self._begin(self._crawl.hurry())

    async def spider_closed(self, reason: str) -> None:
        """End the crawl and remember how it ended; told so twice, wait for the one end."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(reason))
        await asyncio.shield(self._closing)

    async def _close(self, reason: str) -> None:
        if self._ticking:
            self._ticking.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)
        try:
            if self._crawl:
                self.report = await self._crawl.close(reason, expected=getattr(self._crawler.spider, "expect", 0))
                self.exit_code, self.why = self.report.exit_code, self.report.why
        except BadState as error:
            self.exit_code, self.why = ExitCode.FAULT, str(error)
            text = "%s: its books stay open until the next crawl: %s"
            event = {"event": "crawl_failed", "outlet": self.outlet}
            log.error(text, self.outlet, error, extra=event)  # noqa: TRY400 -- says it all
        finally:
            if self._state:
                self._state.close()

    async def _prepared(self, outlet: str) -> Crawl:
        """Open state and lake beside the event loop: other outlets are being crawled in it."""
        settings = self._crawler.settings
        opener = Thread(f"open-{outlet}")
        try:
            self._state = await opener.call(Database, settings["NEWSCRAWL_STATE"])
            lake = await opener.call(open_storage, settings["NEWSCRAWL_LAKE"])
            days = settings.getint("STORY_DAYS")
            return Crawl(outlet, self._state, lake, edits=settings.getbool("LOOK_AGAIN"), story_days=days)
        finally:
            opener.end()

    async def item_dropped(self, item: Any, response: "Response | None", exception: DropItem) -> None:
        """End the link of an article that a pipeline dropped."""
        await self.crawl.drop(_link_of(response), str(ItemAdapter(item).get("url") or ""), exception)

    async def item_error(self, response: "Response | None") -> None:
        """Put off a link whose article a pipeline failed on: a fault of ours."""
        await self._fault(response, "pipeline-error")

    def spider_error(self, response: "Response | None") -> None:
        """Put off a link whose page a callback failed on: a fault of ours."""
        self._begin(self._fault(response, "spider-error"))

    async def _fault(self, response: "Response | None", reason: str) -> None:
        self.crawl.books.faults += 1
        if link := _link_of(response):
            await self.crawl.links.fail(link, reason)

    def _begin(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._watched(coroutine))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _watched(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Await what nobody else awaits: a failure of it is a fault of ours."""
        try:
            await coroutine
        except BadState:  # said where it happened
            self.crawl.books.faults += 1
        except Exception:
            self.crawl.books.faults += 1
            log.exception("%s: a fault of ours", self.outlet, extra={"event": "fault", "outlet": self.outlet})

    async def _beat(self) -> None:
        """Renew the lease; a crawl that has lost it, by a suspended machine for example, ends."""
        if await self.crawl.renew() or self.crawl.is_closing or self._leaving:
            return
        log.error("%s: another crawl has taken the lease over", self.outlet, extra={"event": "lease_lost"})
        self._leave(LEASE_LOST)

    def _mind_limits(self) -> None:
        """End a crawl that has had its time or its memory: what it has is delivered, the rest stays owed."""
        reason = running_out(self.crawl.seconds, self._crawler.settings)
        if reason is None or self.crawl.is_closing or self._leaving:
            return
        event = {"event": "running_out", "outlet": self.outlet, "reason": reason}
        log.warning("%s: out of %s; the crawl ends", self.outlet, "time" if reason == DEADLINE else reason, extra=event)
        self._begin(self.crawl.hurry())
        self._leave(reason)

    def _leave(self, reason: str) -> None:
        self._leaving = asyncio.create_task(self._crawler.engine.close_spider_async(reason=reason))

    async def _tick(self) -> None:
        """Keep the lease and deliver what is ripe; both beside this loop, so that a slow lake costs no heartbeat."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._begin(self._beat())
            self._begin(self.crawl.deliver_ripe())
            self._mind_limits()


def _link_of(answer: Any) -> "TakenLink | None":
    """Return the link that a response, or the Failure that came instead of one, belongs to; None if it is none's."""
    request = getattr(answer, "request", None)
    return request.cb_kwargs.get("link") if request else None


def life_of(crawler: "Crawler") -> CrawlLife:
    """Return the crawl's life that belongs to a crawler."""
    life = crawler.get_extension(CrawlLife)
    if life is None:
        raise ConfigurationError("EXTENSIONS lacks newscrawl.run.life.CrawlLife; extend newscrawl.settings")
    return life


def life_if_any(crawler: "Crawler") -> CrawlLife | None:
    """Return the crawl's life, or None while the crawler is not set up yet, or if it has none."""
    try:
        return life_of(crawler)
    except (RuntimeError, ConfigurationError):
        return None


def crawl_of(crawler: "Crawler") -> Crawl:
    """Return the crawl that belongs to a crawler."""
    return life_of(crawler).crawl
