"""What is known of articles: versions, repeats, and exact stories across outlets."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from newscrawl.article import Article, article_id
from newscrawl.normal import normal_article
from newscrawl.state import outbox
from newscrawl.state.database import Database
from newscrawl.text import text_sha256
from newscrawl.urls import link_key
from tests.sample import FACTS, HOME, NOON, sample

NOW = int(NOON.timestamp())


def keep(database: Database, article: Article) -> Article | None:
    """Keep an article as a crawl does."""
    with database.transaction() as connection:
        return outbox.keep(connection, link_key(article.outlet, article.url), article, now=NOW)


def with_body(article: Article, body: str) -> Article:
    return replace(article, body=body, text_sha256=text_sha256(body))


def test_an_article_seen_for_the_first_time_is_new_and_its_own_story(database: Database) -> None:
    placed = keep(database, sample(1))
    assert placed is not None
    assert (placed.version, placed.change, placed.story_relation, placed.story_overlap) == (1, "new", "none", 0.0)
    assert placed.story_id == placed.story_of == placed.article_id


def test_an_article_with_the_same_text_and_headline_says_nothing_new(database: Database) -> None:
    keep(database, sample(1))
    assert keep(database, replace(sample(1), fetched_at=NOON + timedelta(days=1), tags=["other"])) is None


def test_the_same_article_at_a_second_address_of_its_outlet_says_nothing_new(database: Database) -> None:
    first = sample(1)
    keep(database, first)
    assert keep(database, sample(2, title=first.title, body=first.body)) is None


def test_the_same_text_under_another_headline_and_address_is_a_version_of_the_article(database: Database) -> None:
    first = keep(database, sample(1))
    placed = keep(database, sample(2, body=sample(1).body))
    assert first is not None
    assert placed is not None
    assert (placed.article_id, placed.version, placed.change) == (first.article_id, 2, "headline")
    assert placed.url == sample(2).url
    assert keep(database, sample(2, body=sample(1).body)) is None
    assert keep(database, sample(1)) is None


def test_edits_count_versions_and_say_what_changed(database: Database) -> None:
    first = sample(1)
    keep(database, first)
    renamed = keep(database, replace(first, title="Ferry sails at last"))
    assert renamed is not None
    assert (renamed.version, renamed.change) == (2, "headline")
    edited = keep(database, with_body(renamed, "All is different."))
    assert edited is not None
    assert (edited.version, edited.change) == (3, "body")
    back = keep(database, first)
    assert back is not None
    assert back.version == 4


def test_the_same_text_at_two_outlets_is_one_story_told_first_by_the_one_published_first(database: Database) -> None:
    wire = sample(1).body
    late = sample(1, outlet="gazette", body=wire, published_at=NOON)
    early = sample(1, outlet="herald", body=wire, published_at=NOON - timedelta(hours=1))
    later = sample(1, outlet="tribune", body=wire, published_at=None, fetched_at=NOON + timedelta(hours=1))
    first, second, third = keep(database, late), keep(database, early), keep(database, later)
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.story_relation, first.story_of) == ("none", first.article_id)
    assert (second.story_relation, second.story_overlap) == ("exact", 1.0)
    assert second.story_id == third.story_id == first.story_id
    assert second.story_of == third.story_of == second.article_id


def test_another_text_under_a_canonical_url_that_is_not_its_own_is_no_edit(database: Database) -> None:
    first = sample(1)
    keep(database, first)
    print_version = replace(with_body(first, "The ferry, for printing."), url=f"{first.url}?print=1")
    assert keep(database, print_version) is None
    edited = keep(database, with_body(first, "The ferry sails twice."))
    assert edited is not None
    assert edited.version == 2


def test_the_canonical_link_of_an_article_may_edit_what_another_link_brought(database: Database) -> None:
    mobile = replace(sample(1), url="https://m.example.com/ferry")
    keep(database, mobile)
    edited = keep(database, with_body(replace(mobile, url=mobile.canonical_url), "The ferry sails twice."))
    assert edited is not None
    assert (edited.version, edited.change) == (2, "body")


def page(path: str, canonical: str | None = None, *, text: str = "", **changes: Any) -> Article:
    """Return the article of the page at ``path``, as the pipelines hand it to state."""
    url = HOME + path
    changes = {"body": text or f"What {path} tells.\n\nIt ends here.", "title": f"About {path}", **changes}
    return normal_article(sample(1, url=url, canonical_url=f"{HOME}{canonical or path}", **changes), FACTS)


def ids(database: Database, *pages: Article) -> list[tuple[str, int] | None]:
    """Keep the pages one after the other; return the id and version of each, None for what said nothing new."""
    kept = [keep(database, replace(one, text_sha256=text_sha256(one.body))) for one in pages]
    return [(one.article_id, one.version) if one else None for one in kept]


def test_pages_that_all_name_the_same_canonical_link_are_articles_of_their_own(database: Database) -> None:
    pages = [page(f"{number}", "welcome", title=f"Story {number} of {number}") for number in range(5)]
    kept = ids(database, *pages)
    assert len({one[0] for one in kept if one}) == 5
    assert ids(database, *pages) == [None] * 5


def test_the_page_that_a_lying_canonical_link_names_is_an_article_of_its_own(database: Database) -> None:
    lying, named = page("123456", "real-story"), page("real-story", published_at=NOON + timedelta(hours=3))
    (first,), (second,) = ids(database, lying), ids(database, named)
    assert first
    assert second
    assert first[0] != second[0]
    assert ids(database, named, lying) == [None, None]
    edited = replace(named, body="The real story goes on.")
    assert ids(database, edited) == [(second[0], 2)]


def test_daily_columns_that_share_headline_slug_and_canonical_link_are_one_article_a_day(database: Database) -> None:
    days = [
        page(
            f"2026/11/0{day}/briefing",
            "briefing",
            title="Morning briefing",
            published_at=NOON - timedelta(days=3 - day),
        )
        for day in (1, 2, 3)
    ]
    assert len({one[0] for one in ids(database, *days) if one}) == 3


def test_articles_that_a_query_tells_apart_are_never_one(database: Database) -> None:
    pages = [page(f"show.php?id={number}", "show.php", title="News", body=f"Text {number}.") for number in range(3)]
    assert len({one[0] for one in ids(database, *pages) if one}) == 3


@pytest.mark.parametrize(
    ("second", "canonical"),
    [
        ("ferry-sails?utm_source=feed", None),
        ("ferry-sails/", None),
        ("ferry-sails/amp", None),
        ("amp/ferry-sails", None),
        ("ferry-sails?outputType=amp", None),
        ("ferry-sails?amp", None),
        ("print/4711", "ferry-sails"),
    ],
)
def test_another_form_of_an_address_brings_no_second_article(
    second: str, canonical: str | None, database: Database
) -> None:
    (first,) = ids(database, page("ferry-sails", title="Ferry sails"))
    other = page(second, canonical, title="Ferry sails", text="The ferry sails, in short.")
    kept = ids(database, other)
    assert kept in ([None], [(first and first[0], 2)])


@pytest.mark.parametrize("order", list(permutations(("ferry-sails", "ferry-sails/amp", "ferry-sails?outputType=amp"))))
def test_the_forms_of_an_address_are_one_article_whichever_comes_first(
    order: tuple[str, ...], database: Database
) -> None:
    for number, form in enumerate(order):
        kept = ids(database, page(form, title="Ferry sails", text=f"The ferry sails, in other words {number}."))
        assert [one[0] for one in kept if one] in ([], [page(order[0]).article_id])


def test_an_http_address_and_one_with_www_may_edit_the_article_of_the_plain_one(database: Database) -> None:
    (first,) = ids(database, page("ferry-sails", title="Ferry sails"))
    assert first
    changed = page("ferry-sails", title="Captain resigns", text="All is different.", published_at=None)
    for version, home in enumerate(("http://gazette.example/", "https://www.gazette.example/"), 2):
        url = changed.url.replace(HOME, home)
        again = replace(changed, url=url, canonical_url=url, body=f"{changed.body} {home}", article_id="f" * 32)
        assert ids(database, again) == [(first[0], version)]


def test_a_mobile_host_whose_articles_are_others_is_not_folded(database: Database) -> None:
    plain = page("12345", title="Ferry sails")
    mobile = page("12345", title="A new telephone", text="It rings.", published_at=NOON - timedelta(days=9))
    url = mobile.url.replace("gazette", "mobile.gazette")
    mobile = replace(mobile, url=url, canonical_url=url, article_id=article_id("gazette", url))
    assert None not in ids(database, plain, mobile)


def test_a_changed_slug_beside_the_same_id_is_an_edit_once_ids_have_proved_to_be_ids(database: Database) -> None:
    before = page("ferry-sails-990001")
    after = page("captain-resigns-990001", text="All is different.")
    assert ids(database, before)[0] is not None
    early = ids(database, page("tram-rings-990002"), page("driver-resigns-990002", text="Different as well."))
    assert len({one[0] for one in early if one}) == 2, "too early to know"

    ids(database, *(page(f"story-of-today-{980_000 + number}") for number in range(25)))
    (kept,) = ids(database, after)
    assert kept
    assert (kept[0], kept[1]) == (before.article_id, 2)


def test_numbers_that_stand_for_sections_are_never_taken_for_ids(database: Database) -> None:
    long_ago = NOON - timedelta(days=30)
    pages = [
        page(f"{70_000 + number % 3}/slug-{chr(97 + number)}-x", title=f"Title{number}", published_at=long_ago)
        if number % 2
        else page(f"{70_000 + number % 3}/slug-{chr(97 + number)}-x", title=f"Headline{number}")
        for number in range(26)
    ]
    assert len({one[0] for one in ids(database, *pages) if one}) == 26
    late = [page(f"70001/word{chr(97 + number)}-y", title=f"Late{number}") for number in range(5)]
    assert len({one[0] for one in ids(database, *late) if one}) == 5


def test_an_id_that_the_outlet_declares_needs_no_proof(database: Database) -> None:
    own = article_id("gazette", "990001")
    before = replace(page("ferry-sails-990001"), article_id=own)
    after = replace(page("captain-resigns-990001", published_at=NOON + timedelta(days=2)), article_id=own)
    assert ids(database, before, after) == [(own, 1), (own, 2)]


def test_the_copy_of_an_article_in_another_section_is_no_second_one(database: Database) -> None:
    first, second = page("local/ferry-sails", title="Ferry"), page("sport/ferry-sails", title="Ferry")
    assert ids(database, first, replace(second, body=first.body))[1] is None
