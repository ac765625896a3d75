# ruff: noqa: RUF001 - words of many scripts
"""Dates keep their zone; without one the outlet's is used and named; nothing is invented."""

from datetime import date

import pytest

from newscrawl.extract import Page, Rules, extract
from newscrawl.extract.dates import dates
from newscrawl.extract.document import parse
from newscrawl.extract.moments import moment
from newscrawl.extract.written import Habits, written
from tests.extract.pages import PROSE, URL, article, html, meta, news

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
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"),
        ("20240506T070809Z", "2024-05-06T07:08:09+00:00"),
        ("2024-5-6 7:08", "2024-05-06T07:08:00"),
        ("Mon May 06 2024 07:08:09 GMT+0200 (Central European Summer Time)", "2024-05-06T07:08:09+02:00"),
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


@pytest.mark.parametrize(
    "text",
    [
        "May 6, 2024", "Mon 6th of May, 2024", "6. Mai 2024", "le 6 mai 2024", "6 de mayo de 2024", "6 maggio 2024",
        "6 de maio de 2024", "6 mei 2024", "den 6 maj 2024", "6. mai 2024", "6. toukokuuta 2024", "6 maja 2024",
        "6. května 2024", "6. mája 2024", "2024. május 6.", "6 mai 2024", "6. svibnja 2024.", "6. maja 2024",
        "6 мая 2024 г.", "6 травня 2024", "6 май 2024", "6 Μαΐου 2024", "6 Mayıs 2024", "6 Mei 2024", "6 Mac 2024",
        "٦ مايو ٢٠٢٤", "٦ أيار ٢٠٢٤", "۱۷ اردیبهشت ۱۴۰۳", "6 مئی 2024", "६ मई २०२४", "৬ মে ২০২৪", "6 மே 2024",
        "2024년 5월 6일", "2024. 5. 6.", "2024年5月6日", "6 tháng 5, 2024", "Ngày 6 tháng 5 năm 2024", "6 พฤษภาคม 2567",
        "6 พ.ค. 2567", "6 במאי 2024", "2024 m. gegužės 6 d.", "2024. gada 6. maijs", "6 de maig de 2024", "6/5/2024",
        "06.05.24", "2024/5/6", "6-May-2024",
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_languages(text: str) -> None:
    seen = written(text)
    assert seen is not None
    assert (seen.when.year, seen.when.day, seen.when.month in (3, 5)) == (2024, 6, True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("6 May 2024, 7:08 pm", "2024-05-06T19:08:00"),
        ("6. Mai 2024, 14.05 Uhr", "2024-05-06T14:05:00"),
        ("le 6 mai 2024 à 14h05", "2024-05-06T14:05:00"),
        ("6.5.2024 klo 14.05", "2024-05-06T14:05:00"),
        ("2024년 5월 6일 오후 2:05", "2024-05-06T14:05:00"),
        ("10:23 AM EDT Mon, May 6, 2024", "2024-05-06T10:23:00-04:00"),
        ("May 6, 2024 at 2:05 p.m. IST", "2024-05-06T14:05:00"),
    ],
)
def test_the_time_beside_a_day_is_read_with_a_zone_that_means_one_offset(text: str, read: str) -> None:
    seen = written(text)
    assert seen is not None
    assert (seen.when.isoformat(), seen.has_time) == (read, True)


@pytest.mark.parametrize(
    "text", ["", "2024", "12 monkeys in 2024", "February 30, 2024", "v4.5.12", "31/31/2024", "99.99.9999"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert written(text) is None


@pytest.mark.parametrize(
    ("lang", "url", "month"),
    [
        ("en", "https://www.example.com/a", 5),
        ("en-GB", "https://www.example.com/a", 6),
        ("en-US", "https://www.example.co.uk/a", 6),
        ("de", "https://www.example.com/a", 6),
    ],
)
def test_language_and_country_say_which_number_is_the_month(lang: str, url: str, month: int) -> None:
    page = html(f"<h1>Bridge</h1><p class='date'>05/06/2024</p><p>{PROSE[0]}</p>", lang=lang)
    found = extract(page, url).published_at
    assert found is not None
    assert found.month == month


def test_the_croatian_names_are_read_on_croatian_pages() -> None:
    seen, polish = written("6. listopada 2024.", Habits(croatian=True)), written("6 listopada 2024")
    assert seen is not None
    assert polish is not None
    assert (seen.when.month, polish.when.month) == (10, 11)


def test_the_words_before_a_day_say_whether_it_is_of_publication_or_of_change() -> None:
    page = article(head="", title="Bridge opens").replace(
        b"</h1>", b"</h1><p>Updated: 9 May 2024, 10:00</p><p>Published: 6 May 2024, 7:08</p>"
    )
    assert published(page) == ("2024-05-06T07:08:00", "dom:visible")
    modified = extract(page, URL).modified_at
    assert modified is not None
    assert modified.isoformat() == "2024-05-09T10:00:00"


def test_a_day_in_the_prose_or_under_a_picture_is_not_the_articles() -> None:
    inner = "<figure><img src='a.jpg'><figcaption>The bridge, 4 March 2021</figcaption></figure>"
    page = article(inner).replace(b"</h1>", b"</h1><div class='byline'>By N. N. | 6 May 2024</div>")
    assert published(page) == ("2024-05-06T00:00:00", "dom:visible; day only")


def test_a_day_at_the_end_of_the_article_is_read() -> None:
    assert published(article("<p>First published on 6 May 2024</p>")) == (
        "2024-05-06T00:00:00",
        "dom:visible; day only",
    )


def test_an_instant_in_utc_is_given_in_the_zone_of_the_clock_that_the_page_shows() -> None:
    head = news(datePublished="2024-05-06T02:25:54Z")
    page = article(head=head).replace(b"</h1>", b"</h1><p><span>May 5, 2024</span> | <span>9:25pm</span></p>")
    assert published(page) == ("2024-05-05T21:25:54-05:00", "json-ld; zone of dom:visible")


def test_a_visible_day_is_believed_more_than_a_date_declared_without_its_meaning() -> None:
    page = article(head=meta(date="2024-05-09")).replace(b"</h1>", b"</h1><time datetime='2024-05-06'></time>")
    assert published(page) == ("2024-05-06T00:00:00", "dom:time; day only")


def test_the_dates_of_several_marked_things_are_not_declared_of_the_article() -> None:
    after = "".join(f"<div class='comment'><i itemprop='datePublished'>2023-01-0{day}</i></div>" for day in (1, 2))
    assert published(article(after=after)) == (None, None)


def test_both_dates_are_found_at_once() -> None:
    head = news(datePublished="2024-05-06T07:00:00Z", dateModified="2024-05-06T10:00:00Z")
    page = parse(article(head=head), URL)
    assert page is not None
    found = dates(page, Rules())
    assert found.published is not None
    assert found.modified is not None
    assert found.published.value < found.modified.value


def test_a_long_text_without_a_date_is_read_at_once() -> None:
    for filler in ("6 May ", "2024 ", "1.", "12/12/", "6. ", "aa ", "a-", "\u0661"):
        page = article(f"<p class='date'>{filler * 50_000}</p><time datetime='{filler * 1_000}'></time>")
        assert isinstance(extract(page, URL), Page)
