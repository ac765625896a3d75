"""Links: offered once, taken once a crawl, brought to one end."""

import pytest
from sqlalchemy import Connection

from newscrawl.state import links
from newscrawl.state.database import Database
from newscrawl.state.history import history_of
from newscrawl.state.links import BACK_OFF, DELIVERED, FAILED, FETCHED, GONE, OFFERED, PENDING, REJECTED, OfferedLink
from newscrawl.urls import link_key

MIDNIGHT = 1_800_000_000


def link(number: int, *, published_at: int | None = None) -> OfferedLink:
    url = f"https://gazette.example/{number}"
    return OfferedLink(key=link_key("gazette", url), url=url, published_at=published_at)


def offer(connection: Connection, *numbers: int, crawl_id: str = "one", now: int = MIDNIGHT) -> int:
    new = links.offer(
        connection,
        outlet="gazette",
        crawl_id=crawl_id,
        found_in="https://gazette.example/feed",
        offered=[link(number) for number in numbers],
        now=now,
    )
    return len(new)


def take(connection: Connection, crawl_id: str = "one", now: int = MIDNIGHT, limit: int = 100) -> list[int]:
    taken, _ = links.take(connection, outlet="gazette", crawl_id=crawl_id, now=now, limit=limit)
    return [int(one.url.rpartition("/")[2]) for one in taken]


def outcome(connection: Connection, number: int) -> tuple[str, str | None]:
    history = history_of(connection, link(number).key)
    assert history is not None
    return history.state, history.reason


def test_a_link_is_new_once_however_often_it_is_offered(database: Database) -> None:
    with database.transaction() as connection:
        assert offer(connection, 1, 2) == 2
        assert offer(connection, 2, 3) == 1
        assert offer(connection, 1, 2, 3, crawl_id="two") == 0
        assert links.count_by_outcome(connection, "one") == {OFFERED: 3}
        assert links.count_by_outcome(connection, "two") == {}


def test_thousands_of_links_are_offered_at_once(database: Database) -> None:
    with database.transaction() as connection:
        assert offer(connection, *range(links.MANY + 3)) == links.MANY + 3
        keys = [link(number).key for number in range(links.MANY + 3)]
        assert links.known_since(connection, keys, MIDNIGHT) == len(keys)
        assert links.known_since(connection, [*keys, link(9999).key], MIDNIGHT) == len(keys)


def test_a_crawl_takes_a_link_once(database: Database) -> None:
    with database.transaction() as connection:
        offer(connection, 1, 2, 3)
        first, second = take(connection, limit=2), take(connection, limit=2)
        assert sorted(first + second) == [1, 2, 3]
        assert take(connection) == []
        links.put_off(connection, link(1).key, FAILED, reason="http-500", now=MIDNIGHT)
        assert take(connection) == []


def test_the_newest_of_what_is_due_comes_first_and_what_has_no_date_last(database: Database) -> None:
    dates = {1: 100, 2: None, 3: 300}
    with database.transaction() as connection:
        offered = [link(number, published_at=date) for number, date in dates.items()]
        links.offer(connection, outlet="gazette", crawl_id="one", found_in="f", offered=offered, now=MIDNIGHT)
        assert take(connection) == [3, 1, 2]


@pytest.mark.parametrize("reached", [None, FETCHED])
def test_what_a_dead_crawl_left_is_taken_over_by_the_next(database: Database, reached: str | None) -> None:
    with database.transaction() as connection:
        offer(connection, 1, 2)
        take(connection, limit=1)
        if reached:
            links.fetched(connection, link(1).key, now=MIDNIGHT)
        taken, from_others = links.take(connection, outlet="gazette", crawl_id="two", now=MIDNIGHT, limit=100)
        assert len(taken) == from_others == 2
        assert links.count_by_outcome(connection, "one") == {}
        assert links.count_by_outcome(connection, "two") == {OFFERED: 2}


def test_a_link_of_another_outlet_is_left_alone(database: Database) -> None:
    with database.transaction() as connection:
        offer(connection, 1)
        assert links.take(connection, outlet="herald", crawl_id="two", now=MIDNIGHT, limit=9) == ([], 0)


