"""Sources: how far each is known."""

import pytest
from sqlalchemy import select

from newscrawl.state import sources
from newscrawl.state.database import Database
from newscrawl.state.tables import sources as table

FEED = "https://gazette.example/feed"


def test_a_source_is_known_up_to_the_walk_that_reached_its_end(database: Database) -> None:
    with database.transaction() as connection:
        assert sources.walked_at(connection, "gazette", FEED) == 0
        sources.record_poll(connection, "gazette", FEED, now=10, offered=3)
        assert sources.walked_at(connection, "gazette", FEED) == 0
        sources.record_poll(connection, "gazette", FEED, now=12, offered=3, walked=10)
        assert sources.walked_at(connection, "gazette", FEED) == 10
        assert sources.walked_at(connection, "herald", FEED) == 0


def test_a_walk_that_stopped_half_way_or_failed_does_not_change_how_far_it_is_known(database: Database) -> None:
    with database.transaction() as connection:
        sources.record_poll(connection, "gazette", FEED, now=10, offered=3, walked=10)
        sources.record_poll(connection, "gazette", FEED, now=20, offered=3)
        sources.record_failure(connection, "gazette", FEED, now=30, reason="http-500")
        assert sources.walked_at(connection, "gazette", FEED) == 10


def test_a_failure_is_remembered_until_the_source_gives_something_again(database: Database) -> None:
    with database.transaction() as connection:
        sources.record_failure(connection, "gazette", FEED, now=30, reason="not-a-feed")
        assert connection.scalar(select(table.c.failure)) == "not-a-feed"
        sources.record_poll(connection, "gazette", FEED, now=40, offered=1)
        row = connection.execute(select(table)).one()
        assert (row.failure, row.polled_at, row.offered) == (None, 40, 1)


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/1",
        "https://www.gazette.example/1",
        "http://gazette.example/1",
        "https://gazette.example",
    ],
)
def test_an_address_is_the_same_after_it_was_shortened(url: str) -> None:
    short = sources.shortened(url, FEED)
    assert sources.lengthened(short, FEED) == url
    assert (len(short) < len(url)) == url.startswith("https://gazette.example/")
