"""What a crawl's end is called: the outcomes balanced, and the exit code that follows."""

import json
from typing import Any

import pytest

from newscrawl.run.exitcodes import GRAVITY, ExitCode, gravest
from newscrawl.run.outcomes import Books, of_state
from newscrawl.run.report import Report, judge
from newscrawl.state import links

ALL_WELL = {"delivered": 3}


def verdict(outcomes: dict[str, int], books: Books | None = None, **changes: Any) -> tuple[ExitCode, str]:
    books = books or Books(offered=sum(outcomes.values()))
    facts: dict[str, Any] = {"reason": "finished", "lake_failure": "", "expected": 0, "day": 0} | changes
    return judge(books, outcomes, **facts)


@pytest.mark.parametrize(
    ("outcomes", "changes", "code", "words"),
    [
        (ALL_WELL, {}, ExitCode.OK, ""),
        ({}, {}, ExitCode.OK, ""),
        ({"unchanged": 2, "gone:http-404": 1}, {}, ExitCode.OK, ""),
        ({"delivered": 3, "rejected:no-body": 9}, {}, ExitCode.OK, ""),
        ({"delivered": 3, "walled:http-403": 2}, {}, ExitCode.OK, ""),
        ({"delivered": 3}, {"expected": 5, "day": 5}, ExitCode.OK, ""),
        (
            {"delivered": 3},
            {"expected": 5, "day": 4},
            ExitCode.INCOMPLETE,
            "4 articles in 24 hours, expected at least 5",
        ),
        ({"delivered": 3, "failed:http-500": 1}, {}, ExitCode.INCOMPLETE, "1 links failed"),
        ({"rejected:no-body": 4, "rejected:no-title": 1}, {}, ExitCode.INCOMPLETE, "all 5 pages were rejected"),
        ({"rejected:not-an-article": 4}, {}, ExitCode.OK, ""),
        ({"walled:http-403": 4, "delivered": 3}, {}, ExitCode.BLOCKED, "4 pages were walls or refusals"),
        (
            {"walled:consent": 3, "walled:http-403": 4},
            {},
            ExitCode.BLOCKED,
            "(http-403 4, consent 3); crawl it less often",
        ),
        ({"walled:not-found": 2, "walled:front-page": 2}, {}, ExitCode.OK, ""),
        ({"walled:front-page": 5}, {}, ExitCode.BLOCKED, "5 pages were walls or refusals (front-page 5)"),
        ({"pending": 3}, {"lake_failure": "lake s3://b: gone"}, ExitCode.LAKE_UNREACHABLE, "lake s3://b: gone"),
        ({"delivered": 3, "offered": 1}, {"reason": "shutdown"}, ExitCode.INTERRUPTED, "everything scraped is safe"),
        ({"pending": 1}, {"reason": "shutdown", "lake_failure": "away"}, ExitCode.LAKE_UNREACHABLE, "away"),
        (ALL_WELL, {"reason": "closespider_timeout"}, ExitCode.INCOMPLETE, "ended early: closespider_timeout"),
        ({"delivered": 3, "offered": 1}, {"reason": "deadline"}, ExitCode.INTERRUPTED, "everything scraped is safe"),
        ({"delivered": 3, "offered": 1}, {"reason": "memory"}, ExitCode.INCOMPLETE, "CRAWL_MEMORY"),
        (ALL_WELL, {"reason": "start_error"}, ExitCode.FAULT, "start() failed"),
        ({"delivered": 3, "fetched": 1}, {}, ExitCode.FAULT, "1 links were left without an end"),
        ({"delivered": 3, "offered": 2}, {}, ExitCode.FAULT, "2 links were left without an end"),
        ({"delivered": 3, "pending": 1}, {}, ExitCode.FAULT, "1 links were left without an end"),
    ],
)
def test_a_crawl_ends_with_the_code_of_the_gravest_thing_that_happened(
    outcomes: dict[str, int], changes: dict[str, Any], code: ExitCode, words: str
) -> None:
    got, why = verdict(outcomes, **changes)
    assert got is code
    assert words in why
    assert bool(why) == (code is not ExitCode.OK)


def test_a_failed_source_makes_a_crawl_incomplete_and_is_named() -> None:
    books = Books(offered=3, sources_failed={"https://a.example/feed": "not-a-feed", "https://a.example/news": "empty"})
    code, why = verdict(ALL_WELL, books)
    assert code is ExitCode.INCOMPLETE
    assert why == "https://a.example/feed: not-a-feed, and 1 more sources failed"


def test_an_error_of_ours_is_a_fault_whatever_was_delivered() -> None:
    assert verdict(ALL_WELL, Books(offered=3, faults=1)) == (ExitCode.FAULT, "1 errors in our own code; see the log")


@pytest.mark.parametrize(("offered", "taken_over"), [(2, 0), (4, 0), (3, 1)])
def test_books_that_do_not_balance_are_a_fault_before_anything_else(offered: int, taken_over: int) -> None:
    books = Books(offered=offered, taken_over=taken_over)
    code, why = verdict(ALL_WELL, books, lake_failure="away", reason="shutdown")
    assert code is ExitCode.FAULT
    assert why == f"the books do not balance: {offered} offered + {taken_over} taken over, but 3 outcomes"


def test_what_was_offered_and_taken_over_balances_with_all_outcomes() -> None:
    outcomes = {"delivered": 1, "failed:http-500": 1, "fetched": 2, "gone:http-404": 1}
    assert Books(offered=2, taken_over=3).imbalance(outcomes) == ""


def test_what_is_left_to_the_next_crawl_is_called_owed() -> None:
    assert links.named({"offered": 1, "fetched": 2, "delivered": 3}) == {"delivered": 3, "owed": 3}
    assert of_state({"rejected:no-body": 1, "rejected:no-title": 2, "rejectedness": 4}, "rejected") == 3


def test_one_code_speaks_for_many_outlets() -> None:
    assert set(GRAVITY) == set(ExitCode)
    assert gravest([]) is ExitCode.OK
    assert gravest([ExitCode.OK, ExitCode.BUSY]) is ExitCode.BUSY
    assert gravest([ExitCode.INTERRUPTED, ExitCode.INCOMPLETE, ExitCode.OK]) is ExitCode.INCOMPLETE
    assert gravest(list(ExitCode)) is ExitCode.FAULT


def test_exit_codes_are_those_of_the_design() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FAULT": 1,
        "USAGE": 2,
        "INCOMPLETE": 10,
        "INTERRUPTED": 11,
        "LAKE_UNREACHABLE": 12,
        "BLOCKED": 13,
        "BUSY": 15,
    }


def test_a_report_is_plain_json_and_one_sentence() -> None:
    report = Report(
        crawl_id="crawl",
        outlet="gazette",
        started_at="2026-11-25T10:00:00Z",
        ended_at="2026-11-25T10:00:02Z",
        lake="/lake",
        seconds=1.5,
        offered=2,
        taken_over=1,
        filtered=0,
        undated=0,
        pages=3,
        looks={},
        outcomes={"delivered": 2, "owed": 1},
        sources_polled=1,
        sources_failed={},
        sources_retired={},
        sources_resting=0,
        sources={},
        exit_code=ExitCode.INTERRUPTED,
        why="interrupted",
    )
    assert json.loads(report.to_json()) == report.to_dict()
    assert json.loads(report.to_json())["exit_code"] == 11
    assert report.delivered == 2
    assert report.sentence() == "delivered 2, owed 1 in 1.5 s; exit 11: interrupted"
