"""Crawl in several processes: outlets dealt out in turn, snapshots and results sent back."""

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, cast

from scrapy.settings import Settings

from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.logs import log_as_json, log_warnings
from newscrawl.run.process import Crawls, Order, Result, Snapshot

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
        context = multiprocessing.get_context("spawn")
        shares = [list(orders[start :: self._jobs]) for start in range(min(self._jobs, len(orders)))]
        running: dict[Connection, tuple[SpawnProcess, list[Order]]] = {}
        processes: list[SpawnProcess] = []
        with _passing_on(processes):
            for share in shares:
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(self._settings, share, theirs, self._quiet))
                process.start()
                theirs.close()
                processes.append(process)
                running[ours] = (process, share)
            return self._collect(running)

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
    """Return the results of outlets whose process died; a signal that came before it could mind it is no fault."""
    told = exit_code in (-signal.SIGTERM, -signal.SIGINT)
    code = ExitCode.INTERRUPTED if told else ExitCode.FAULT
    why = "told to stop" if told else f"its process ended with {exit_code}"
    ended = {result.outlet for result in results}
    lost = [order.name for order in share if order.name not in ended] if exit_code else []
    for name in lost:
        log.error(
            "%s: %s; the next crawl takes up what it left", name, why, extra={"event": "crawl_lost", "outlet": name}
        )
    return [Result(outlet=name, exit_code=code, why=why) for name in lost]


def _work(settings: Settings, orders: list[Order], connection: Connection, quiet: bool) -> None:  # noqa: FBT001
    os.setpgrp()  # Ctrl-C reaches the whole group; it is passed on to us once
    line = _Line(connection)
    if quiet:
        log_warnings(_Passed(line))
    else:
        log_as_json()
    crawls = Crawls(settings, own_log=True)
    done = threading.Event()

    def tell() -> None:
        while not done.wait(SNAPSHOT_SECONDS):
            line.send("snapshots", crawls.snapshots())

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    results = crawls.run(orders)
    done.set()
    telling.join()
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


@contextmanager
def _passing_on(processes: list[SpawnProcess]) -> Iterator[None]:
    """Pass SIGTERM and SIGINT on to the processes while they run."""

    def pass_on(number: int, _frame: object) -> None:
        for process in processes:
            if process.pid and process.is_alive():
                os.kill(process.pid, number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
