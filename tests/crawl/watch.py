"""A watch that a process of crawls runs over itself: how long its event loop is held up, and its memory."""

import asyncio
import logging
import resource
from time import monotonic, process_time
from typing import TYPE_CHECKING, Self

from scrapy import signals

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger("newscrawl.tests")

TICK_SECONDS = 0.05


class Watch:
    """An extension that looks every 50 ms how late the event loop is; the first crawl of the process has it run.

    ``latest`` is by the clock, and so depends on what else the machine does. ``busiest`` is the processor time that the
    process took meanwhile, with all of its threads: what holds the interpreter's lock in one of them holds up the loop.
    """

    running: "asyncio.Task[None] | None" = None
    latest = 0.0
    late = 0
    busiest = 0.0

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Build the extension as Scrapy does."""
        watch = cls()
        crawler.signals.connect(watch.opened, signal=signals.spider_opened)
        crawler.signals.connect(watch.closed, signal=signals.spider_closed)
        return watch

    def opened(self) -> None:
        """Begin to look."""
        if Watch.running is None:
            Watch.running = asyncio.create_task(_look())

    def closed(self) -> None:
        """Say what was seen so far."""
        event = {
            "event": "watched",
            "latest": round(Watch.latest, 3),
            "late": Watch.late,
            "busiest": round(Watch.busiest, 3),
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "processor": round(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]), 1),
        }
        log.info("watched", extra=event)


async def _look() -> None:
    while True:
        before, own = monotonic(), process_time()
        await asyncio.sleep(TICK_SECONDS)
        lag = monotonic() - before - TICK_SECONDS
        Watch.latest = max(Watch.latest, lag)
        Watch.late += lag > 1
        Watch.busiest = max(Watch.busiest, process_time() - own)
