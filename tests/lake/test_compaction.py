"""Compaction: small parts become large ones, and who reads as docs/lake.md says sees every row once all the while."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from itertools import count, takewhile

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.cli import main
from newscrawl.errors import DayNotOver, LakeDamaged, NotInLake
from newscrawl.lake import compaction
from newscrawl.lake.claims import Claim, Superseding
from newscrawl.lake.compaction import LARGEST, SMALLEST, compact, groups
from newscrawl.lake.locations import open_storage
from newscrawl.lake.parts import unpack
from newscrawl.lake.storage import Storage
from tests.lake.building import (
    DAY,
    Row,
    day_of_crawls,
    findings,
    glob_rows,
    notes,
    overwrite,
    parts_of,
    place,
    wrong,
)
from tests.lake.contract import Consumer
from tests.lake.faults import FaultyLake
from tests.lake.interrupted import Interrupted, Killed
from tests.sample import sample

replace_parts = compaction._replace
MORNING = datetime(2026, 11, 4, 6, tzinfo=UTC)
DAYS_LATER = [MORNING + timedelta(days=days) for days in (0, 1, 2)]  # publish, replace, nothing more to do
SIX = [(f"Ferry {number} sails", 1) for number in range(1, 7)]


def through(storage: Storage, *, runs: int = 2) -> None:
    for now in DAYS_LATER[:runs]:
        compact(storage, DAY, now=now)


def test_the_first_run_joins_and_the_second_replaces_after_the_grace_period(storage: Storage) -> None:
    day_of_crawls(storage)
    old = parts_of(storage)
    done = compact(storage, DAY, now=MORNING)
    (joined,) = done.published
    assert [piece.key for piece in joined.supersedes] == old == parts_of(storage)
    assert wrong(storage) == []
    assert len(notes(storage)) == 1

    early = compact(storage, DAY, now=MORNING + timedelta(hours=23))
    assert (early.published, early.replaced, early.waiting) == ([], [], [joined])
    assert parts_of(storage) == old

    assert compact(storage, DAY, now=DAYS_LATER[1]).replaced == [joined]
    assert parts_of(storage) == [joined.part.key]
    assert list(storage.keys("compacted/")) == []
    assert glob_rows(storage) == SIX
    assert findings(storage) == []


def test_running_again_changes_nothing(storage: Storage) -> None:
    day_of_crawls(storage)
    through(storage, runs=1)
    published = {key: storage.get(key) for key in storage.keys("")}
    compact(storage, DAY, now=MORNING)
    assert {key: storage.get(key) for key in storage.keys("")} == published
    through(storage)
    replaced = {key: storage.get(key) for key in storage.keys("")}
    done = compact(storage, DAY, now=DAYS_LATER[2])
    assert (done.published, done.replaced, done.waiting) == ([], [], [])
    assert {key: storage.get(key) for key in storage.keys("")} == replaced


def test_parts_are_joined_byte_for_byte(storage: Storage) -> None:
    day_of_crawls(storage)
    bodies = [storage.get(key) for key in parts_of(storage)]
    through(storage)
    (part,) = parts_of(storage)
    assert storage.get(part) == b"".join(bodies)
    manifest = json.loads(
        storage.get("superseding/v1/dt=2026-11-03/" + part.split("/")[-1][: -len(".jsonl.gz")] + ".json")
    )
    assert manifest["part"] == {
        "key": part,
        "rows": 6,
        "bytes": sum(map(len, bodies)),
        "sha256": sha256(b"".join(bodies)).hexdigest(),
    }
    pieces = [storage.get(part)[piece["offset"] :][: piece["bytes"]] for piece in manifest["supersedes"]]
    assert pieces == bodies
    assert [len(unpack(piece)) for piece in pieces] == [1] * 6


def test_a_crawl_that_has_not_ended_is_left_alone_and_joined_later(storage: Storage) -> None:
    crawling = day_of_crawls(storage)
    late = crawling.crawl(sample(7), sample(8), concluded=False)
    done = compact(storage, DAY, now=MORNING)
    assert done.unfinished == 2
    assert all(late not in piece.key for piece in done.published[0].supersedes)
    through(storage)
    crawling.conclude(late)
    assert [len(one.supersedes) for one in compact(storage, DAY, now=DAYS_LATER[2]).published] == [2]
    compact(storage, DAY, now=DAYS_LATER[2] + timedelta(days=1))
    assert len(parts_of(storage)) == 2
    assert glob_rows(storage) == [*SIX, ("Ferry 7 sails", 1), ("Ferry 8 sails", 1)]
    assert findings(storage) == []


def test_a_joined_part_that_was_never_published_is_swept_away(storage: Storage) -> None:
    crawling = day_of_crawls(storage)
    steps = count()
    while not list(storage.keys("compacted/")):
        with pytest.raises(Killed):
            compact(Interrupted(storage, next(steps)), DAY, now=MORNING)
    (left,) = storage.keys("compacted/")
    assert "was left by a compaction that was interrupted" in notes(storage)[0]
    crawling.crawl(sample(7))  # so that the next run joins other parts
    compact(storage, DAY, now=MORNING)
    (staged,) = storage.keys("compacted/")
    assert staged != left
    assert wrong(storage) == []


class Watcher:
    """Readers that look at the lake after every change: one who reads all, one who has read some, one with a glob."""

    def __init__(self, truth: Iterable[Row], part_way: Consumer, first: list[Row]) -> None:
        self._truth = sorted(truth)
        self._part_way = part_way
        self._got = list(first)
        self.twice = 0

    def __call__(self, storage: Storage) -> None:
        assert sorted(Consumer().new_rows(storage)) == self._truth
        self._got += self._part_way.new_rows(storage)
        assert sorted(self._got) == self._truth
        globbed = Counter(glob_rows(storage))
        assert set(globbed) == set(self._truth)
        assert set(globbed.values()) <= {1, 2}
        self.twice += max(globbed.values()) > 1


@cache
def objects() -> dict[str, bytes]:
    lake = FaultyLake()
    day_of_crawls(lake)
    return lake.objects


def prepared() -> tuple[FaultyLake, Watcher]:
    """Return a lake of two crawls, and readers one of which has read the first crawl only."""
    lake, consumer = FaultyLake(), Consumer()
    second = max(key for key in objects() if key.startswith("manifests/"))
    lake.objects = {key: body for key, body in objects().items() if key != second}
    first = consumer.new_rows(lake)
    assert len(first) == 3
    lake.objects = dict(objects())
    return lake, Watcher(SIX, consumer, first)


def killed_at(dies_in: int, step: int) -> bool:
    """Go through three runs, the one with number ``dies_in`` killed at a step; return False if it has fewer steps."""
    lake, watcher = prepared()
    killed = False
    for run, now in enumerate(DAYS_LATER):
        try:
            compact(Interrupted(lake, step if run == dies_in else -1, watcher), DAY, now=now)
        except Killed:
            killed = True
            watcher(lake)
            compact(Interrupted(lake, watch=watcher), DAY, now=now)
    assert findings(lake) == [], (dies_in, step)
    assert len(parts_of(lake)) == 1
    assert list(lake.keys("compacted/")) == []
    return killed


def kill_at_every_step() -> int:
    """Kill a run at each of its steps and go on; return how often. AssertionError: a reader saw something else."""
    return sum(sum(1 for _ in takewhile(partial(killed_at, run), count())) for run in range(len(DAYS_LATER)))


def test_killed_at_any_step_and_run_again_nothing_is_lost_or_twice() -> None:
    assert kill_at_every_step() > 50


def _deletes_before_it_puts(storage: Storage, superseding: Superseding) -> None:
    body = storage.get(superseding.staged_key)
    storage.delete([piece.key for piece in superseding.supersedes])
    storage.put(superseding.part.key, body, superseding.part.sha256)


def _forgets_the_manifest(storage: Storage, superseding: Superseding) -> None:
    storage.delete([superseding.key])
    replace_parts(storage, superseding)


def _leaves_an_old_part(storage: Storage, superseding: Superseding) -> None:
    body = storage.get(superseding.staged_key)
    storage.put(superseding.part.key, body, superseding.part.sha256)
    storage.delete([piece.key for piece in superseding.supersedes[1:]])
    storage.delete([superseding.staged_key, superseding.key])


@pytest.mark.parametrize("mutant", [_deletes_before_it_puts, _forgets_the_manifest, _leaves_an_old_part])
def test_a_wrong_protocol_is_caught(monkeypatch: pytest.MonkeyPatch, mutant: Callable[..., None]) -> None:
    monkeypatch.setattr(compaction, "_replace", mutant)
    with pytest.raises((AssertionError, LookupError, TypeError, LakeDamaged)):
        kill_at_every_step()


def test_a_glob_sees_rows_twice_only_while_parts_are_being_replaced() -> None:
    lake, watcher = prepared()
    compact(Interrupted(lake, watch=watcher), DAY, now=DAYS_LATER[0])
    assert watcher.twice == 0
    compact(Interrupted(lake, watch=watcher), DAY, now=DAYS_LATER[1])
    assert watcher.twice == 6  # after the put, and after each delete but the last: in S3 that is one request
    compact(Interrupted(lake, watch=watcher), DAY, now=DAYS_LATER[2])
    assert watcher.twice == 6


def test_check_says_that_a_replacement_was_interrupted() -> None:
    lake, _ = prepared()
    compact(lake, DAY, now=DAYS_LATER[0])
    (staged,) = lake.keys("compacted/")
    place(lake, staged.replace("compacted/v1", "articles/v1"), lake.get(staged))
    said = wrong(lake)
    assert sum("a compaction was interrupted; run newscrawl lake compact --dt 2026-11-03" in one for one in said) == 6
    assert sum("lies here more than once" in one for one in said) == 6
    compact(lake, DAY, now=DAYS_LATER[0])
    assert findings(lake) == []


def test_two_runs_at_once_that_joined_the_same_parts_are_brought_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lake, watcher = prepared()
    compact(lake, DAY, now=MORNING)
    first = {key: body for key, body in lake.objects.items() if key.startswith(("compacted/", "superseding/"))}
    for key in first:
        del lake.objects[key]
    monkeypatch.setattr(compaction, "SMALLEST", 1500)  # the other run found other parts, and so made other groups
    compact(lake, DAY, now=MORNING)
    monkeypatch.undo()
    lake.objects |= first
    assert any("supersedes" in one for one in wrong(lake))
    compact(Interrupted(lake, watch=watcher), DAY, now=DAYS_LATER[1])
    compact(Interrupted(lake, watch=watcher), DAY, now=DAYS_LATER[2])
    compact(Interrupted(lake, watch=watcher), DAY, now=DAYS_LATER[2] + timedelta(days=2))
    assert findings(lake) == []


def test_a_part_that_was_changed_is_not_joined() -> None:
    lake, _ = prepared()
    changed = parts_of(lake)[3]
    overwrite(lake, changed, lambda body: body + body)
    before = dict(lake.objects)
    with pytest.raises(LakeDamaged, match=f"{changed}: is not what its manifest says; newscrawl lake check"):
        compact(lake, DAY, now=MORNING)
    assert lake.objects == before


def test_a_part_that_is_missing_is_said_to_be() -> None:
    lake, _ = prepared()
    missing = parts_of(lake)[3]
    lake.delete([missing])
    with pytest.raises(LakeDamaged, match=f"{missing}: is missing"):
        compact(lake, DAY, now=MORNING)


def test_a_joined_part_that_was_changed_replaces_nothing() -> None:
    lake, watcher = prepared()
    compact(lake, DAY, now=DAYS_LATER[0])
    (staged,) = lake.keys("compacted/")
    overwrite(lake, staged, lambda body: body[:-1])
    assert any(one.startswith(staged) for one in wrong(lake))
    with pytest.raises(LakeDamaged, match=f"{staged}: is not what its manifest says"):
        compact(lake, DAY, now=DAYS_LATER[1])
    watcher(lake)
    lake.delete([staged])
    for days in range(3):
        compact(Interrupted(lake, watch=watcher), DAY, now=DAYS_LATER[1] + timedelta(days=days))
    assert findings(lake) == []
    assert len(parts_of(lake)) == 1


def test_days_that_cannot_be_compacted_are_refused(storage: Storage) -> None:
    with pytest.raises(DayNotOver, match=r"dt=2026-11-04: the day is not over in UTC; compact it from 2026-11-05 on"):
        compact(storage, date(2026, 11, 4), now=MORNING)
    with pytest.raises(NotInLake, match=r"there is no partition 2026-11-03; the lake is empty"):
        compact(storage, DAY, now=MORNING)


SIZES = st.lists(st.integers(1, LARGEST + SMALLEST), max_size=40)


@given(SIZES)
def test_groups_hold_each_part_once_and_are_of_the_right_size(sizes: list[int]) -> None:
    claims = [Claim(key=str(number), rows=1, bytes=size, sha256="") for number, size in enumerate(sizes)]
    found = groups(claims)
    joined = [claim.key for group in found for claim in group]
    assert len(joined) == len(set(joined))
    totals = [sum(claim.bytes for claim in group) for group in found]
    assert all(total <= LARGEST for total in totals)
    assert sum(total < SMALLEST for total in totals) <= 1
    left = [claim for claim in claims if claim.key not in joined]
    assert sum(claim.bytes < SMALLEST for claim in left) <= 1


def test_the_command_joins_and_replaces(bucket: str) -> None:
    storage = open_storage(bucket)
    day_of_crawls(storage)
    command = ["lake", "compact", "--dt", "2026-11-03", "--lake", bucket, "--grace", "0"]
    first, second, third = (CliRunner().invoke(main, command).output for _ in range(3))
    assert ": 6 parts joined, 6 rows, 0.0 MB; run this again after 0 hours\n" in first
    assert second.endswith(": took the place of 6 parts\n")
    assert third == "nothing to join\n"
    assert findings(storage) == []


def test_the_command_refuses_a_day_that_is_not_over_or_not_there(bucket: str) -> None:
    storage = open_storage(bucket)
    day_of_crawls(storage)
    for day, why in (("2999-01-01", "the day is not over in UTC"), ("2020-01-01", "there is no partition 2020-01-01")):
        run = CliRunner().invoke(main, ["lake", "compact", "--dt", day, "--lake", bucket])
        assert run.exit_code == 2
        assert why in run.output
    storage.delete(parts_of(storage)[:1])
    run = CliRunner().invoke(main, ["lake", "compact", "--dt", "2026-11-03", "--lake", bucket])
    assert run.exit_code == 1
    assert "is missing; newscrawl lake check says what to do" in run.output
