"""The crawl's life: begun with the spider or refused with a code, ended once, and no fault goes unseen."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Response

from newscrawl.discovery.links import Link
from newscrawl.errors import BadState, ConfigurationError, NoBody
from newscrawl.run import life as life_module
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.life import CrawlLife, crawl_of, life_of
from newscrawl.state.links import TakenLink
from tests.run.crawling import FakeCrawler
from tests.sample import HOME, sample


@pytest.fixture
def crawler(tmp_path: Path) -> Any:
    return FakeCrawler(NEWSCRAWL_STATE=str(tmp_path / "state.sqlite3"), NEWSCRAWL_LAKE=str(tmp_path / "lake"))


def lived(crawler: Any, work: Callable[[CrawlLife], Awaitable[Any]], reason: str = "finished") -> CrawlLife:
    """Live a crawl's life around ``work`` and return it, ended."""

    async def live() -> CrawlLife:
        life = CrawlLife(crawler)
        crawler.life = life
        await life.spider_opened(crawler.spider)
        await work(life)
        await life.spider_closed(reason)
        return life

    return asyncio.run(live())


async def taken(life: CrawlLife, number: int = 1) -> tuple[TakenLink, Response]:
    """Offer a link, take it, and return it with the response of its page."""
    await life.crawl.sources.offered(f"{HOME}feed", [Link(url=f"{HOME}{number}")], at_end=True)
    (link,) = await life.crawl.take(1)
    return link, Response(link.url, request=Request(link.url, cb_kwargs={"link": link}))


def test_a_whole_life_ends_with_a_report_and_its_code(crawler: Any) -> None:
    life = lived(crawler, lambda life: life.crawl.articles.keep(sample(1, crawl_id=life.crawl.crawl_id)))
    assert (life.exit_code, life.why) == (ExitCode.OK, "")
    assert life.report is not None
    assert life.report.outcomes == {"delivered": 1}


def test_a_second_crawl_of_the_outlet_is_closed_with_its_own_code(crawler: Any) -> None:
    async def second(_life: CrawlLife) -> None:
        other = CrawlLife(crawler)
        with pytest.raises(CloseSpider):
            await other.spider_opened(crawler.spider)
        await other.spider_closed("outlet-busy")
        assert other.exit_code is ExitCode.BUSY
        assert "is being crawled" in other.why

    assert lived(crawler, second).exit_code is ExitCode.OK


@pytest.mark.parametrize("setting", ["NEWSCRAWL_STATE", "NEWSCRAWL_LAKE"])
def test_a_crawl_that_cannot_begin_says_why(crawler: Any, setting: str) -> None:
    crawler.settings[setting] = "gs://nowhere"

    async def refused() -> CrawlLife:
        life = CrawlLife(crawler)
        with pytest.raises(CloseSpider):
            await life.spider_opened(crawler.spider)
        await life.spider_closed("cannot-begin")
        return life

    life = asyncio.run(refused())
    assert life.exit_code is ExitCode.USAGE
    assert "gs" in life.why
    assert life.report is None


def test_a_crawl_told_twice_to_end_ends_once(crawler: Any) -> None:
    async def told_twice(life: CrawlLife) -> None:
        await life.crawl.articles.keep(sample(1, crawl_id=life.crawl.crawl_id))
        await asyncio.gather(life.spider_closed("shutdown"), life.spider_closed("shutdown"))

    life = lived(crawler, told_twice)
    assert life.exit_code is ExitCode.INTERRUPTED


def test_a_crawl_whose_waiting_end_is_cancelled_still_ends(crawler: Any) -> None:
    async def cancelled(life: CrawlLife) -> None:
        await life.crawl.articles.keep(sample(1, crawl_id=life.crawl.crawl_id))
        waiting = asyncio.ensure_future(life.spider_closed("shutdown"))
        await asyncio.sleep(0)
        waiting.cancel()

    life = lived(crawler, cancelled)
    assert life.report is not None
    assert life.report.outcomes == {"delivered": 1}


