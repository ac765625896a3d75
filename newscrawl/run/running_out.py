"""When a crawl ends though it is not done: it has had its time, or its process has grown too large."""

import os
from pathlib import Path

from scrapy.settings import BaseSettings

DEADLINE = "deadline"
MEMORY = "memory"
STATM = Path("/proc/self/statm")


def running_out(seconds: float, settings: BaseSettings) -> str | None:
    """Return what a crawl of so many seconds has run out of, None while it may go on."""
    if seconds > settings.getfloat("CRAWL_DEADLINE"):
        return DEADLINE
    return MEMORY if held() > settings.getint("CRAWL_MEMORY") else None


def held() -> int:
    """Return the bytes of memory that this process holds now, 0 where the system does not say.

    Not the most that it ever held: one large answer would end every crawl that comes after it in this process.
    """
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if STATM.exists() else 0
