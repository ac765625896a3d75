"""States that an older newscrawl wrote: opened, brought up to date, and as complete as before."""

from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import insert, inspect, select, text, update

from newscrawl.article import to_line
from newscrawl.errors import BadState
from newscrawl.state import links, outbox, sources
from newscrawl.state import migrations as migrations_module
from newscrawl.state.database import Database
from newscrawl.state.history import LinkHistory, history_of
from newscrawl.state.story_tables import tables
from newscrawl.state.tables import SCHEMA_VERSION, schema, story_days
from newscrawl.state.tables import outbox as rows
from newscrawl.urls import link_key
from tests.sample import HOME, sample
from tests.state.version_1 import CRAWL, FEED, NOON, write

LINE = to_line(sample(1))
HOUR = 3600


def old_link(number: int, state: str, **more: Any) -> dict[str, object]:
    url = f"{HOME}{number}"
    plain: dict[str, object] = {
        "key": link_key("gazette", url),
        "url": url,
        "found_in": FEED,
        "title": None,
        "published_at": None,
    }
    plain |= {"offered_at": NOON, "state": state, "reason": None, "attempts": 0, "due_at": None, "crawl_id": CRAWL}
    return {**plain, "taken": True, "article_id": None, "delivered_at": None, **more}


@pytest.fixture
def old(location: str) -> str:
    """Where a state of version 1 lies."""
    known: list[dict[str, object]] = [
        {"id": sample(n).article_id, "key": link_key("gazette", f"{HOME}{n}"), "title": sample(n).title} for n in (0, 1)
    ]
    texts = [article | {"text": sample(n).text_sha256} for n, article in enumerate(known)]
    old_links = [
        old_link(0, "delivered", article_id=sample(0).article_id, delivered_at=NOON + HOUR),
        old_link(1, "pending", article_id=sample(1).article_id),
        old_link(2, "offered", title="Two", published_at=NOON - 5, due_at=NOON, found_in=f"{HOME}listing"),
        old_link(3, "failed", reason="http-500", attempts=2, due_at=NOON + HOUR),
        old_link(4, "rejected", reason="no-body", url="https://other.example/4"),
    ]
    write(location, old_links, texts, LINE)
    return location


def history(state: Database, number: int) -> LinkHistory:
    with state.transaction() as connection:
        found = history_of(connection, link_key("gazette", f"{HOME}{number}"))
    assert found is not None
    return found


def test_every_link_keeps_its_story(old: str) -> None:
    with closing(Database(old)) as state:
        found = [history(state, number) for number in range(5)]
    assert [link.state for link in found] == ["delivered", "pending", "offered", "failed", "rejected"]
    assert [link.url for link in found] == [*(f"{HOME}{number}" for number in range(4)), "https://other.example/4"]
    assert [link.reason for link in found] == [None, None, None, "http-500", "no-body"]
    assert [link.found_in for link in found] == [FEED, FEED, f"{HOME}listing", FEED, FEED]
    assert [link.due_at for link in found] == [None, None, NOON, NOON + HOUR, None]
    assert found[0].article_id == sample(0).article_id
    assert (found[0].decided_at, found[3].attempts) == (NOON + HOUR, 2)
    assert {(link.outlet, link.crawl_id, link.offered_at) for link in found} == {("gazette", CRAWL, NOON)}


def test_what_is_owed_is_taken_and_what_has_an_end_is_not(old: str) -> None:
    with closing(Database(old)) as state, state.transaction() as connection:
        taken, others = links.take(connection, outlet="gazette", crawl_id="crawl-2", now=NOON + HOUR, limit=9)
    assert [(link.url, link.title, link.published_at) for link in taken] == [
        (f"{HOME}2", "Two", NOON - 5),
        (f"{HOME}3", None, None),
    ]
    assert others == 2


