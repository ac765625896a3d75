"""A survey: look at an outlet's site as a crawl would, find what lists its articles, and read one or two of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from scrapy import Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.settings import Settings

from newscrawl.discovery.discover import Discovery
from newscrawl.discovery.discovered import Discovered
from newscrawl.discovery.recognition import recognise
from newscrawl.errors import BadFacts, NewscrawlError
from newscrawl.fetch.answers import content_type, declared_encoding, failure_name
from newscrawl.outlet import OutletSpider
from newscrawl.run.courtesy import RobotsRules
from newscrawl.run.pages import FetchedPage, PageSpider, in_order, without_state
from newscrawl.run.stopping import Process, run_until_done
from newscrawl.run.workers import in_worker, stop_workers
from newscrawl.urls import normalise

INDEX_BYTES = 50 * 1024 * 1024  # decoded: what the sitemaps protocol allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was found; ``failure`` says why nothing was, and ``pages`` are articles as they would be read."""

    found: Discovered
    pages: Sequence[FetchedPage] = ()
    failure: str = ""


class SurveySpider(Spider):
    """Ask for what a discovery wants to know, until it knows."""

    name = "survey"

    def __init__(self, discovery: Discovery, failures: list[str]) -> None:
        """Answer ``discovery``; a front page that does not come is told in ``failures``."""
        super().__init__()
        self._discovery = discovery
        self._failures = failures
        self._open = 0
        self._all_in = asyncio.Event()

    async def start(self) -> AsyncIterator[Any]:
        """Yield requests, round after round."""
        asked_robots = False
        while addresses := self._discovery.next_addresses():
            self._open = len(addresses)
            self._all_in.clear()
            for address in addresses:
                yield self._request(address)
            await self._all_in.wait()
            if not asked_robots:
                asked_robots = True
                self._discovery.robots(await self._sitemaps())

    async def parse_answer(self, response: Response, asked: str) -> None:
        """Tell the discovery what an answer is."""
        arguments = (response.body, response.url, self._discovery.home)
        try:
            seen = await in_worker(recognise, *arguments, content_type(response), declared_encoding(response))
            self._discovery.answered(asked, seen)
        except NewscrawlError as error:  # the worker's
            self._missing(asked, str(error))
        finally:
            self._closed()

    async def not_answered(self, failure: Any) -> None:
        """Tell the discovery that there is none."""
        self._missing(failure.request.cb_kwargs["asked"], failure_name(failure.value))
        self._closed()

    def _missing(self, asked: str, reason: str) -> None:
        if asked == self._discovery.home:
            self._failures.append(f"{asked}: {reason}")
        self._discovery.missing(asked, reason)

    async def _sitemaps(self) -> list[str]:
        rules = self.crawler.get_downloader_middleware(RobotsRules)
        try:
            return (await rules.rules_of(self._discovery.home)).sitemaps if rules else []
        except IgnoreRequest:
            return []

    def _request(self, address: str) -> Request:
        return Request(
            address,
            callback=self.parse_answer,
            errback=self.not_answered,
            cb_kwargs={"asked": address},
            meta={"download_maxsize": INDEX_BYTES},
            dont_filter=True,
        )

    def _closed(self) -> None:
        self._open -= 1
        if not self._open:
            self._all_in.set()


def survey(settings: Settings, home: str, *, articles: int = 0) -> Survey:
    """Find the sources of the site at ``home``, and read so many of its articles; raise BadFacts where it is no URL."""
    home = home if "://" in home else f"https://{home}"
    try:
        normalise(home)
    except ValueError as error:
        raise BadFacts(f"{home!r} is no web address: {error}") from error
    outlet = OutletSpider("survey", home=home)
    discovery, failures, pages = Discovery(home), list[str](), dict[str, FetchedPage]()
    process = Process(without_state(settings), own_log=True)

    async def everything() -> None:
        await process.crawl(SurveySpider, discovery=discovery, failures=failures)
        if urls := discovery.discovered().articles(articles):
            await process.crawl(PageSpider, outlet=outlet, urls=urls, pages=pages)

    run_until_done(process, asyncio.get_event_loop().create_task(everything()))
    stop_workers()
    found = discovery.discovered()
    return Survey(found=found, pages=in_order(pages, found.articles(articles)), failure="".join(failures))
