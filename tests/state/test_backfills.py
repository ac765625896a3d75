"""Backfills: what is to be read, in which order, and how far each is."""

from newscrawl.state import backfills
from newscrawl.state.backfills import Planned
from newscrawl.state.database import Database

DAYS = "2024-01-01..2024-01-31"
HOME = "https://gazette.example/"


def planned(name: str, until: int, *, last_resort: bool = False) -> Planned:
    return Planned(source=HOME, url=HOME + name, document=f'"{name}"', until=until, last_resort=last_resort)


def test_the_newest_document_is_read_first_and_a_last_resort_last(database: Database) -> None:
    documents = [planned("old", 5), planned("new", 9), planned("pages", 9, last_resort=True), planned("middle", 7)]
    with database.transaction() as connection:
        backfills.plan(connection, "gazette", DAYS, documents)
        read: list[str] = []
        while one := backfills.following(connection, "gazette", DAYS, besides=[*read, HOME + "middle"]):
            read.append(one.url)
    assert read == [HOME + name for name in ("new", "old", "pages")]


def test_what_is_done_is_not_read_again_whoever_plans_it(database: Database) -> None:
    with database.transaction() as connection:
        backfills.plan(connection, "gazette", DAYS, [planned("one", 5)])
        backfills.done(connection, "gazette", DAYS, HOME + "one", links=3, now=100)
        backfills.plan(connection, "gazette", DAYS, [planned("one", 5)])
        assert backfills.following(connection, "gazette", DAYS, besides=[]) is None
        assert backfills.has_given(connection, "gazette", DAYS, HOME)
        assert not backfills.has_given(connection, "gazette", "2024-02-01..2024-02-02", HOME)


def test_it_is_known_how_far_a_backfill_is(database: Database) -> None:
    with database.transaction() as connection:
        assert backfills.standing(connection, "gazette", DAYS).documents == 0
        backfills.plan(connection, "gazette", DAYS, [planned("a", 9), planned("b", 7), planned("c", 5)])
        backfills.plan(connection, "gazette", DAYS, [planned("pages", 9, last_resort=True)])
        backfills.done(connection, "gazette", DAYS, HOME + "a", links=0, now=100, failure="undated")
        before = backfills.standing(connection, "gazette", DAYS)
        assert (before.documents, before.done, before.links, before.until) == (4, 1, 0, 9)
        backfills.done(connection, "gazette", DAYS, HOME + "b", links=3, now=110)
        found = backfills.standing(connection, "gazette", DAYS)
        assert (found.documents, found.done, found.links, found.until) == (3, 2, 3, 5)
        assert (found.first_done_at, found.failures) == (100, {HOME + "a": "undated"})
        assert backfills.standing(connection, "gazette", DAYS, besides=HOME + "c").until is None
        backfills.forget(connection, "herald", DAYS)
        backfills.forget(connection, "gazette", "2024-02-01..2024-02-02")
        assert backfills.standing(connection, "gazette", DAYS) == found
        backfills.forget(connection, "gazette", DAYS)
        assert backfills.standing(connection, "gazette", DAYS).documents == 0
