"""Ending in time: what SIGTERM and SIGINT do, before a crawl begins and while crawls run, whatever hangs."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from types import FrameType
from typing import ParamSpec, TypeVar

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.internet.error import ReactorNotRunning

from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.life import life_if_any

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)
BOOKS_SECONDS = 0.2  # to close the books when neither pages nor the lake are waited for any more

P = ParamSpec("P")
R = TypeVar("R")


class Process(AsyncCrawlerProcess):
    """Scrapy's process that ends within its deadline whatever hangs, and starts nothing after it was told to stop.

    Told once, it waits for pages in flight; told twice, it does not. Either way it delivers and closes the books.
    """

    def __init__(self, settings: Settings, *, own_log: bool) -> None:
        """Prepare the event loop; ``own_log`` keeps Scrapy from setting up the log."""
        settings = settings.copy()
        settings.set("LOG_INSTALL_ROOT_HANDLER", not own_log, priority="cmdline")
        super().__init__(settings)
        self._pages_seconds = settings.getfloat("SHUTDOWN_DEADLINE")
        self._lake_seconds = settings.getfloat("SHUTDOWN_DELIVERY")
        self._hurried = asyncio.Event()
        self._ending: asyncio.Task[None] | None = None

    @property
    def longest_end(self) -> float:
        """Return how many seconds it takes at most to end."""
        return self._pages_seconds + self._lake_seconds + 2 * BOOKS_SECONDS

    @property
    def stopping(self) -> bool:
        """Tell whether somebody said stop."""
        return self._ending is not None

    def told_to_stop(self, number: int) -> None:
        """End as the signal ``number`` asks; called again, wait for pages no longer."""
        name = signal.Signals(number).name
        if self._ending is None:
            text = "%s: stopping; pages in flight have %g seconds, a second signal skips the wait"
            log.info(text, name, self._pages_seconds, extra={"event": "stopping", "signal": name})
            self._ending = asyncio.get_running_loop().create_task(self._end())
        elif not self._hurried.is_set():
            log.info("%s: pages in flight are left", name, extra={"event": "hurried", "signal": name})
            self._hurried.set()

    def everything_done(self) -> None:
        """Stop the event loop; told to stop we do that ourselves, for Scrapy forgets crawls that close their books."""
        if not self.stopping:
            _stop_reactor()

    async def stop(self) -> None:
        """Stop all crawls and wait for them; Scrapy asks for it when the event loop ends, told to or not."""
        if not self.stopping:
            await super().stop()

    async def _end(self) -> None:
        lives = [life for crawler in self.crawlers if (life := life_if_any(crawler))]
        for life in lives:
            life.told_to_stop()
        hurried = asyncio.ensure_future(self._hurried.wait())
        await _first_of(self._all_ended(), hurried, seconds=self._pages_seconds)
        hurried.cancel()
        begun = [life for life in lives if life.begun]
        closing = asyncio.gather(*(life.spider_closed("shutdown") for life in begun), return_exceptions=True)
        await _first_of(closing, seconds=self._lake_seconds)
        for life in begun:
            life.crawl.deliveries.leave_lake()
        await _first_of(closing, seconds=BOOKS_SECONDS)
        _stop_reactor()

    async def _all_ended(self) -> None:
        """Wait for pages in flight; a crawl that closes its books already is no crawl to Scrapy any more."""
        await super().stop()
        await self.join()


def run_until_done(process: Process, everything: asyncio.Task[None]) -> None:
    """Run the event loop until ``everything`` is done, or somebody says stop; raise what it raised."""
    everything.add_done_callback(lambda _: process.everything_done())
    loop = asyncio.get_event_loop()
    # A thread may hang in a name server, a callback may never return. Nothing is logged then: it may be the log that
    # hangs.
    cut_off = threading.Timer(process.longest_end, os._exit, [ExitCode.INTERRUPTED])
    cut_off.daemon = True

    def told(number: int, _frame: FrameType | None) -> None:
        if not cut_off.is_alive():
            cut_off.start()
        loop.call_soon_threadsafe(process.told_to_stop, number)

    with answering(told):
        process.start(stop_after_crawl=False, install_signal_handlers=False)
    cut_off.cancel()
    if everything.done() and not everything.cancelled():
        everything.result()


def call_interruptibly(seconds: float | None, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function before any crawl begins; SIGTERM and SIGINT raise SystemExit at once, wherever it hangs.

    Raise TimeoutError after so many seconds; what was begun goes on until the process ends.
    """
    answer: Future[R] = Future()

    def call() -> None:
        try:
            answer.set_result(function(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 -- it is raised again by the caller
            answer.set_exception(error)

    def told(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(ExitCode.INTERRUPTED)

    with answering(told):
        threading.Thread(target=call, daemon=True).start()
        return answer.result(seconds)


@contextmanager
def answering(told: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Call ``told`` for each SIGTERM and SIGINT; from then on also those that were held back until now."""
    before = {number: signal.signal(number, told) for number in SIGNALS}
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _first_of(*awaited: Awaitable[object], seconds: float) -> None:
    """Wait for the first of them, no longer than so many seconds; none is cancelled."""
    futures = [asyncio.ensure_future(one) for one in awaited]
    await asyncio.wait(futures, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)


def _stop_reactor() -> None:
    from twisted.internet import reactor  # noqa: PLC0415 -- importing it before Scrapy has chosen one installs another

    with suppress(ReactorNotRunning):
        reactor.stop()  # type: ignore[misc]  # the module stands for the reactor that was installed
