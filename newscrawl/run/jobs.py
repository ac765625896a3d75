"""Crawl in several processes: outlets dealt out in turn, snapshots and results sent back."""

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Any, cast

from scrapy.settings import Settings

from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.life import STOPPED_LATE
from newscrawl.run.logs import log_as_json, log_warnings
from newscrawl.run.process import Crawls, Order, Result, Snapshot
from newscrawl.run.stopping import SIGNALS, answering

log = logging.getLogger(__name__)

SNAPSHOT_SECONDS = 0.5


class Jobs:
    """The crawls of several processes, with the face of ``Crawls``."""

    def __init__(self, settings: Settings, jobs: int, *, quiet: bool) -> None:
        """Prepare ``jobs`` processes; ``quiet`` keeps their events from the log."""
        self._settings = settings
        self._jobs = jobs
        self._quiet = quiet
        self._seen: dict[int, list[Snapshot]] = {}

    def run(self, orders: Sequence[Order]) -> list[Result]:
        """Crawl the outlets and return how each ended; a process that dies is a fault of its unfinished outlets."""
        shares = [list(orders[start :: self._jobs]) for start in range(min(self._jobs, len(orders)))]
        resource_tracker.ensure_running()  # the first process would start it, and that lets held back signals in
        # Signals are held back while processes start, and in each until it minds them: none is missed, none kills one.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        running = dict(self._started(share) for share in shares)
        processes = [process for process, _ in running.values()]

        def pass_on(_number: int, _frame: FrameType | None) -> None:
            for process in processes:
                if process.pid and process.is_alive():
                    os.kill(process.pid, signal.SIGTERM)

        with answering(pass_on):
            return self._collect(running)

    def _started(self, share: list[Order]) -> tuple[Connection, tuple[SpawnProcess, list[Order]]]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(self._settings, share, theirs, self._quiet))
        process.start()
        theirs.close()
        return ours, (process, share)

    def snapshots(self) -> list[Snapshot]:
        """Return how the crawls that have begun stand."""
        return [snapshot for seen in list(self._seen.values()) for snapshot in seen]

    def _collect(self, running: dict[Connection, tuple[SpawnProcess, list[Order]]]) -> list[Result]:
        results: list[Result] = []
        while running:
            for ready in wait(list(running)):
                connection = cast("Connection", ready)
                process, share = running[connection]
                try:
                    kind, content = connection.recv()
                except EOFError:
                    process.join()
                    results += _lost(share, results, process.exitcode)
                    del running[connection]
                    continue
                if kind == "snapshots":
                    self._seen[process.pid or 0] = content
                elif kind == "warning":
                    log.log(content[0], "%s", content[1])
                else:
                    results += content
        return results


def _lost(share: list[Order], results: list[Result], exit_code: int | None) -> list[Result]:
    """Return the results of outlets whose process died, or had to end before it could tell."""
    told = exit_code == ExitCode.INTERRUPTED
    code = ExitCode.INTERRUPTED if told else ExitCode.FAULT
    why = STOPPED_LATE if told else f"its process ended with {exit_code}; the next crawl takes up what it left"
    ended = {result.outlet for result in results}
    lost = [order.name for order in share if order.name not in ended]
    for name in lost:
        log.error("%s: %s", name, why, extra={"event": "crawl_lost", "outlet": name})
    return [Result(outlet=name, exit_code=code, why=why) for name in lost]


def _work(settings: Settings, orders: list[Order], connection: Connection, quiet: bool) -> None:  # noqa: FBT001
    os.setpgrp()  # Ctrl-C reaches the whole group; it is passed on to us once
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # and forgotten if it came before that
    line = _Line(connection)
    if quiet:
        log_warnings(_Passed(line))
    else:
        log_as_json()
    crawls = Crawls(settings, own_log=True)
    done = threading.Event()

    def tell() -> None:
        try:
            while not done.wait(SNAPSHOT_SECONDS):
                line.send("snapshots", crawls.snapshots())
        except BrokenPipeError:  # nobody is left who could tell us to stop
            os.kill(os.getpid(), signal.SIGTERM)

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    results = crawls.run(orders)
    done.set()
    telling.join()
    with suppress(BrokenPipeError):
        line.send("results", results)
    connection.close()


class _Line:
    """The connection to the parent, for several threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def send(self, kind: str, content: Any) -> None:
        with self._lock:
            self._connection.send((kind, content))


class _Passed(logging.Handler):
    """Pass warnings on to the parent: written here they would tear its live table."""

    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line

    def emit(self, record: logging.LogRecord) -> None:
        self._line.send("warning", (record.levelno, record.getMessage()))
