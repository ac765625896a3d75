"""A crawl without Scrapy: its state in a file, its lake in memory, its clock in the test's hand."""

from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from scrapy.settings import Settings

from newscrawl.run.crawl import Crawl
from newscrawl.state.database import Database
from tests.lake.faults import FaultyLake
from tests.sample import HOME

R = TypeVar("R")


class Desk:
    """Crawls of one outlet, each in an event loop of its own."""

    def __init__(self, folder: Path) -> None:
        self.state = Database(str(folder / "state.sqlite3"))
        self.lake = FaultyLake()
        self.now = 1_793_707_200.0  # 2026-11-03T12:00:00Z

    def clock(self) -> float:
        return self.now

    def crawl(self) -> Crawl:
        return Crawl("gazette", self.state, self.lake, self.clock)

    async def ended(
        self, work: Callable[[Crawl], Awaitable[R]], *, reason: str = "finished", expected: int = 0
    ) -> Crawl:
        """Crawl, doing what ``work`` does, and return the crawl with its report."""
        crawl = self.crawl()
        await crawl.open()
        await work(crawl)
        await crawl.close(reason, expected=expected)
        return crawl


class CountingStats(Counter[str]):
    """What components count."""

    def inc_value(self, key: str, count: int = 1) -> None:
        self[key] += count


class FakeCrawler:
    """What components ask of Scrapy's crawler: the spider's facts, the settings, and the crawl's life."""

    def __init__(self, crawl: Crawl | None = None, **settings: Any) -> None:
        self.spider = SimpleNamespace(
            name="gazette",
            country="IN",
            languages=["en-IN"],
            timezone="Asia/Kolkata",
            domains=["gazette.example"],
            sources=[SimpleNamespace(url=f"{HOME}politics/")],
            id_in_url=None,
            expect=0,
        )
        self.settings = Settings({"LOOK_AGAIN": True, "STORY_DAYS": 30, **settings})
        self.stats = CountingStats()
        self.life: Any = SimpleNamespace(crawl=crawl)

    def get_downloader_middleware(self, _kind: type) -> None:
        """Have none: nothing is downloaded."""

    def get_extension(self, _kind: type) -> Any:
        return self.life
