"""What all attacks at once cost a crawl: how long its event loop was held up, and its memory.

    python -m benchmarks.attacks

``latest`` is the longest time in seconds for which the event loop was late, ``late`` how often that was over a second,
``busiest`` the most processor time that it took without a pause: the first depends on what else the machine does.

The servers are those of tests/newsroom/attacks, on loopback; the crawl is a process of its own.
"""

import asyncio
import json
import logging
import resource
import sys
import tempfile
from pathlib import Path
from time import monotonic, thread_time
from typing import TYPE_CHECKING, Self

from scrapy import signals

from tests.crawl.running import Place
from tests.newsroom.attacks.battle import battle

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger("newscrawl.benchmarks")

TICK_SECONDS = 0.05
SETTINGS = "benchmarks.attacked_settings"


class Watch:
    """An extension that looks every 50 ms how late the event loop is; the first crawl of the process has it run."""

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
        before, own = monotonic(), thread_time()
        await asyncio.sleep(TICK_SECONDS)
        lag = monotonic() - before - TICK_SECONDS
        Watch.latest = max(Watch.latest, lag)
        Watch.late += lag > 1
        Watch.busiest = max(Watch.busiest, thread_time() - own)


def main() -> int:
    """Crawl, print the figures, and return 1 where an article is missing or somebody got inside."""
    with tempfile.TemporaryDirectory() as name, battle() as field:
        folder = Path(name)
        place = Place(str(folder / "lake"), str(folder / "state.sqlite3"), folder)
        began = monotonic()
        facts = str(place.facts_file(field.outlets))
        module = "tests.newsroom.attacks.names"
        run = place.run_module(module, str(field.names), "crawl", "--facts", facts, SCRAPY_SETTINGS_MODULE=SETTINGS)
        seconds = monotonic() - began
        urls = {record["url"] for record in place.records()}
    last = [event for event in run.events if event["event"] == "watched"][-1]
    figures = {key: last[key] for key in ("latest", "late", "busiest", "megabytes", "processor")}
    good = len(field.good & urls)
    told = {"attacks": len(field.stages), "good": good, "inside": len(field.intruders), "seconds": round(seconds)}
    sys.stdout.write(json.dumps(told | figures) + "\n")
    return int(good < len(field.good) or bool(field.intruders))


if __name__ == "__main__":
    sys.exit(main())
