"""Worker processes for pages: a page that hangs or crashes a parser ends its worker, not the crawl."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import TimeoutError as DeadlineExceeded
from functools import cache
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from newscrawl.errors import NewscrawlError

DEADLINE_SECONDS = 20  # the slowest of 1,331 real pages takes under one second
PAGES_PER_WORKER = 5_000  # then a fresh process: parsers written in C keep memory they once needed
PRELOAD = ["newscrawl.extract", "newscrawl.discovery"]

P = ParamSpec("P")
R = TypeVar("R")


class WorkerFailed(NewscrawlError):
    """The worker ran out of time or died; ``reason`` is ``extraction-timeout`` or ``extraction-crashed``."""

    def __init__(self, reason: str) -> None:
        """Remember the reason."""
        super().__init__(reason)
        self.reason = reason


async def in_worker(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a pure function in a worker process and return its result; raise WorkerFailed, or what it raises."""
    future = _pool().schedule(function, args=args, kwargs=kwargs, timeout=DEADLINE_SECONDS)
    try:
        result: R = await asyncio.wrap_future(future)
    except DeadlineExceeded as error:
        raise WorkerFailed("extraction-timeout") from error
    except ProcessExpired as error:
        raise WorkerFailed("extraction-crashed") from error
    return result


def stop_workers() -> None:
    """End all workers of this process."""
    if _pool.cache_info().currsize:
        pool = _pool()
        pool.stop()
        pool.join()
        _pool.cache_clear()


@cache
def _pool() -> Any:
    """Return the pool of this process: one worker a core, shared by all its crawls."""
    context = multiprocessing.get_context("forkserver")  # fork copies the locks of our threads, spawn imports anew
    context.set_forkserver_preload(PRELOAD)
    return ProcessPool(max_workers=os.cpu_count() or 1, max_tasks=PAGES_PER_WORKER, context=context)