def test_what_a_crawl_counts_as_taken_over_was_not_its_own(database: Database) -> None:
    with database.transaction() as connection:
        offer(connection, 1)
        offer(connection, 2, crawl_id="two")
        _, from_others = links.take(connection, outlet="gazette", crawl_id="two", now=MIDNIGHT, limit=9)
        assert from_others == 1


def test_a_failing_link_is_put_off_for_longer_each_time_and_then_parked(database: Database) -> None:
    now = MIDNIGHT
    with database.transaction() as connection:
        offer(connection, 1)
        for attempt, pause in enumerate(BACK_OFF):
            assert take(connection, f"crawl-{attempt}", now) == [1]
            assert not links.put_off(connection, link(1).key, FAILED, reason="http-500", now=now)
            if pause:
                assert take(connection, "too-early", now + pause - 1) == []
            now += pause
        assert take(connection, "last", now) == [1]
        assert links.put_off(connection, link(1).key, FAILED, reason="http-500", now=now)
        assert take(connection, "never", now + 10**9) == []
        assert links.count_by_outcome(connection, "last") == {"failed:http-500": 1}


def test_a_link_taken_again_is_owed_until_it_has_a_new_end(database: Database) -> None:
    with database.transaction() as connection:
        offer(connection, 1)
        links.put_off(connection, link(1).key, FAILED, reason="http-500", now=MIDNIGHT)
        take(connection, "two")
        assert links.count_by_outcome(connection, "two") == {OFFERED: 1}


@pytest.mark.parametrize("end", [DELIVERED, "unchanged", REJECTED, GONE])
def test_a_link_with_an_end_is_not_due_again(database: Database, end: str) -> None:
    with database.transaction() as connection:
        offer(connection, 1)
        links.settle(connection, link(1).key, end, reason="some", now=MIDNIGHT)
        assert take(connection, "two", MIDNIGHT + 10**9) == []


@pytest.mark.parametrize("reached", [PENDING, DELIVERED])
def test_no_other_end_takes_the_place_of_an_article(database: Database, reached: str) -> None:
    with database.transaction() as connection:
        offer(connection, 1)
        take(connection)
        links.settle(connection, link(1).key, reached, now=MIDNIGHT)
        links.settle(connection, link(1).key, "unchanged", now=MIDNIGHT)
        links.settle(connection, link(1).key, REJECTED, reason="no-body", now=MIDNIGHT)
        assert not links.put_off(connection, link(1).key, FAILED, reason="spider-error", now=MIDNIGHT)
        assert outcome(connection, 1) == (reached, None)
        assert take(connection, "two") == []


def test_settling_a_link_that_nobody_knows_does_nothing(database: Database) -> None:
    with database.transaction() as connection:
        links.settle(connection, link(1).key, REJECTED, now=MIDNIGHT)
        assert not links.put_off(connection, link(1).key, FAILED, reason="x", now=MIDNIGHT)
        assert links.count_by_outcome(connection, "one") == {}


def test_outcomes_are_counted_by_state_and_reason(database: Database) -> None:
    with database.transaction() as connection:
        offer(connection, 1, 2, 3, 4)
        links.settle(connection, link(1).key, REJECTED, reason="no-body", now=MIDNIGHT)
        links.settle(connection, link(2).key, REJECTED, reason="no-title", now=MIDNIGHT)
        links.settle(connection, link(3).key, PENDING, now=MIDNIGHT)
        assert links.count_by_outcome(connection, "one") == {
            "rejected:no-body": 1,
            "rejected:no-title": 1,
            PENDING: 1,
            OFFERED: 1,
        }


def test_links_are_known_since_the_moment_they_were_offered(database: Database) -> None:
    with database.transaction() as connection:
        offer(connection, 1, now=100)
        offer(connection, 2, now=200)
        both = [link(1).key, link(2).key]
        assert links.known_since(connection, both, 200) == 2
        assert links.known_since(connection, both, 199) == 1
        assert links.known_since(connection, [], 200) == 0