def test_what_waits_is_delivered_and_what_comes_after_it_is_sealed(old: str) -> None:
    with closing(Database(old)) as state, state.transaction() as connection:
        (segment,) = outbox.undelivered(connection, CRAWL)
        assert outbox.lines_of(connection, segment) == [LINE]
        assert connection.scalars(select(rows.c.size)).all() == [len(LINE)]
        outbox.commit(connection, segment, size=1, sha256="ab", now=NOON)
        links.offer(connection, outlet="gazette", crawl_id=CRAWL, found_in=FEED, offered=[], now=NOON)
        assert outbox.keep(connection, link_key("gazette", f"{HOME}2"), sample(2, crawl_id=CRAWL), now=NOON)
        assert outbox.seal(connection, CRAWL, max_bytes=10**6, now=NOON, name=lambda number, _: str(number))
    with closing(Database(old)) as state:
        assert (history(state, 1).state, history(state, 1).part, history(state, 1).line) == (
            "delivered",
            "articles/two",
            1,
        )


def test_articles_and_sources_are_known_as_before(old: str) -> None:
    with closing(Database(old)) as state, state.transaction() as connection:
        assert outbox.keep(connection, link_key("gazette", f"{HOME}1"), sample(1), now=NOON) is None
        renamed = sample(1, title="Ferry 1 has sailed")
        edited = outbox.keep(connection, link_key("gazette", f"{HOME}1"), renamed, now=NOON)
        assert edited is not None
        assert edited.version == 2
        known = sources.known(connection, "gazette", [FEED, f"{HOME}listing"])
        assert {url: source.walked_at for url, source in known.items()} == {FEED: NOON, f"{HOME}listing": 0}
        assert {source.due_at for source in known.values()} == {0}


def test_a_state_brought_up_to_date_is_as_a_new_one(old: str, tmp_path: Any) -> None:
    with closing(Database(old)) as state, state.transaction() as connection:
        assert connection.scalars(select(schema.c.version)).all() == [SCHEMA_VERSION]
        found = inspect(connection)
        indexes = {(table, index["name"]) for table in found.get_table_names() for index in found.get_indexes(table)}
        tables = {table: {column["name"] for column in found.get_columns(table)} for table in found.get_table_names()}
    with closing(Database(str(tmp_path / "new.sqlite3"))) as new, new.transaction() as connection:
        fresh = inspect(connection)
        expected = {table: {column["name"] for column in fresh.get_columns(table)} for table in fresh.get_table_names()}
        wanted = {(table, index["name"]) for table in expected for index in fresh.get_indexes(table)}
    assert tables == expected
    assert wanted - indexes == set()


def test_texts_that_were_hashed_in_another_way_are_forgotten(location: str) -> None:
    with closing(Database(location)) as state, state.transaction() as connection:
        for table in tables(20_000)[:2]:
            table.create(connection)
        connection.execute(insert(story_days).values(day=20_000, fresh_from=0))
        connection.execute(update(schema).values(version=7))
    with closing(Database(location)) as state, state.transaction() as connection:
        assert not [name for name in inspect(connection).get_table_names() if name.endswith("_20000")]
        assert outbox.keep(connection, link_key("gazette", f"{HOME}1"), sample(1), now=NOON)
        assert connection.scalars(select(story_days.c.day)).all() == [NOON // (24 * HOUR)]


def test_a_step_that_fails_leaves_the_state_as_it_was(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise LookupError("half-way")

    with monkeypatch.context() as patch:
        patch.setattr(migrations_module, "_link_from_1", fail)
        with pytest.raises(LookupError):
            Database(old)
    with closing(Database(old)) as state:
        assert history(state, 0).state == "delivered"


def test_a_state_that_lost_its_version_is_refused(location: str) -> None:
    with closing(Database(location)) as state, state.transaction() as connection:
        connection.execute(text("DELETE FROM newscrawl_schema"))
    with pytest.raises(BadState, match="its schema has no version; restore a copy"):
        Database(location)
