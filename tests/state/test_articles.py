"""What is known of articles: versions, repeats, and exact stories across outlets."""

from dataclasses import replace
from datetime import timedelta

from newscrawl.article import Article
from newscrawl.state import articles
from newscrawl.state.database import Database
from newscrawl.text import text_sha256
from newscrawl.urls import link_key
from tests.sample import NOON, sample


def keep(database: Database, article: Article) -> Article | None:
    """Place and remember an article as the outbox does."""
    key = link_key(article.outlet, article.url)
    with database.transaction() as connection:
        known = articles.Known(connection, [article])
        _, placed = known.place(key, article)
        known.remember(connection)
        return placed


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


def test_the_same_text_under_another_headline_is_another_article_of_the_outlet(database: Database) -> None:
    keep(database, sample(1))
    placed = keep(database, sample(2, body=sample(1).body))
    assert placed is not None
    assert placed.version == 1


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
