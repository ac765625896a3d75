"""Crawl outlets in this process, a few at once, until all have ended or somebody says stop."""

import asyncio
import gc
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from scrapy import Spider
from scrapy.settings import Settings

from newscrawl.errors import ConfigurationError, UnknownOutlet
from newscrawl.facts import Facts
from newscrawl.outlet import outlet_from_facts
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.life import STOPPED_EARLY, CrawlLife, life_if_any
from newscrawl.run.progress import Progress
from newscrawl.run.report import Report
from newscrawl.run.stopping import Process, run_until_done
from newscrawl.run.workers import stop_workers
from newscrawl.urls import outlet_key

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

AT_ONCE = 16  # outlets; each waits for its own host most of the time


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One outlet to crawl, by name, by facts, or by its class; ``arguments`` are facts that win over its own."""

    outlet: str | Facts | type[Spider]
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the outlet's name as the order gives it."""
        if isinstance(self.outlet, Facts):
            return outlet_key(self.outlet.key)
        return self.outlet if isinstance(self.outlet, str) else self.outlet.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """How a crawl stands at a moment; articles are those that are safe in the outbox."""

    outlet: str
    pages: int
    articles: int
    outcomes: dict[str, int]
    seconds: float
    ended: bool
    progress: Progress | None = None  # of a backfill


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How the crawl of one outlet ended; ``report`` is None where it did not begin."""

    outlet: str
    exit_code: ExitCode
    why: str
    report: Report | None = None


class Crawls:
    """The crawls of one process: run once, watched from another thread."""

    def __init__(self, settings: Settings, *, own_log: bool = False) -> None:
        """Prepare to crawl with ``settings``; ``own_log`` leaves the log as it is set up."""
        self._settings = settings
        self._own_log = own_log
        self._crawlers: dict[int, Crawler] = {}  # those that have not ended, by the order's place
        self._results: dict[int, Result] = {}
        self._last: dict[int, Snapshot] = {}  # of those that have ended

    def run(self, orders: Sequence[Order]) -> list[Result]:
        """Crawl the outlets and return how each ended, in the order given."""
        process = Process(self._settings, own_log=self._own_log)
        gc.freeze()  # what was imported stays: to look through it again and again would hold up the event loop
        run_until_done(process, asyncio.get_event_loop().create_task(self._crawl_all(process, orders)))
        stop_workers()
        return [self._result(place, order) for place, order in enumerate(orders)]

    def snapshots(self) -> list[Snapshot]:
        """Return how the crawls that have begun stand."""
        running = {place: life_if_any(crawler) for place, crawler in list(self._crawlers.items())}
        begun = {place: _snapshot(life) for place, life in running.items() if life and life.begun}
        return list((begun | self._last).values())

    async def _crawl_all(self, process: Process, orders: Sequence[Order]) -> None:
        places = asyncio.Semaphore(AT_ONCE)

        async def crawl(place: int, order: Order) -> None:
            async with places:
                if process.stopping:
                    return
                try:
                    self._crawlers[place] = process.create_crawler(_spider_class(order, process))
                    await process.crawl(self._crawlers[place], **order.arguments)
                    if not process.stopping:  # or its books may still be open
                        self._let_go(place, order)
                except ConfigurationError as error:
                    log.error("%s", error, extra={"event": "crawl_refused", "outlet": order.name})  # noqa: TRY400
                    self._results[place] = Result(outlet=order.name, exit_code=ExitCode.USAGE, why=str(error))
                except Exception as error:  # one outlet's fault is that outlet's
                    log.exception("%s: a fault of ours", order.name, extra={"event": "fault", "outlet": order.name})
                    self._results[place] = Result(outlet=order.name, exit_code=ExitCode.FAULT, why=repr(error))

        await asyncio.gather(*(crawl(place, order) for place, order in enumerate(orders)))

    def _let_go(self, place: int, order: Order) -> None:
        """Keep of a crawl that has ended how it did: a thousand crawlers make each collection of garbage a pause."""
        self._results[place] = self._result(place, order)
        life = life_if_any(self._crawlers[place])
        if life and life.begun:
            self._last[place] = _snapshot(life)
        del self._crawlers[place]

    def _result(self, place: int, order: Order) -> Result:
        if place in self._results:
            return self._results[place]
        life = life_if_any(self._crawlers[place]) if place in self._crawlers else None
        if life is None:
            return Result(outlet=order.name, exit_code=ExitCode.INTERRUPTED, why=STOPPED_EARLY)
        return Result(outlet=life.outlet, exit_code=life.exit_code, why=life.why, report=life.report)


def _snapshot(life: CrawlLife) -> Snapshot:
    return Snapshot(
        outlet=life.crawl.outlet,
        pages=life.crawl.books.pages,
        articles=life.crawl.books.kept,
        outcomes=dict(life.crawl.books.so_far),
        seconds=life.crawl.seconds,
        ended=life.report is not None,
        progress=life.crawl.books.progress,
    )


def _spider_class(order: Order, process: Process) -> type[Spider]:
    if isinstance(order.outlet, Facts):
        return outlet_from_facts(order.outlet)
    if not isinstance(order.outlet, str):
        return order.outlet
    try:
        return process.spider_loader.load(order.outlet)
    except KeyError:
        raise unknown_outlet(order.outlet, process.spider_loader.list()) from None


def unknown_outlet(name: str, known: Iterable[str]) -> UnknownOutlet:
    """Return the error for a name that no outlet has, with the nearest one that there is."""
    near = get_close_matches(name, list(known), n=1)
    hint = f"did you mean {near[0]}?" if near else "newscrawl outlets lists them"
    return UnknownOutlet(f"{name}: there is no such outlet; {hint}")
