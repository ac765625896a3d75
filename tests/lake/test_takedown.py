"""Takedown: the text is verifiably nowhere, every row is still there once, and the article does not come back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newscrawl.article import article_id
from newscrawl.cli import main
from newscrawl.emptied import GONE
from newscrawl.errors import LakeDamaged, NotInLake
from newscrawl.lake import takedown
from newscrawl.lake.compaction import compact
from newscrawl.lake.lines import from_line
from newscrawl.lake.locations import open_storage
from newscrawl.lake.parts import unpack
from newscrawl.lake.storage import Storage
from newscrawl.lake.takedown import take_down
from newscrawl.state import links, outbox
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink
from newscrawl.state.placing import Placing, scraped
from newscrawl.urls import link_key
from tests.lake.building import DAY, HOUR, Crawling, findings, overwrite, parts_of, wrong
from tests.lake.contract import Consumer
from tests.lake.faults import FaultyLake
from tests.lake.interrupted import Interrupted, Killed
from tests.sample import HOME, sample

ID = article_id("gazette", f"{HOME}2")
LATER = datetime(2026, 11, 6, 6, tzinfo=UTC)
Version = tuple[str, int]


def two_days(storage: Storage) -> Crawling:
    """Two days of three articles each; the second is edited on the second day."""
    crawling = Crawling(storage)
    crawling.crawl(sample(1), sample(2), sample(3))
    crawling.now += 24 * HOUR
    crawling.crawl(sample(4), sample(2, title="Ferry 2 is late"), sample(5))
    return crawling


def versions(storage: Storage) -> list[Version]:
    """Return (article_id, version) of every row of the lake."""
    records = [from_line(line) for key in parts_of(storage) for line in unpack(storage.get(key))]
    return sorted((record.article_id, record.version) for record in records)


def texts(storage: Storage) -> set[str]:
    """Return everything that any object below articles/ and compacted/ says in lines of the article."""
    keys = [*parts_of(storage), *storage.keys("compacted/")]
    lines = [line for key in keys for line in unpack(storage.get(key))]
    records = [from_line(line) for line in lines]
    return {text for one in records if one.article_id == ID for text in (one.title, one.body)}


def everything(storage: Storage, key: str) -> bytes:
    """Return what an object says, whatever it is."""
    body = storage.get(key)
    return b"".join(unpack(body)) if key.endswith(".gz") else body


def test_the_text_is_nowhere_and_the_other_articles_are_as_they_were(storage: Storage) -> None:
    two_days(storage)
    before = {key: storage.get(key) for key in parts_of(storage)}
    done = take_down(storage, ID, now=LATER)
    assert (done.version, done.open, len(done.rewritten)) == (3, [], 2)
    assert texts(storage) == {GONE}
    assert not any(b"Ferry number 2 has" in everything(storage, key) for key in storage.keys(""))
    others = {key: body for key, body in before.items() if key not in done.rewritten}
    assert {key: storage.get(key) for key in others} == others
    assert findings(storage) == []


def test_every_version_is_still_a_row_and_a_new_one_says_it_is_gone(storage: Storage) -> None:
    two_days(storage)
    before = versions(storage)
    take_down(storage, ID, now=LATER)
    assert versions(storage) == sorted([*before, (ID, 3)])
    (today,) = (key for key in parts_of(storage) if "dt=2026-11-06" in key)
    (gone,) = map(from_line, unpack(storage.get(today)))
    assert (gone.article_id, gone.version, gone.change, gone.fetched_at) == (ID, 3, "gone", LATER)
    assert (gone.url, gone.outlet, gone.word_count, gone.authors) == (f"{HOME}2", "gazette", 0, [])


def test_who_reads_what_is_new_gets_the_record_that_it_is_gone(storage: Storage) -> None:
    two_days(storage)
    consumer = Consumer()
    assert len(consumer.new_rows(storage)) == 6
    take_down(storage, ID, now=LATER)
    assert consumer.new_rows(storage) == [(GONE, 3)]
    assert sorted(Consumer().new_rows(storage)).count((GONE, 3)) == 1


def test_a_second_run_changes_nothing(storage: Storage) -> None:
    two_days(storage)
    take_down(storage, ID, now=LATER)
    before = {key: storage.get(key) for key in storage.keys("")}
    done = take_down(storage, ID, now=LATER + timedelta(days=1))
    assert (done.version, done.rewritten, done.open) == (3, [], [])
    assert {key: storage.get(key) for key in storage.keys("")} == before


def test_today_s_partition_has_to_wait_and_check_says_so_until_then(storage: Storage) -> None:
    two_days(storage)
    second_day = datetime(2026, 11, 4, 20, tzinfo=UTC)
    done = take_down(storage, ID, now=second_day)
    assert [key.split("/")[2] for key in done.rewritten] == ["dt=2026-11-03"]
    assert [key.split("/")[2] for key in done.open] == ["dt=2026-11-04"]
    (told,) = wrong(storage)
    assert told == f"{done.open[0]}: line 1 has text of an article that was taken down; newscrawl lake takedown {ID}"
    again = take_down(storage, ID, now=second_day + timedelta(days=1))
    assert (again.version, again.rewritten, again.open) == (3, done.open, [])
    assert texts(storage) == {GONE}
    assert findings(storage) == []


def test_a_crawl_that_has_not_ended_has_to_wait(storage: Storage) -> None:
    crawling = Crawling(storage)
    crawl = crawling.crawl(sample(1), sample(2), concluded=False)
    assert len(take_down(storage, ID, now=LATER).open) == 1
    crawling.conclude(crawl)
    assert take_down(storage, ID, now=LATER).open == []
    assert texts(storage) == {GONE}
    assert findings(storage) == []


@pytest.mark.parametrize("runs", [1, 2, 3])
def test_a_compacted_part_is_rewritten_and_one_that_waits_is_withdrawn(storage: Storage, runs: int) -> None:
    two_days(storage)
    for days in range(runs):
        compact(storage, DAY, now=datetime(2026, 11, 4, 6, tzinfo=UTC) + timedelta(days=days))
    before = versions(storage)
    take_down(storage, ID, now=LATER)
    assert texts(storage) == {GONE}
    assert versions(storage) == sorted([*before, (ID, 3)])
    assert findings(storage) == []
    consumer = Consumer()
    assert len(consumer.new_rows(storage)) == 7
    for days in range(3):
        compact(storage, DAY, now=LATER + timedelta(days=days))
        assert consumer.new_rows(storage) == []
    assert len(Consumer().new_rows(storage)) == 7
    assert texts(storage) == {GONE}
    assert findings(storage) == []


def test_two_articles_of_one_part_can_be_taken_down_one_after_the_other(storage: Storage) -> None:
    two_days(storage)
    for days in range(2):
        compact(storage, DAY, now=datetime(2026, 11, 4, 6, tzinfo=UTC) + timedelta(days=days))
    for number in (2, 3):
        take_down(storage, article_id("gazette", f"{HOME}{number}"), now=LATER + timedelta(hours=number))
    assert findings(storage) == []
    rows = [row for row in Consumer().new_rows(storage) if row[0] != GONE]
    assert sorted(rows) == [("Ferry 1 sails", 1), ("Ferry 4 sails", 1), ("Ferry 5 sails", 1)]


@cache
def objects(compactions: int) -> dict[str, bytes]:
    lake = FaultyLake()
    two_days(lake)
    for days in range(compactions):
        compact(lake, DAY, now=datetime(2026, 11, 4, 6, tzinfo=UTC) + timedelta(days=days))
    return lake.objects


def prepared(compactions: int) -> FaultyLake:
    """Return a lake of two days, the first of them not compacted, compacted but not replaced, or replaced."""
    lake = FaultyLake()
    lake.objects = dict(objects(compactions))
    return lake


def watch(lake: Storage) -> None:
    """See that every row of the six lies in the lake once, the one that says gone at most once."""
    found = versions(lake)
    assert len(found) == len(set(found))
    assert len(set(found) - {(ID, 3)}) == 6
    assert len([row for row in Consumer().new_rows(lake) if row != (GONE, 3)]) == 6


def killed_at(compactions: int, step: int) -> bool:
    """Kill a takedown at a step and run it again a day later; return False if it has fewer steps."""
    lake, killed = prepared(compactions), False
    try:
        take_down(Interrupted(lake, step, watch), ID, now=LATER)
    except Killed:
        killed = True
        noted = any(key.startswith("takedowns/") for key in lake.objects)
        assert wrong(lake) or texts(lake) == {GONE} or not noted
        take_down(Interrupted(lake, watch=watch), ID, now=LATER + timedelta(days=1))
    assert texts(lake) == {GONE}
    assert findings(lake) == [], step
    assert versions(lake).count((ID, 3)) == 1
    return killed


def kill_at_every_step(compactions: int) -> int:
    return sum(1 for _ in takewhile(partial(killed_at, compactions), count()))


@pytest.mark.parametrize("compactions", [0, 1, 2])
def test_killed_at_any_step_and_run_again_the_text_is_nowhere(compactions: int) -> None:
    assert kill_at_every_step(compactions) > 20


def _part_before_its_manifest(storage: Storage, key: str, body: bytes) -> str:
    """Put parts at once, and superseding manifests never."""
    if not key.startswith("superseding/"):
        storage.put(key, body, sha256(body).hexdigest())
    return sha256(body).hexdigest()


def test_a_wrong_protocol_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takedown, "put_checked", _part_before_its_manifest)
    with pytest.raises((AssertionError, LakeDamaged)):
        kill_at_every_step(0)


def test_an_article_that_is_not_there_and_one_that_only_shares_its_story(storage: Storage) -> None:
    two_days(storage)
    other = "0f" * 16
    Crawling(storage).crawl(sample(9, story_of=other, story_id=other))
    before = {key: storage.get(key) for key in storage.keys("")}
    with pytest.raises(NotInLake, match=f"no part has article {other}"):
        take_down(storage, other, now=LATER)
    assert {key: storage.get(key) for key in storage.keys("")} == before


def test_a_part_that_was_changed_is_not_written_over() -> None:
    lake = prepared(0)
    changed = parts_of(lake)[1]
    overwrite(lake, changed, lambda body: body + body)
    damaged = lake.get(changed)
    with pytest.raises(LakeDamaged, match=f"{changed}: is not what its manifest says; newscrawl lake check"):
        take_down(lake, ID, now=LATER)
    assert lake.get(changed) == damaged
    overwrite(lake, changed, lambda body: body[:-9])
    with pytest.raises(LakeDamaged, match=f"{changed}: not a whole gzip file"):
        take_down(lake, ID, now=LATER)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Database]:
    database = Database(str(tmp_path / "state.sqlite3"))
    yield database
    database.close()


def keep(state: Database, number: int, **changes: Any) -> bool:
    """Keep an article as a crawl does; return whether it says something new."""
    article = sample(number, **changes)
    key = link_key("gazette", article.url)
    with state.transaction() as connection:
        offers = [OfferedLink(key=key, url=article.url)]
        links.offer(connection, outlet="gazette", crawl_id="crawl-1", found_in="f", offered=offers, now=1)
        return outbox.keep(connection, key, article, now=1) is not None


def run(lake: str, state: str, identity: str = ID) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["lake", "takedown", identity, "--lake", lake, "--state", state])
    return done.exit_code, done.output


def test_the_command_takes_it_down_and_keeps_it_out(bucket: str, state: Database, tmp_path: Path) -> None:
    two_days(open_storage(bucket))
    with state.transaction() as connection:
        entry = scraped(link_key("gazette", f"{HOME}2"), sample(2))
        placing = Placing(connection, [entry], now=1, story_days=30)
        placing.place(entry)
        placing.remember()
    code, output = run(bucket, str(tmp_path / "state.sqlite3"))
    assert code == 0, output
    assert output.count(": written anew without it\n") == 2
    assert output.endswith(f"article {ID} is gone with version 3\n")
    assert not keep(state, 2, title="Ferry 2 is back")
    assert not keep(state, 2)
    assert keep(state, 3)


def test_versions_in_the_outbox_have_to_be_delivered_first(state: Database, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    two_days(open_storage(str(lake)))
    assert keep(state, 2)
    code, output = run(str(lake), str(tmp_path / "state.sqlite3"))
    assert (code, list(lake.glob("takedowns/*"))) == (2, [])
    assert "1 versions wait in the outbox; end the crawl or run newscrawl deliver, then again" in output


def test_without_a_state_it_says_so_and_makes_none(tmp_path: Path) -> None:
    two_days(open_storage(str(tmp_path / "lake")))
    code, output = run(str(tmp_path / "lake"), str(tmp_path / "no.sqlite3"))
    assert code == 0
    assert f"note: there is no state {tmp_path / 'no.sqlite3'}" in output
    assert not (tmp_path / "no.sqlite3").exists()


@pytest.mark.parametrize(
    ("identity", "why"),
    [("ferry-2", "is no article_id, which has 32 digits"), ("0f" * 16, f"no part has article {'0f' * 16}")],
)
def test_an_article_that_there_is_not_is_refused(tmp_path: Path, identity: str, why: str) -> None:
    lake = tmp_path / "lake"
    two_days(open_storage(str(lake)))
    code, output = run(str(lake), str(tmp_path / "no.sqlite3"), identity)
    assert code == 2
    assert why in output
    assert not list(lake.glob("takedowns/*"))


def test_its_note_says_what_was_decided(tmp_path: Path) -> None:
    storage = open_storage(str(tmp_path))
    two_days(storage)
    take_down(storage, ID, now=LATER)
    assert json.loads(storage.get(f"takedowns/v1/{ID}.json")) == {
        "article_id": ID,
        "version": 3,
        "crawl_id": f"20261106T060000Z-{ID[:8]}",
        "taken_down_at": int(LATER.timestamp()),
    }