def test_a_crawl_whose_books_cannot_be_closed_is_a_fault_that_says_why(
    crawler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(life: CrawlLife) -> None:
        async def fail(*_args: object, **_kwargs: object) -> None:
            raise BadState("state x: disk I/O error")

        monkeypatch.setattr(life.crawl, "close", fail)

    life = lived(crawler, broken)
    assert (life.exit_code, life.why, life.report) == (ExitCode.FAULT, "state x: disk I/O error", None)


@pytest.mark.parametrize("item", [{"url": "javascript:void(0)"}, {}, sample(7)])
def test_a_dropped_item_ends_the_link_of_its_page(crawler: Any, item: Any) -> None:
    async def drop(life: CrawlLife) -> None:
        _, response = await taken(life)
        await life.item_dropped(item=item, response=response, exception=NoBody("x"))

    report = lived(crawler, drop).report
    assert report is not None
    assert report.outcomes == {"rejected:no-body": 1}


def test_a_dropped_item_of_no_page_is_booked_by_its_own_address(crawler: Any) -> None:
    async def drop(life: CrawlLife) -> None:
        await life.item_dropped(item={"url": f"{HOME}1"}, response=None, exception=DropItem("x"))

    report = lived(crawler, drop).report
    assert report is not None
    assert report.outcomes == {"rejected:dropped": 1}


def test_an_error_in_a_callback_or_pipeline_puts_the_link_off_and_fails_the_crawl(crawler: Any) -> None:
    async def fail(life: CrawlLife) -> None:
        _, response = await taken(life, 1)
        life.spider_error(response)
        link, _ = await taken(life, 2)
        request = Request(link.url, cb_kwargs={"link": link})
        life.spider_error(SimpleNamespace(request=request))  # type: ignore[arg-type]  # a Failure, from an errback
        _, response = await taken(life, 3)
        await life.item_error(response)
        life.spider_error(None)

    life = lived(crawler, fail)
    assert life.exit_code is ExitCode.FAULT
    assert life.why == "4 errors in our own code; see the log"
    assert life.report is not None
    assert life.report.outcomes == {"failed:pipeline-error": 1, "failed:spider-error": 2}


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life_module, "TICK_SECONDS", 0)


@pytest.mark.usefixtures("hasty")
def test_a_slow_delivery_does_not_hold_up_the_heartbeat_and_is_waited_for_at_the_end(
    crawler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    async def slow(life: CrawlLife) -> None:
        beats = asyncio.Event()
        count = 0

        async def renew() -> None:
            nonlocal count
            count += 1
            if count == 5:
                beats.set()

        async def deliver() -> None:
            await beats.wait()  # not before the heart has beaten five times more
            if not done:
                done.append("delivered")

        monkeypatch.setattr(life.crawl, "renew", renew)
        monkeypatch.setattr(life.crawl, "deliver_ripe", deliver)
        await beats.wait()

    lived(crawler, slow)
    assert done == ["delivered"]


@pytest.mark.usefixtures("hasty")
def test_a_heartbeat_that_fails_is_a_fault_and_the_next_one_follows(
    crawler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(life: CrawlLife) -> None:
        twice = asyncio.Event()

        async def renew() -> None:
            if life.crawl.books.faults:
                twice.set()
            raise BadState("state x: database is locked")

        monkeypatch.setattr(life.crawl, "renew", renew)
        await twice.wait()

    assert lived(crawler, failing).exit_code is ExitCode.FAULT


def test_a_project_without_the_extension_is_told_what_is_missing(crawler: Any) -> None:
    crawler.life = None
    with pytest.raises(ConfigurationError, match=r"EXTENSIONS lacks newscrawl\.run\.life\.CrawlLife"):
        life_of(crawler)
    crawler.life = CrawlLife(crawler)
    with pytest.raises(RuntimeError, match="begins when the spider is opened"):
        crawl_of(crawler)
