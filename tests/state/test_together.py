"""Articles kept together: what state remembers of them is as if they had come one after the other."""

import tempfile
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from newscrawl.article import Article
from newscrawl.state import links, outbox
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink
from newscrawl.state.placing import scraped
from newscrawl.state.tables import articles, owed
from newscrawl.state.tables import links as link_table
from newscrawl.state.tables import outbox as lines
from newscrawl.urls import link_key
from tests.sample import NOON, sample
from tests.torture.places import MEMORY

MOMENT = 1_800_000_000


def version(outlet: str, number: int, text: int, title: int, *, dated: bool) -> Article:
    made = sample(number, outlet=outlet, body=f"The text is {text}.", title=f"Ferry {title}")
    return made if dated else sample(number, outlet=outlet, body=made.body, title=made.title, published_at=None)


VERSIONS = st.builds(
    version,
    st.sampled_from(["gazette", "herald"]),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(1, 2),
    dated=st.booleans(),
)


def offered(connection: Connection, new: list[Article]) -> list[tuple[bytes, Article]]:
    """Offer the articles' links; return the articles with their keys."""
    keyed = [(link_key(article.outlet, article.url), article) for article in new]
    for key, article in keyed:
        offer = [OfferedLink(key=key, url=article.url)]
        links.offer(connection, outlet=article.outlet, crawl_id="crawl-1", found_in="feed", offered=offer, now=MOMENT)
    return keyed


def keep_together(state: Database, new: list[Article]) -> list[Article | None]:
    with state.transaction() as connection:
        return outbox.keep_all(connection, [scraped(*one) for one in offered(connection, new)], now=MOMENT + 1)


def keep_apart(state: Database, new: list[Article]) -> list[Article | None]:
    with state.transaction() as connection:
        keyed = offered(connection, new)
    return [kept for one in keyed for kept in [_keep(state, *one)]]


def _keep(state: Database, key: bytes, article: Article) -> Article | None:
    with state.transaction() as connection:
        return outbox.keep(connection, key, article, now=MOMENT + 1)


def remembered(state: Database) -> list[list[Any]]:
    with state.transaction() as connection:
        return [[tuple(row) for row in connection.execute(select(one))] for one in (articles, link_table, owed, lines)]


@settings(max_examples=40, deadline=None)
@given(known=st.lists(VERSIONS, max_size=3), new=st.lists(VERSIONS, min_size=2, max_size=8))
def test_articles_kept_together_become_what_they_become_one_after_the_other(
    known: list[Article], new: list[Article]
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        together, apart = Database(f"{folder}/together.sqlite3"), Database(f"{folder}/apart.sqlite3")
        for state in (together, apart):
            keep_apart(state, known)
        assert keep_together(together, new) == keep_apart(apart, new)
        assert remembered(together) == remembered(apart)
        together.close()
        apart.close()


def test_of_articles_kept_together_repeats_and_edits_are_known(database: Database) -> None:
    edited = sample(1, title="Ferry 1 has sailed")
    retold = sample(3, outlet="herald", body=sample(1).body, published_at=NOON)
    kept = keep_together(database, [sample(1), sample(2), sample(1), edited, retold])
    told = [article and (article.title, article.version, article.story_relation) for article in kept]
    assert told == [
        ("Ferry 1 sails", 1, "none"),
        ("Ferry 2 sails", 1, "none"),
        None,
        ("Ferry 1 has sailed", 2, "none"),
        ("Ferry 3 sails", 1, "exact"),
    ]
    with database.transaction() as connection:
        assert links.count_by_outcome(connection, "crawl-1") == {links.PENDING: 3}
