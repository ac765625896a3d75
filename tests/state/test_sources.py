"""Sources: how far each is known."""

import pytest

from newscrawl.schedule.rhythm import Rhythm, learnt
from newscrawl.state import sources
from newscrawl.state.database import Database
from newscrawl.state.sources import KnownSource

FEED = "https://gazette.example/feed"


def test_a_source_is_remembered_as_it_is_known_after_a_poll(database: Database) -> None:
    rhythm = learnt(Rhythm(), since=0, now=7200, new=4)
    source = KnownSource(
        polled_at=10,
        due_at=20,
        listed=3,
        failure="http-500",
        failures=2,
        failing_since=5,
        retired_at=6,
        gaps=1,
        rhythm=rhythm,
    )
    with database.transaction() as connection:
        sources.remember(connection, "gazette", FEED, source)
        assert sources.known(connection, "gazette", [FEED, f"{FEED}/2"]) == {FEED: source}
        assert sources.known(connection, "herald", [FEED]) == {}
        sources.remember(connection, "gazette", FEED, KnownSource())
        assert sources.known(connection, "gazette", [FEED]) == {FEED: KnownSource()}


def test_how_far_a_source_was_walked_outlives_its_polls(database: Database) -> None:
    with database.transaction() as connection:
        sources.record_walk(connection, "gazette", FEED, began=10)
        sources.remember(connection, "gazette", FEED, KnownSource(polled_at=20))
        assert sources.known(connection, "gazette", [FEED])[FEED].walked_at == 10


def test_a_source_that_a_site_names_is_known_before_and_after_it_is_polled(database: Database) -> None:
    with database.transaction() as connection:
        sources.find(connection, "gazette", f"{FEED}/2", "sitemap")
        sources.find(connection, "gazette", FEED, "feed")
        sources.remember(connection, "gazette", FEED, KnownSource(polled_at=20))
        sources.remember(connection, "gazette", f"{FEED}/3", KnownSource(polled_at=20))
        assert sources.found(connection, "gazette") == {f"{FEED}/2": "sitemap", FEED: "feed"}
        assert sources.found(connection, "herald") == {}


def test_the_liveliest_of_the_other_sources_leads(database: Database) -> None:
    with database.transaction() as connection:
        assert sources.liveliest(connection, "gazette", besides=FEED) == 0
        for page, new in enumerate((2, 8, 99)):
            rhythm = learnt(Rhythm(), since=0, now=7200, new=new)
            sources.remember(connection, "gazette", f"{FEED}/{page}", KnownSource(rhythm=rhythm))
        assert sources.liveliest(connection, "gazette", besides=f"{FEED}/2") == pytest.approx(4)


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
