"""Worker processes for pages: one that hangs, crashes or swells a parser ends its worker, not the crawl."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from newscrawl.errors import NewscrawlError
from newscrawl.run.worker import MIB, NO_MEMORY

DEADLINE_SECONDS = 20.0  # the slowest of 1,331 real pages takes under one second
PAGES_PER_WORKER = 5_000  # then a fresh process: parsers written in C keep memory they once needed
WORN_BYTES = 256 * MIB  # likewise: the next page needs room of its own

# With our module path: scrapyd adds its egg to it when it is running already.
START = "import sys; sys.path[:] = sys.argv[2:]; from newscrawl.run.worker import main; main(int(sys.argv[1]))"

ENDS = {-signal.SIGALRM: "extraction-timeout", NO_MEMORY: "extraction-memory"}  # by exit code

P = ParamSpec("P")
R = TypeVar("R")


class WorkerFailed(NewscrawlError):
    """The worker ran out of time or memory, or died; ``reason`` says which, for example ``extraction-timeout``."""

    def __init__(self, reason: str) -> None:
        """Remember the reason."""
        super().__init__(reason)
        self.reason = reason


class Worker:
    """One worker process and the connection to it; nothing is shared with other workers, so none can harm another."""

    def __init__(self) -> None:
        """Start the process, in a session of its own: what is sent to our group is for us to decide."""
        self._connection, theirs = multiprocessing.Pipe()
        command = [sys.executable, "-c", START, str(theirs.fileno()), *sys.path]
        self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            command, pass_fds=[theirs.fileno()], start_new_session=True, stdin=subprocess.DEVNULL
        )
        theirs.close()
        self._pages = 0
        self._peak = 0

    @property
    def is_worn(self) -> bool:
        """Tell whether the worker has done what one worker should."""
        return self._pages >= PAGES_PER_WORKER or self._peak > WORN_BYTES

    def call(
        self, function: Callable[..., R], arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> R:
        """Call a function in the process; raise what it raises, or WorkerFailed if the process ends first."""
        self._pages += 1
        try:
            self._connection.send((function, arguments, keywords, seconds))
            succeeded, answer, self._peak = self._connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerFailed(ENDS.get(self._process.wait(), "extraction-crashed")) from error
        if succeeded:
            result: R = answer
            return result
        raise answer

    def kill(self) -> None:
        """Kill the process; a call under way in another thread raises WorkerFailed."""
        self._process.kill()

    def end(self) -> None:
        """End the process and the connection; no call may be under way."""
        self.kill()
        self._process.wait()
        self._connection.close()


class Workers:
    """As many workers as there are processors; a worker that fails is replaced when the next page comes."""

    def __init__(self, count: int) -> None:
        """Prepare ``count`` places; a worker starts when its place is first needed."""
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="worker")
        self._places: SimpleQueue[Worker | None] = SimpleQueue()
        self._workers: set[Worker] = set()
        for _ in range(count):
            self._places.put(None)

    async def call(
        self, function: Callable[..., R], arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> R:
        """Call a function in a worker; raise what it raises, or WorkerFailed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._call, function, arguments, keywords, seconds)

    def end(self) -> None:
        """End all workers; calls under way raise WorkerFailed."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._workers):
            worker.kill()
        self._threads.shutdown()
        for worker in self._workers:
            worker.end()

    def _call(
        self, function: Callable[..., R], arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> R:
        place = self._places.get()
        try:
            worker = place or self._started()
        except OSError as error:
            self._places.put(None)
            raise WorkerFailed("worker-not-started") from error
        kept: Worker | None = worker
        try:
            return worker.call(function, arguments, keywords, seconds)
        except WorkerFailed:
            kept = None
            raise
        finally:
            if kept is None or worker.is_worn:
                self._workers.discard(worker)
                worker.end()
                kept = None
            self._places.put(kept)

    def _started(self) -> Worker:
        worker = Worker()
        self._workers.add(worker)
        return worker


async def in_worker(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a pure function in a worker process and return its result; raise WorkerFailed, or what it raises."""
    return await _workers().call(function, args, kwargs, DEADLINE_SECONDS)


def stop_workers() -> None:
    """End all workers of this process."""
    if _workers.cache_info().currsize:
        _workers().end()
        _workers.cache_clear()


@cache
def _workers() -> Workers:
    """Return the workers of this process, shared by all its crawls."""
    return Workers(os.cpu_count() or 1)
