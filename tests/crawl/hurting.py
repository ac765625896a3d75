"""newscrawl that pages hurt: ``python -m tests.crawl.hurting crawl ...``.

A page named hang, crash or swell does that to the worker that reads it; the others are read as always.
"""

import os
import signal
import sys
from importlib import import_module

from newscrawl import extract
from newscrawl.cli import main
from newscrawl.run import reading, workers
from newscrawl.run.worker import MEMORY_LIMIT

SECONDS = 2.0  # for a page; far more than the others need


def read(html: bytes, url: str, rules: extract.Rules | None = None, encoding: str | None = None) -> extract.Page:
    """Read a page, if it lets us."""
    name = url.rpartition("/")[2]
    if name == "hang":
        signal.pause()
    if name == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if name == "swell":
        bytearray(MEMORY_LIMIT)
    return extract.extract(html, url, rules, encoding)


def hurt() -> None:
    """Let crawls of this process read pages so."""
    setattr(reading, "extract", read)  # noqa: B010 -- mypy minds an assignment
    setattr(workers, "DEADLINE_SECONDS", SECONDS)  # noqa: B010


if __name__ == "__main__":
    import_module("tests.crawl.hurting").hurt()  # the workers know this module by that name
    main(sys.argv[1:])
