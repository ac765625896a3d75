"""The normal form of a record."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from newscrawl.article import Article, Image, article_id
from newscrawl.normal import OutletFacts, in_zone, normal_article
from tests.sample import FACTS, HOME, NOON, sample


def normal(facts: OutletFacts = FACTS, **changes: Any) -> Article:
    return normal_article(sample(**changes), facts)


def test_texts_are_cleaned_and_empty_ones_are_none() -> None:
    article = normal(title=" Ferry \u00ad sails\n", description="  ", section="\u200b", agency=" AFP ")
    assert (article.title, article.description, article.section, article.agency) == ("Ferry sails", None, None, "AFP")


def test_a_body_is_paragraphs_joined_by_a_blank_line_and_its_words_are_counted() -> None:
    article = normal(body="One  two.\r\n \r\n\r\nThree.\n")
    assert article.body == "One two.\n\nThree."
    assert article.word_count == 3


def test_authors_and_tags_are_distinct_in_their_order() -> None:
    article = normal(authors=["Ayla  Aydin", "", "Ayla Aydin", "Zoe"], tags=["b", "a", "b"])
    assert article.authors == ["Ayla Aydin", "Zoe"]
    assert article.tags == ["b", "a"]


def test_outlet_and_country_are_the_outlets_own() -> None:
    article = normal(outlet="other", country="XX")
    assert (article.outlet, article.country) == ("gazette", "IN")


@pytest.mark.parametrize(
    ("page", "expected"),
    [(None, "en-IN"), ("en-US", "en-IN"), ("ur", "ur"), ("fr", "fr"), ("english please", "en-IN"), ("en\n", "en-IN")],
)
def test_a_language_is_spelled_as_the_outlet_does_where_they_agree(page: str | None, expected: str) -> None:
    assert normal(language=page).language == expected


def test_an_outlet_without_languages_leaves_an_unknown_one_unknown() -> None:
    assert normal(replace(FACTS, languages=[]), language="nonsense!").language is None


def test_times_are_in_utc_to_the_second() -> None:
    istanbul = timezone(timedelta(hours=3))
    article = normal(published_at=datetime(2026, 11, 3, 9, 0, 5, 999, tzinfo=istanbul))
    assert article.published_at == datetime(2026, 11, 3, 6, 0, 5, tzinfo=UTC)


def test_a_time_without_a_zone_is_read_in_the_outlets() -> None:
    naive = datetime(2026, 11, 3, 9)  # noqa: DTZ001 -- as pages write it
    assert normal(published_at=naive).published_at == datetime(2026, 11, 3, 3, 30, tzinfo=UTC)
    assert normal(replace(FACTS, timezone=None), published_at=naive).published_at == naive.replace(tzinfo=UTC)


@pytest.mark.parametrize("moment", ["2026-11-03T09:00:00", "2026-11-03 09:00", "2026-11-03T09:00:00+05:30"])
def test_a_time_as_text_is_read_in_the_outlets_zone_unless_it_names_one(moment: str) -> None:
    assert in_zone(moment, "Asia/Kolkata") == datetime(2026, 11, 3, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", ["yesterday", None, 7])
def test_what_is_no_time_is_left_for_the_schema_to_refuse(value: object) -> None:
    assert in_zone(value, "Asia/Kolkata") == value


def test_a_time_more_than_ten_minutes_in_the_future_is_unknown() -> None:
    assert normal(published_at=NOON + timedelta(minutes=10)).published_at == NOON + timedelta(minutes=10)
    assert normal(published_at=NOON + timedelta(minutes=11)).published_at is None
    assert normal(published_at=datetime.max.replace(tzinfo=timezone(-timedelta(hours=3)))).published_at is None


def test_an_article_is_known_by_its_canonical_address() -> None:
    article = normal(url=f"{HOME}1?utm_source=feed", canonical_url=f"{HOME}ferry#top")
    assert article.canonical_url == f"{HOME}ferry"
    assert article.article_id == article_id("gazette", f"{HOME}ferry")


@pytest.mark.parametrize("wrong", [HOME, f"{HOME}politics", "https://elsewhere.example/1", "javascript:void(0)", ""])
def test_a_canonical_address_that_cannot_be_right_is_not_believed(wrong: str) -> None:
    assert normal(canonical_url=wrong).canonical_url == f"{HOME}1"


def test_the_outlets_own_id_in_the_address_makes_two_addresses_one_article() -> None:
    facts = replace(FACTS, id_in_url=re.compile(r"-(\d{4})$"))
    ids = {
        normal(facts, url=url, canonical_url=url).article_id
        for url in (f"{HOME}ferry-sails-1234", f"{HOME}ferry-has-sailed-1234")
    }
    assert ids == {article_id("gazette", "1234")}


def test_pictures_need_a_web_address() -> None:
    good = Image(url="https://gazette.example/1.jpg", caption=" A  ferry ", credit="")
    bad = [Image(url=url) for url in ("data:image/png;base64,AA", "/1.jpg", "https://a.example/\ud800")]
    assert normal(images=[*bad, good]).images == [
        Image(url="https://gazette.example/1.jpg", caption="A ferry", credit=None)
    ]


@pytest.mark.parametrize("url", ["", "ftp://gazette.example/1", "https://", "https://me:secret@gazette.example/1"])
def test_an_article_without_a_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|host"):
        normal(url=url)


def test_the_normal_form_of_a_normal_form_is_itself() -> None:
    once = normal(title=" Ferry \u00ad sails", tags=["a", " a"], body="One\r\n\r\nTwo")
    assert normal_article(once, FACTS) == once
