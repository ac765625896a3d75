"""The outbox: lines wait until their part lies in the lake, and a crash between any two steps loses none."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from newscrawl.article import Article
from newscrawl.state import crawls, links, outbox
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink
from newscrawl.state.outbox import Segment
from newscrawl.state.placing import Placing, scraped
from newscrawl.state.tables import outbox as rows
from newscrawl.urls import link_key
from tests.sample import sample

NOON = 1_800_000_000


def begin(database: Database, crawl_id: str = "crawl-1") -> None:
    with database.transaction() as connection:
        crawls.begin(connection, outlet="gazette", crawl_id=crawl_id, now=NOON, alive=lambda _: False)


def keep(database: Database, article: Article, now: int = NOON) -> Article | None:
    key = link_key("gazette", article.url)
    with database.transaction() as connection:
        offer = [OfferedLink(key=key, url=article.url)]
        links.offer(connection, outlet="gazette", crawl_id=article.crawl_id, found_in="feed", offered=offer, now=now)
        return outbox.keep(connection, key, article, now=now)


def seal(database: Database, crawl_id: str = "crawl-1", max_bytes: int = 10**9) -> bool:
    def name(number: int, lines: list[bytes]) -> str:
        return f"{crawl_id}-{number}-{len(lines)}"

    with database.transaction() as connection:
        return outbox.seal(connection, crawl_id, max_bytes=max_bytes, now=NOON, name=name)


def segments(database: Database, crawl_id: str = "crawl-1") -> list[Segment]:
    with database.transaction() as connection:
        return outbox.undelivered(connection, crawl_id)


def titles(database: Database, segment: Segment) -> list[str]:
    with database.transaction() as connection:
        return [json.loads(line)["title"] for line in outbox.lines_of(connection, segment)]


def commit(database: Database, segment: Segment) -> None:
    with database.transaction() as connection:
        outbox.commit(connection, segment, size=7, sha256="0" * 64, now=NOON + 5)


def outcomes(database: Database, crawl_id: str = "crawl-1") -> dict[str, int]:
    with database.transaction() as connection:
        return links.count_by_outcome(connection, crawl_id)


def waiting(database: Database) -> int:
    with database.transaction() as connection:
        return outbox.waiting(connection)


def test_an_article_waits_as_a_line_and_its_link_is_pending(database: Database) -> None:
    begin(database)
    keep(database, sample(1))
    keep(database, sample(2), now=NOON + 60)
    with database.transaction() as connection:
        waits = outbox.waiting_of(connection, "crawl-1")
        lines = connection.scalars(select(rows.c.line)).all()
    assert (waits.rows, waits.bytes, waits.since) == (2, sum(map(len, lines)), NOON)
    assert outcomes(database) == {"pending": 2}
    assert waits.segments == 0
    assert waiting(database) == 2
    seal(database)
    with database.transaction() as connection:
        waits = outbox.waiting_of(connection, "crawl-1")
    assert (waits.rows, waits.segments) == (0, 1)


def test_nothing_is_kept_of_an_article_that_does_not_fit_the_schema(database: Database) -> None:
    begin(database)
    with pytest.raises(ValueError, match="extractor"):
        keep(database, sample(1, extractor=""))
    assert waiting(database) == 0
    assert outcomes(database) == {}
    with database.transaction() as connection:
        entries = [scraped(b"k" * 16, sample(1))]
        assert Placing(connection, entries, now=NOON, story_days=30).place(entries[0]).article is not None


def test_an_article_that_says_nothing_new_ends_its_link_unchanged(database: Database) -> None:
    begin(database)
    keep(database, sample(1))
    assert keep(database, sample(2, title=sample(1).title, body=sample(1).body)) is None
    assert outcomes(database) == {"pending": 1, "unchanged:copy": 1}
    assert waiting(database) == 1


def test_the_same_article_given_twice_stays_pending_and_is_delivered(database: Database) -> None:
    begin(database)
    keep(database, sample(1))
    assert keep(database, sample(1)) is None
    assert outcomes(database) == {"pending": 1}
    seal(database)
    commit(database, segments(database)[0])
    assert keep(database, sample(1)) is None
    assert outcomes(database) == {"delivered": 1}


def test_a_segment_takes_what_fits_in_the_order_it_came(database: Database) -> None:
    begin(database)
    for number in range(5):
        keep(database, sample(number))
    with database.transaction() as connection:
        size = max(len(line) for line in connection.scalars(select(rows.c.line)))
    while seal(database, max_bytes=2 * size):
        pass
    found = segments(database)
    assert [segment.rows for segment in found] == [2, 2, 1]
    assert [segment.key for segment in found] == ["crawl-1-1-2", "crawl-1-2-2", "crawl-1-3-1"]
    assert [title for segment in found for title in titles(database, segment)] == [f"Ferry {n} sails" for n in range(5)]


def test_a_line_larger_than_a_segment_gets_one_of_its_own(database: Database) -> None:
    begin(database)
    keep(database, sample(1))
    assert seal(database, max_bytes=1)
    assert not seal(database, max_bytes=1)
    assert [segment.rows for segment in segments(database)] == [1]


def test_what_comes_after_sealing_waits_for_the_next_segment(database: Database) -> None:
    begin(database)
    keep(database, sample(1))
    seal(database)
    assert not seal(database)
    keep(database, sample(2))
    assert titles(database, segments(database)[0]) == ["Ferry 1 sails"]
    assert seal(database)
    assert [titles(database, segment) for segment in segments(database)] == [["Ferry 1 sails"], ["Ferry 2 sails"]]


def test_an_article_kept_after_everything_before_was_delivered_is_sealed_too(database: Database) -> None:
    begin(database)
    for number in range(3):
        keep(database, sample(number))
        assert seal(database)
        commit(database, segments(database)[0])
    assert waiting(database) == 0
    assert outcomes(database) == {"delivered": 3}


def test_crawls_do_not_mix(database: Database) -> None:
    begin(database, "crawl-1")
    begin(database, "crawl-2")
    for number in range(4):
        keep(database, sample(number, crawl_id=f"crawl-{1 + number % 2}"))
    seal(database, "crawl-1")
    commit(database, segments(database, "crawl-1")[0])
    assert outcomes(database, "crawl-1") == {"delivered": 2}
    assert outcomes(database, "crawl-2") == {"pending": 2}
    seal(database, "crawl-2")
    assert titles(database, segments(database, "crawl-2")[0]) == ["Ferry 1 sails", "Ferry 3 sails"]


def test_a_commit_may_be_repeated_and_touches_nothing_that_came_later(database: Database) -> None:
    begin(database)
    keep(database, sample(1))
    seal(database)
    segment = segments(database)[0]
    commit(database, segment)
    keep(database, sample(2))
    commit(database, segment)
    assert outcomes(database) == {"delivered": 1, "pending": 1}
    assert waiting(database) == 1
    with database.transaction() as connection:
        (done,) = outbox.delivered(connection, "crawl-1")
    assert (done.key, done.bytes, done.sha256) == ("crawl-1-1-1", 7, "0" * 64)
    assert titles(database, segment) == []


def test_a_part_committed_after_the_manifest_asks_for_a_new_manifest(database: Database) -> None:
    begin(database)
    keep(database, sample(1))
    seal(database)
    with database.transaction() as connection:
        crawls.manifest_written(connection, "crawl-1")
    commit(database, segments(database)[0])
    with database.transaction() as connection:
        assert crawls.dead_with_rest(connection, NOON, alive=lambda _: False) == ["crawl-1"]


def test_the_outbox_is_full_when_the_lines_of_all_crawls_together_reach_the_cap(database: Database) -> None:
    begin(database, "crawl-1")
    begin(database, "crawl-2")
    with database.transaction() as connection:
        assert not outbox.is_full(connection, 1)
    keep(database, sample(1, crawl_id="crawl-1"))
    keep(database, sample(2, crawl_id="crawl-2"))
    with database.transaction() as connection:
        size = sum(map(len, connection.scalars(select(rows.c.line))))
        assert outbox.is_full(connection, size)
        assert not outbox.is_full(connection, size + 1)
        assert not outbox.is_full(connection)
    seal(database, "crawl-1")
    commit(database, segments(database, "crawl-1")[0])
    with database.transaction() as connection:
        assert not outbox.is_full(connection, size)


STEPS: list[Callable[[Database], object]] = [
    lambda state: keep(state, sample(1)),
    seal,
    lambda state: commit(state, segments(state)[0]),
]


@pytest.mark.parametrize("crash_after", range(len(STEPS) + 1))
def test_a_crash_between_any_two_steps_leaves_the_line_or_the_commit(location: str, crash_after: int) -> None:
    before = Database(location)
    begin(before)
    for step in STEPS[:crash_after]:
        step(before)
    before.close()

    after = Database(location)
    if not crash_after:
        STEPS[0](after)
    seal(after)
    for segment in segments(after):
        assert titles(after, segment) == ["Ferry 1 sails"]
        commit(after, segment)
    assert outcomes(after) == {"delivered": 1}
    assert waiting(after) == 0
    with after.transaction() as connection:
        assert len(outbox.delivered(connection, "crawl-1")) == 1
        assert connection.scalar(select(func.count()).select_from(rows)) == 0
    after.close()
