"""Crawl outlets in this process, a few at once, until all have ended or somebody says stop."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from twisted.internet.error import ReactorNotRunning

from newscrawl.errors import ConfigurationError
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.life import CrawlLife
from newscrawl.run.report import Report
from newscrawl.run.workers import stop_workers

log = logging.getLogger(__name__)

AT_ONCE = 16  # outlets; each waits for its own host most of the time
SHUTDOWN_DEADLINE = 8  # seconds for pages in flight; schedulers kill after ten


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One outlet to crawl, and the facts given on the command line."""

    spider: type[Spider]
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How the crawl of one outlet ended; ``report`` is None where it did not begin."""

    outlet: str
    exit_code: ExitCode
    why: str
    report: Report | None = None


class Process(AsyncCrawlerProcess):
    """Scrapy's process that ends within its deadline whatever hangs, and starts nothing after it was told to stop."""

    def __init__(self, settings: Settings, *, own_log: bool) -> None:
        """Prepare the event loop; ``own_log`` keeps Scrapy from setting up the log."""
        super().__init__(settings, install_root_handler=not own_log)
        self.stopping = False

    async def stop(self) -> None:
        """Stop all crawls; after the deadline close their books without the pages still in flight."""
        self.stopping = True
        closing = asyncio.ensure_future(super().stop())
        lives = [life for crawler in self.crawlers if (life := crawler.get_extension(CrawlLife))]
        done, _ = await asyncio.wait([closing], timeout=SHUTDOWN_DEADLINE)
        if not done:
            await asyncio.gather(*(life.spider_closed("shutdown") for life in lives))


def crawl_outlets(
    settings: Settings,
    orders: Sequence[Order],
    *,
    own_log: bool = False,
    started: Callable[[Crawler], None] = lambda _: None,
) -> list[Result]:
    """Crawl the outlets and return how each ended, in the order given; ``started`` is told of each crawler."""
    process = Process(settings, own_log=own_log)
    results: list[Result] = []
    loop = asyncio.get_event_loop()
    everything = loop.create_task(_crawl_all(process, orders, results, started))
    everything.add_done_callback(lambda _: _stop_reactor())
    process.start(stop_after_crawl=False)
    stop_workers()
    if everything.done() and not everything.cancelled():
        everything.result()
    return results


async def _crawl_all(
    process: Process, orders: Sequence[Order], results: list[Result], started: Callable[[Crawler], None]
) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def crawl(order: Order) -> Result | None:
        async with places:
            return None if process.stopping else await _crawl_one(process, order, started)

    for result in asyncio.as_completed([crawl(order) for order in orders]):
        if ended := await result:
            results.append(ended)


async def _crawl_one(process: Process, order: Order, started: Callable[[Crawler], None]) -> Result:
    crawler = process.create_crawler(order.spider)
    started(crawler)
    try:
        await process.crawl(crawler, **order.arguments)
    except ConfigurationError as error:
        return Result(outlet=order.spider.name, exit_code=ExitCode.USAGE, why=str(error))
    life = crawler.get_extension(CrawlLife)
    if life is None:
        raise RuntimeError("EXTENSIONS lacks newscrawl.run.life.CrawlLife")
    name = crawler.spider.name if crawler.spider else order.spider.name
    return Result(outlet=name, exit_code=life.exit_code, why=life.why, report=life.report)


def _stop_reactor() -> None:
    from twisted.internet import reactor  # noqa: PLC0415 -- importing it before Scrapy has chosen one installs another

    with suppress(ReactorNotRunning):
        reactor.stop()  # type: ignore[attr-defined, misc]  # the module stands for the reactor that was installed
