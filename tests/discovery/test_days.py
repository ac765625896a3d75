"""Days in addresses, and of moments."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.days import Days, days_in_article, days_in_document, days_of

HOME = "https://news.example/"


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("2024/01/05/ferry", "2024-01-05..2024-01-05"),
        ("2024/1/5/ferry", "2024-01-05..2024-01-05"),
        ("news/2024-01-05-ferry", "2024-01-05..2024-01-05"),
        ("news/20240105/ferry", "2024-01-05..2024-01-05"),
        ("2024/02/ferry", "2024-02-01..2024-02-29"),
        ("ferry?date=2024-01-05", "2024-01-05..2024-01-05"),
        ("ferry-2024", None),
        ("ferry-202401", None),
        ("2024/13/05/ferry", None),
        ("2024/02/30/ferry", "2024-02-01..2024-02-29"),
        ("120240105", None),
        ("ferry-1234567", None),
    ],
)
def test_an_article_is_of_the_day_or_month_that_its_address_names(path: str, days: str | None) -> None:
    assert days_in_article(HOME + path) == (Days.parse(days) if days else None)


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("sitemap-2024.xml", "2024-01-01..2024-12-31"),
        ("sitemap-202402.xml", "2024-02-01..2024-02-29"),
        ("post-sitemap-2024-02.xml.gz", "2024-02-01..2024-02-29"),
        ("sitemap.xml?yyyy=2024&mm=02&dd=05", "2024-02-05..2024-02-05"),
        ("sitemap.xml?yyyy=2024", "2024-01-01..2024-12-31"),
        ("sitemap.xml?year=2024&month=2", "2024-02-01..2024-02-29"),
        ("archive/2024/", "2024-01-01..2024-12-31"),
        ("post-sitemap7.xml", None),
        ("sitemap.xml?page=2024&yyyy=24", "2024-01-01..2024-12-31"),
    ],
)
def test_a_document_may_name_its_days_less_plainly(path: str, days: str | None) -> None:
    assert days_in_document(HOME + path) == (Days.parse(days) if days else None)


@given(st.text(max_size=60))
def test_any_address_is_read(text: str) -> None:
    days_in_document(HOME + text.replace("[", "").replace("]", ""))


@given(st.dates())
def test_a_day_is_found_again(day: date) -> None:
    found = days_in_article(f"{HOME}{day.isoformat()}/ferry")
    assert found == (Days(day, day) if 1900 <= day.year <= 2099 else None)


def test_a_moment_is_of_the_outlets_day_or_of_those_it_may_be_where_the_zone_is_not_known() -> None:
    moment = datetime(2024, 1, 5, 21, 30, tzinfo=UTC)
    assert days_of(moment, ZoneInfo("Europe/Istanbul")) == Days.parse("2024-01-06..2024-01-06")
    assert days_of(moment, None) == Days.parse("2024-01-05..2024-01-06")
    assert days_of(datetime.max.replace(tzinfo=UTC), None).last == date.max


def test_days_come_newest_first_and_by_months() -> None:
    days = Days.parse("2024-01-30..2024-03-01")
    assert (len(days), next(iter(days))) == (32, date(2024, 3, 1))
    assert [str(month) for month in days.months()] == [
        "2024-03-01..2024-03-01",
        "2024-02-01..2024-02-29",
        "2024-01-30..2024-01-31",
    ]


@pytest.mark.parametrize("text", ["", "2024-01-02", "2024-01-02..2024-01-01", "yesterday..today"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Days.parse(text)
