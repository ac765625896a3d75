"""One crawl: its links end once, its books balance, its walks are remembered, its articles arrive."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.discovery.links import Link
from newscrawl.errors import BadRecord, NoBody, NotAnArticle, OutletBusy, Unchanged, Walled
from newscrawl.fetch.robots import Forbidden
from newscrawl.lake.delivery import SEAL_SECONDS
from newscrawl.run import crawl as crawl_module
from newscrawl.run import deliveries
from newscrawl.run.crawl import DAY, Crawl
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.polls import Bounds
from newscrawl.run.preflight import deliver_rest
from newscrawl.run.report import Report
from newscrawl.state import outbox
from newscrawl.state.links import TakenLink
from tests.run.crawling import Desk
from tests.sample import HOME, sample

FEED, LISTING = f"{HOME}feed", f"{HOME}news"
Work = Callable[[Crawl], Awaitable[Any]]


def run(desk: Desk, work: Work, *, reason: str = "finished") -> Report:
    report = asyncio.run(desk.ended(work, reason=reason)).report
    assert report is not None
    assert report.offered + report.taken_over == sum(report.outcomes.values()), "the books do not balance"
    return report


def found(*numbers: int) -> list[Link]:
    return [Link(url=f"{HOME}{number}", title=f"Ferry\x00 {number}") for number in numbers]


async def offer_and_take(crawl: Crawl, *numbers: int) -> list[TakenLink]:
    await crawl.sources.offered(FEED, found(*numbers), at_end=True)
    return await crawl.take(100)


def http_error(status: int) -> HttpError:
    return HttpError(Response(HOME, status=status))


def test_every_link_has_one_outcome_by_what_came_of_its_page(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        taken = await offer_and_take(crawl, *range(9))
        by_url = {link.url.removeprefix(HOME): link for link in taken}
        await crawl.articles.keep(sample(0, crawl_id=crawl.crawl_id))
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id, title=sample(0).title, body=sample(0).body))
        await crawl.links.reject(by_url["2"], NotAnArticle)
        await crawl.links.not_fetched(by_url["3"], http_error(404))
        await crawl.links.not_fetched(by_url["4"], http_error(403))
        await crawl.links.not_fetched(by_url["5"], http_error(500))
        await crawl.links.not_fetched(by_url["6"], Forbidden(HOME))
        await crawl.links.not_fetched(by_url["7"], TimeoutError())
        await crawl.links.wall(by_url["8"], "consent")

    report = run(desk, work)
    assert report.outcomes == {
        "delivered": 1,
        "unchanged:copy": 1,
        "rejected:not-an-article": 1,
        "gone:http-404": 1,
        "walled:http-403": 1,
        "walled:consent": 1,
        "failed:http-500": 1,
        "failed:timeout": 1,
        "rejected:robots": 1,
    }
    assert desk.lake.titles() == ["Ferry 0 sails"]


class Unwanted(DropItem):
    """A reason of a pipeline that newscrawl does not know."""


@pytest.mark.parametrize(
    ("dropped", "outcome"),
    [
        (NoBody("x"), "rejected:no-body"),
        (BadRecord("x"), "rejected:bad-record"),
        (Unwanted("x"), "rejected:dropped"),
        (DropItem("x"), "rejected:dropped"),
        (Walled("x"), "walled:item"),
        (Unchanged("x"), "unchanged"),
    ],
)
def test_what_a_pipeline_drops_ends_the_link_of_its_page_whatever_the_item_says(
    desk: Desk, dropped: DropItem, outcome: str
) -> None:
    async def work(crawl: Crawl) -> None:
        (link,) = await offer_and_take(crawl, 1)
        await crawl.drop(link, "", dropped)

    assert run(desk, work).outcomes == {outcome: 1}


def test_an_outcome_that_has_no_name_is_a_fault_of_ours(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    async def work(crawl: Crawl) -> None:
        (link,) = await offer_and_take(crawl, 1)
        await crawl.links.not_fetched(link, ZeroDivisionError())

    report = run(desk, work)
    assert (report.exit_code, report.outcomes) == (ExitCode.FAULT, {"failed:unnamed": 1})
    assert "failed:ZeroDivisionError is no outcome; name it in newscrawl/run/outcomes.py" in caplog.text


def test_an_article_that_no_source_offered_is_booked_like_any_other(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))
        await crawl.drop(None, f"{HOME}2", NoBody("x"))
        await crawl.drop(None, "no address", NoBody("x"))
        await crawl.drop(None, f"{HOME}1", NoBody("x"))

    assert run(desk, work).outcomes == {"delivered": 1, "rejected:no-body": 1}


def test_a_record_that_cannot_be_written_leaves_no_trace_in_the_books(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        with pytest.raises(ValueError, match="extractor"):
            await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id, extractor=""))

    report = run(desk, work)
    assert (report.offered, report.exit_code) == (0, ExitCode.OK)


def test_a_fault_after_the_article_was_kept_does_not_take_it_back(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        (link,) = await offer_and_take(crawl, 1)
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))
        await crawl.links.fail(link, "spider-error")

    assert run(desk, work).outcomes == {"delivered": 1}


def test_books_balance_when_a_task_is_cancelled_while_its_entry_is_written(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        await crawl.sources.offered(FEED, found(1), at_end=True)
        for step in (crawl.sources.offered(LISTING, found(2, 3), at_end=True), crawl.take(100)):
            task = asyncio.ensure_future(step)
            await asyncio.sleep(0)  # the entry has been handed to the writer
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    run(desk, work)


def test_links_a_crawl_leaves_are_owed_and_taken_over_by_the_next(desk: Desk) -> None:
    async def interrupted(crawl: Crawl) -> None:
        await crawl.sources.offered(FEED, found(1, 2), at_end=True)
        await crawl.articles.fetched((await crawl.take(1))[0])

    first = run(desk, interrupted, reason="shutdown")
    assert (first.outcomes, first.exit_code) == ({"owed": 2}, ExitCode.INTERRUPTED)

    async def the_next(crawl: Crawl) -> None:
        for _ in await crawl.take(100):
            pass
        for number in (1, 2):
            await crawl.articles.keep(sample(number, crawl_id=crawl.crawl_id))

    second = run(desk, the_next)
    assert (second.offered, second.taken_over, second.outcomes) == (0, 2, {"delivered": 2})
    assert second.exit_code is ExitCode.OK


def test_a_link_left_without_an_end_is_a_fault(desk: Desk) -> None:
    report = run(desk, lambda crawl: offer_and_take(crawl, 1))
    assert report.exit_code is ExitCode.FAULT


def test_while_the_lake_is_away_the_crawl_says_that_articles_wait(desk: Desk) -> None:
    desk.lake.faults = ["before"] * 9

    async def work(crawl: Crawl) -> None:
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))

    report = run(desk, work)
    assert (report.exit_code, report.outcomes) == (ExitCode.LAKE_UNREACHABLE, {"pending": 1})
    assert "503" in report.why


def test_a_lake_that_comes_back_before_the_end_is_no_failure(desk: Desk) -> None:
    desk.lake.faults = ["before"]

    async def work(crawl: Crawl) -> None:
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))

    assert run(desk, work).exit_code is ExitCode.OK


def test_what_waited_long_enough_is_delivered_during_the_crawl(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))
        await crawl.deliver_ripe()
        assert desk.lake.titles() == []
        desk.now += SEAL_SECONDS
        await crawl.deliver_ripe()
        assert desk.lake.titles() == ["Ferry 1 sails"]
        await crawl.articles.keep(sample(2, crawl_id=crawl.crawl_id))

    run(desk, work)
    assert desk.lake.problems(["Ferry 1 sails", "Ferry 2 sails"]) == []


def test_a_lake_that_is_away_is_left_alone_for_a_minute(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))
        desk.now += SEAL_SECONDS
        desk.lake.faults = ["before"]
        await crawl.deliver_ripe()
        await crawl.deliver_ripe()
        assert desk.lake.titles() == []
        desk.now += deliveries.RETRY_SECONDS
        await crawl.deliver_ripe()
        assert desk.lake.titles() == ["Ferry 1 sails"]

    run(desk, work)


def test_while_the_outbox_is_full_no_link_is_taken_and_then_all_are(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "newscrawl")
    monkeypatch.setattr(crawl_module, "LOOK_SECONDS", 0)
    monkeypatch.setattr(crawl_module, "ROOM_SECONDS", 0)
    monkeypatch.setattr(outbox, "is_full", partial(outbox.is_full, cap=1))
    desk.lake.faults = ["before"] * 6

    async def work(crawl: Crawl) -> None:
        for link in await offer_and_take(crawl, 1, 2):
            await crawl.articles.keep(sample(int(link.url.removeprefix(HOME)), crawl_id=crawl.crawl_id))
        (third,) = await offer_and_take(crawl, 3)
        assert desk.lake.titles() == ["Ferry 1 sails", "Ferry 2 sails"]
        await crawl.links.reject(third, NotAnArticle)

    assert run(desk, work).exit_code is ExitCode.OK
    events = [record.event for record in caplog.records if hasattr(record, "event")]
    assert events.count("outbox_full") == events.count("outbox_has_room") == 1


def test_a_crawl_that_finds_no_room_for_long_ends_and_its_links_stay_owed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawl_module, "ROOM_SECONDS", 0)
    monkeypatch.setattr(outbox, "is_full", lambda _connection: True)

    async def work(crawl: Crawl) -> None:
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))
        desk.lake.faults = ["before"] * 99
        await crawl.sources.offered(FEED, found(2), at_end=True)
        with pytest.raises(CloseSpider):
            await crawl.take(100)

    report = run(desk, work, reason="outbox-full")
    assert (report.exit_code, report.outcomes) == (ExitCode.LAKE_UNREACHABLE, {"owed": 1, "pending": 1})


def test_a_clock_that_is_set_back_keeps_no_link_from_being_taken(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        await crawl.sources.offered(FEED, found(1), at_end=True)
        desk.now -= DAY
        assert await crawl.renew()
        for link in await crawl.take(1):
            await crawl.links.reject(link, NotAnArticle)

    assert run(desk, work).outcomes == {"rejected:not-an-article": 1}


def test_the_report_lies_in_the_lake_or_follows_when_the_lake_is_back(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))

    desk.lake.faults = ["before"] * 20
    away = run(desk, work)
    assert desk.lake.objects.keys() == set()
    desk.lake.faults = []
    desk.now += DAY
    back = run(desk, work)
    deliver_rest(desk.state, desk.lake)
    deliver_rest(desk.state, desk.lake)

    days = {"20261103": "dt=2026-11-03", "20261104": "dt=2026-11-04"}
    expected = {f"crawls/v1/{days[one.crawl_id[:8]]}/{one.crawl_id}.json": one.to_json() for one in (away, back)}
    found = {key: desk.lake.get(key).decode().strip() for key in desk.lake.keys("crawls/")}
    assert found == expected
    assert all(desk.lake.puts[key] == 1 for key in found)


def test_an_outlet_is_crawled_by_one_crawl_at_a_time(desk: Desk) -> None:
    async def work(_crawl: Crawl) -> None:
        with pytest.raises(OutletBusy):
            await desk.crawl().open()

    run(desk, work)
    run(desk, lambda crawl: crawl.renew())


def test_a_listing_is_walked_to_its_end_once_and_then_to_what_is_known(desk: Desk) -> None:
    async def first(crawl: Crawl) -> None:
        assert not await crawl.sources.offered(LISTING, found(5, 4), at_end=False)
        desk.now += 1
        assert not await crawl.sources.offered(LISTING, found(3, 2), at_end=False)
        desk.now += 1
        assert await crawl.sources.offered(LISTING, found(1), at_end=True)

    async def second(crawl: Crawl) -> None:
        assert not await crawl.sources.offered(LISTING, found(6, 5), at_end=False)
        assert await crawl.sources.offered(LISTING, found(5, 4), at_end=False)

    run(desk, first, reason="shutdown")
    desk.now += 3600
    run(desk, second, reason="shutdown")


def test_a_walk_that_was_cut_short_is_made_again(desk: Desk) -> None:
    async def whole(crawl: Crawl) -> None:
        await crawl.sources.offered(LISTING, found(1), at_end=True)

    async def cut_short(crawl: Crawl) -> None:
        assert not await crawl.sources.offered(LISTING, found(9, 8), at_end=False)

    async def again(crawl: Crawl) -> None:
        assert not await crawl.sources.offered(LISTING, found(9, 8), at_end=False)  # known, but not what comes behind
        assert not await crawl.sources.offered(LISTING, found(7, 1), at_end=False)
        assert await crawl.sources.offered(LISTING, found(1), at_end=False)

    for work in (whole, cut_short, again):
        run(desk, work, reason="shutdown")
        desk.now += 3600


def test_links_another_source_offered_during_a_walk_do_not_end_the_next(desk: Desk) -> None:
    async def first(crawl: Crawl) -> None:
        await crawl.sources.offered(LISTING, found(2), at_end=False)
        desk.now += 60
        await crawl.sources.offered(FEED, found(9), at_end=True)  # published meanwhile; then 8 and 7 follow
        desk.now += 60
        await crawl.sources.offered(LISTING, found(1), at_end=True)

    async def second(crawl: Crawl) -> None:
        assert not await crawl.sources.offered(LISTING, found(9), at_end=False)
        assert not await crawl.sources.offered(LISTING, found(8, 7), at_end=False)
        assert await crawl.sources.offered(LISTING, found(2), at_end=False)

    for work in (first, second):
        run(desk, work, reason="shutdown")
        desk.now += 3600


def test_a_failed_source_is_named_in_the_report(desk: Desk) -> None:
    report = run(
        desk, lambda crawl: crawl.sources.failed(FEED, "is HTML", "not-a-feed", Bounds(shortest=300, longest=3600))
    )
    assert (report.exit_code, report.sources_failed) == (ExitCode.INCOMPLETE, {FEED: "not-a-feed"})


def test_titles_of_links_are_cleaned_before_a_database_sees_them(desk: Desk) -> None:
    async def work(crawl: Crawl) -> None:
        (link,) = await offer_and_take(crawl, 1)
        assert link.title == "Ferry 1"
        await crawl.links.reject(link, NotAnArticle)
        await crawl.articles.keep(sample(2, crawl_id=crawl.crawl_id))

    run(desk, work)
