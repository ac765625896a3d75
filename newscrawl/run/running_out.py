"""When a crawl ends though it is not done: it has had its time, or its process has grown too large."""

import os
from math import inf
from pathlib import Path

from scrapy.settings import BaseSettings

DEADLINE = "deadline"
MEMORY = "memory"
STATM = Path("/proc/self/statm")


def running_out(seconds: float, settings: BaseSettings) -> str | None:
    """Return what a crawl of so many seconds has run out of, None while it may go on; 0 is no limit, as in Scrapy."""
    if seconds > (settings.getfloat("CRAWL_DEADLINE") or inf):
        return DEADLINE
    return MEMORY if held() > (settings.getint("CRAWL_MEMORY") or inf) else None


def held() -> int:
    """Return the bytes of memory that this process holds now, 0 where the system does not say.

    Not the most that it ever held: one large answer would end every crawl that comes after it in this process.
    """
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if STATM.exists() else 0
