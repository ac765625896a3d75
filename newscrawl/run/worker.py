"""A worker process: pure functions are called in it one after the other, within a time and a memory the kernel keeps.

It is started by workers.py and ends when its connection does.
"""

import logging
import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

MIB = 1 << 20
# The largest of a page of 10 MB, a feed of 20,000 entries and a sitemap of 500,000 takes 300 MiB, ordinary pages 80.
MEMORY_LIMIT = 1024 * MIB  # of addresses; beyond, allocating fails
MEMORY_TRUSTED = 640 * MIB  # held at most; beyond, a parser may have been refused some and have said nothing of it
NO_MEMORY = 77  # exit code
STATUS = Path("/proc/self/status")
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, of what getrusage counts in


def serve(connection: Connection) -> None:
    """Answer calls until the connection closes: (True, result, peak), or (False, exception, peak).

    A call is (function, positional arguments, keyword arguments, seconds). When its seconds have passed, SIGALRM ends
    the process wherever it is, inside a parser written in C as well; where memory runs out, it exits with NO_MEMORY.
    ``peak`` is the most that the process has held, in bytes.
    """
    _limit_memory()
    logging.disable()  # what parsers have to say about a page is no event of the crawl
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to the whole group; the crawl decides when we end
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            function, arguments, keywords, seconds = connection.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            succeeded, answer = True, function(*arguments, **keywords)
        except MemoryError:
            os._exit(NO_MEMORY)
        except Exception as error:  # noqa: BLE001 -- it is raised again by the caller
            error.add_note(traceback.format_exc())
            succeeded, answer = False, error
        signal.setitimer(signal.ITIMER_REAL, 0)
        peak = _peak()
        if peak > MEMORY_TRUSTED:
            os._exit(NO_MEMORY)
        connection.send((succeeded, answer, peak))


def _peak() -> int:
    """Return the most that this process has held, in bytes.

    Linux says it in the status of the process; what getrusage says there is no less than what the parent held once.
    """
    try:
        lines = STATUS.read_bytes().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(b"VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT


def _limit_memory() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_LIMIT if most == resource.RLIM_INFINITY else min(MEMORY_LIMIT, most)
    with suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main(descriptor: int) -> None:
    """Serve the connection that the parent left open as ``descriptor``."""
    serve(Connection(descriptor))
