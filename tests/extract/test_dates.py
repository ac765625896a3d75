"""Dates keep their zone; without one the outlet's is used and named; nothing is invented."""

from datetime import date

import pytest

from newscrawl.extract import Rules, extract
from newscrawl.extract.moments import moment
from tests.extract.pages import URL, article, html, meta, news

KOLKATA = Rules(timezone="Asia/Kolkata")


def published(page: bytes, rules: Rules | None = None, url: str = URL) -> tuple[str | None, str | None]:
    answer = extract(page, url, rules)
    return answer.published_at.isoformat() if answer.published_at else None, answer.provenance.get("published_at")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-05-06T07:08:09+05:30", "2024-05-06T07:08:09+05:30"),
        ("2024-05-06T07:08:09.123Z", "2024-05-06T07:08:09+00:00"),
        ("2024-05-06 07:08 UTC", "2024-05-06T07:08:00+00:00"),
        ("2024-05-06T7:08:09-0400", "2024-05-06T07:08:09-04:00"),
        ("2024-05-06", "2024-05-06T00:00:00"),
        ("Mon, 06 May 2024 07:08:09 +0200", "2024-05-06T07:08:09+02:00"),
        ("1714979289", "2024-05-06T07:08:09+00:00"),
        ("1714979289000", "2024-05-06T07:08:09+00:00"),
        ("May 6, 2024", "2024-05-06T00:00:00"),
        ("6 May 2024, 7:08 pm", "2024-05-06T19:08:00"),
        ("2024-02-31", None),
        ("last Tuesday", None),
        ("", None),
        ("99999999999999", None),
    ],
)
def test_a_date_is_read_as_it_is_written(written: str, read: str | None) -> None:
    when = moment(written)
    assert (when and when.isoformat()) == read


def test_json_ld_wins_over_meta() -> None:
    head = news(datePublished="2024-05-06T07:08:09+02:00") + meta(article__published_time="2024-05-05T00:00:00Z")
    assert published(article(head=head)) == ("2024-05-06T07:08:09+02:00", "json-ld")


def test_the_same_instant_in_a_zone_of_its_own_is_preferred_to_utc() -> None:
    head = news(datePublished="2024-05-05T22:30:00Z") + meta(article__published_time="2024-05-06T00:30:00+02:00")
    assert published(article(head=head)) == ("2024-05-06T00:30:00+02:00", "meta:article:published_time")


def test_a_time_without_zone_is_in_the_outlets_zone_and_provenance_says_so() -> None:
    page = article(head=news(datePublished="2024-05-06T07:08:09"))
    assert published(page, KOLKATA) == ("2024-05-06T07:08:09+05:30", "json-ld; zone of outlet")


def test_a_time_without_zone_stays_naive_where_no_zone_is_known() -> None:
    assert published(article(head=news(datePublished="2024-05-06T07:08:09"))) == ("2024-05-06T07:08:09", "json-ld")


def test_a_day_without_a_time_is_said_to_be_one() -> None:
    assert published(article(head=news(datePublished="2024-05-06"))) == ("2024-05-06T00:00:00", "json-ld; day only")


@pytest.mark.parametrize("impossible", ["1970-01-01T00:00:00Z", "0001-01-01", "1989-12-31", "2024-13-45"])
def test_an_impossible_date_gives_way_to_the_next_source(impossible: str) -> None:
    head = news(datePublished=impossible) + meta(article__published_time="2024-05-06T07:08:09Z")
    assert published(article(head=head))[0] == "2024-05-06T07:08:09+00:00"


def test_nothing_is_dated_before_the_outlets_first_day() -> None:
    page = article(head=news(datePublished="2003-01-02T00:00:00Z"))
    assert published(page, Rules(since=date(2010, 1, 1))) == (None, None)


def test_the_day_of_the_url_is_used_where_the_page_declares_none() -> None:
    url = "https://www.example.com/2024/05/06/bridge-opens"
    assert published(article(), url=url) == ("2024-05-06T00:00:00", "url; day only")


def test_the_time_of_that_day_is_taken_from_the_page() -> None:
    url = "https://www.example.com/2024/05/06/bridge-opens"
    page = article("<time datetime='2024-05-06T07:08:09Z'>this morning</time>")
    assert published(page, url=url) == ("2024-05-06T07:08:09+00:00", "dom:time")


def test_a_visible_day_is_the_last_resort() -> None:
    page = html(
        f"<article><h1>Bridge</h1><p class='date'>6 May 2024</p><p>{'Text of the article. ' * 20}</p></article>"
    )
    assert published(page, KOLKATA) == ("2024-05-06T00:00:00+05:30", "dom:visible; day only; zone of outlet")


def test_days_of_teasers_copyright_and_today_are_not_the_articles() -> None:
    after = (
        "<aside><ul><li><a href='/2023/04/05/other'>Other</a> 5 April 2023</li></ul></aside>"
        "<div class='sidebar'><time datetime='2023-03-03T10:00:00Z'>3 March 2023</time></div>"
        "<footer>&copy; 2026 Valley Post</footer>"
    )
    assert published(article(after=after)) == (None, None)


def test_modified_is_later_than_published_or_nothing() -> None:
    same = news(datePublished="2024-05-06T07:00:00Z", dateModified="2024-05-06T07:00:00Z")
    later = news(datePublished="2024-05-06T07:00:00Z", dateModified="2024-05-06T10:00:00+02:00")
    assert extract(article(head=same), URL).modified_at is None
    page = extract(article(head=later), URL)
    assert page.modified_at is not None
    assert page.modified_at.isoformat() == "2024-05-06T10:00:00+02:00"


def test_an_unknown_zone_loses_no_page() -> None:
    page = extract(article(head=news(datePublished="2024-05-06T07:08:09")), URL, Rules(timezone="Nowhere/Land"))
    assert page.body
