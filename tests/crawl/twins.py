"""Starts two crawls at once, for each line on standard input; prints their exit codes in the order of their ends.

Both are forks of this process, so that nothing but the crawls themselves lies between them. ``crawl ...`` is the whole
command; ``books STATE LAKE`` is a crawl without Scrapy, which has nothing to fetch and ends when the other has.
"""

import asyncio
import os
import sys
from collections.abc import Callable

from newscrawl.cli import main
from newscrawl.discovery.links import Link
from newscrawl.errors import OutletBusy
from newscrawl.lake.locations import open_storage
from newscrawl.run.crawl import Crawl
from newscrawl.state.database import Database
from tests.sample import HOME, sample


def fork(work: Callable[[], int], start: tuple[int, int], finish: tuple[int, int]) -> None:
    """Fork a process that works when the start is opened."""
    if os.fork() == 0:
        os.close(start[1])
        os.close(finish[1])
        os.read(start[0], 1)
        sys.exit(work())


async def keep_books(state: str, lake: str, finish: int) -> int:
    """Take the lease, deliver three articles, and return the exit code when the finish is opened."""
    crawl = Crawl("gazette", Database(state), open_storage(lake))
    try:
        await crawl.open()
    except OutletBusy:
        return 15
    await crawl.sources.offered(f"{HOME}feed", [Link(url=f"{HOME}{number}") for number in range(3)], at_end=True)
    for link in await crawl.take(10):
        await crawl.articles.keep(sample(int(link.url.removeprefix(HOME)), crawl_id=crawl.crawl_id))
    await asyncio.to_thread(os.read, finish, 1)
    return int((await crawl.close("finished", expected=0)).exit_code)


def twins(arguments: list[str]) -> None:
    """Fork two crawls, let them go at once and print how each ended."""
    start, finish = os.pipe(), os.pipe()

    def work() -> int:
        if arguments[0] == "crawl":
            main(arguments)  # exits
        return asyncio.run(keep_books(arguments[1], arguments[2], finish[0]))

    for _ in range(2):
        fork(work, start, finish)
    os.close(start[1])  # both read its end
    for _ in range(2):
        print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
        if finish[1] >= 0:
            os.close(finish[1])
            finish = finish[0], -1
    os.close(start[0])
    os.close(finish[0])


if __name__ == "__main__":
    for _ in sys.stdin:
        twins(sys.argv[1:])
