"""Delivery: nothing lost and nothing twice, whatever the lake does and wherever a process dies."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from newscrawl.errors import LakeUnreachable
from newscrawl.lake import delivery as delivery_module
from newscrawl.state import outbox
from newscrawl.state.tables import links, segments
from tests.lake.faults import Fault, FaultyLake, Outlet
from tests.sample import sample

FIRST = ["Ferry 1 sails", "Ferry 2 sails"]


@pytest.fixture
def lake() -> FaultyLake:
    return FaultyLake()


@pytest.fixture
def outlet(location: str, lake: FaultyLake) -> Iterator[Outlet]:
    """An outlet whose first crawl has kept two articles."""
    crawled = Outlet(location, lake)
    crawled.begin()
    for number in (1, 2):
        crawled.keep(sample(number, crawl_id=crawled.crawl_id))
    yield crawled
    crawled.state.close()


def test_a_crawl_delivers_its_articles_and_its_manifest_last(outlet: Outlet, lake: FaultyLake) -> None:
    assert outlet.deliver() == 2
    outlet.delivery.conclude(outlet.crawl_id)
    assert lake.problems(FIRST) == []
    assert [key.split("/")[0] for key in lake.objects] == ["schema", "articles", "manifests"]
    (manifest,) = lake.manifests()
    assert manifest["outcomes"] == {"delivered": 2}
    assert manifest["started_at"] < manifest["ended_at"]


def test_delivering_and_concluding_again_puts_nothing(outlet: Outlet, lake: FaultyLake) -> None:
    outlet.end()
    before = dict(lake.objects)
    assert outlet.deliver() == 0
    outlet.delivery.conclude(outlet.crawl_id)
    assert outlet.delivery.recover() == 0
    assert lake.objects == before
    assert set(lake.puts.values()) == {1}


def test_articles_kept_after_a_delivery_are_delivered_with_the_next(outlet: Outlet, lake: FaultyLake) -> None:
    outlet.deliver()
    outlet.keep(sample(3, crawl_id=outlet.crawl_id))
    assert outlet.deliver() == 1
    outlet.end()
    assert lake.problems([*FIRST, "Ferry 3 sails"]) == []


def test_articles_are_spread_over_parts_when_they_are_too_many_for_one(
    outlet: Outlet, lake: FaultyLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_module, "SEAL_BYTES", 1)
    outlet.end()
    assert len(list(lake.keys("articles/"))) == 2
    assert lake.problems(FIRST) == []


@pytest.mark.parametrize("step", range(3))  # schema, part, manifest
@pytest.mark.parametrize("fault", ["before", "after"])
def test_a_put_that_fails_is_made_good_and_not_repeated_when_it_took_effect(
    outlet: Outlet, lake: FaultyLake, step: int, fault: Fault
) -> None:
    well: list[Fault] = ["none"] * step
    lake.faults = [*well, fault]
    with pytest.raises(LakeUnreachable):
        outlet.end()
    assert outlet.delivery.recover() == (0 if step == 2 else 2)
    assert lake.problems(FIRST) == []
    assert set(lake.puts.values()) == {1}
    assert outlet.outcomes() == {"delivered": 2}


def test_while_the_lake_is_away_articles_wait(outlet: Outlet, lake: FaultyLake) -> None:
    lake.faults = ["before"] * 5
    for _ in range(5):
        with pytest.raises(LakeUnreachable):
            outlet.deliver()
    assert outlet.outcomes() == {"pending": 2}
    assert lake.objects == {}
    outlet.keep(sample(3, crawl_id=outlet.crawl_id))
    outlet.end()
    assert lake.problems([*FIRST, "Ferry 3 sails"]) == []


def _put_and_lose_the_answer(outlet: Outlet, lake: FaultyLake) -> None:
    lake.faults = ["none", "after"]
    with pytest.raises(LakeUnreachable):
        outlet.deliver()


def _fail_before_the_put(outlet: Outlet, lake: FaultyLake) -> None:
    lake.faults = ["before"]
    with pytest.raises(LakeUnreachable):
        outlet.deliver()


def _deliver_without_manifest(outlet: Outlet, _lake: FaultyLake) -> None:
    outlet.deliver()


def _lose_the_answer_to_the_manifest(outlet: Outlet, lake: FaultyLake) -> None:
    lake.faults = ["none", "none", "after"]
    outlet.deliver()
    with pytest.raises(LakeUnreachable):
        outlet.delivery.conclude(outlet.crawl_id)


def _nothing(_outlet: Outlet, _lake: FaultyLake) -> None:
    return


@pytest.mark.parametrize(
    "reached",
    [
        _nothing,
        _fail_before_the_put,
        _put_and_lose_the_answer,
        _deliver_without_manifest,
        _lose_the_answer_to_the_manifest,
    ],
)
def test_a_crawl_that_dies_anywhere_is_finished_by_the_next_process(
    outlet: Outlet, lake: FaultyLake, reached: Callable[[Outlet, FaultyLake], None]
) -> None:
    reached(outlet, lake)
    outlet.die()
    outlet.delivery.recover()
    assert lake.problems(FIRST) == []
    assert set(lake.puts.values()) == {1}
    assert outlet.outcomes() == {"delivered": 2}
    assert outlet.delivery.recover() == 0


def test_a_living_crawl_is_left_alone_by_recovery(outlet: Outlet, lake: FaultyLake) -> None:
    assert outlet.delivery.recover() == 0
    assert lake.objects == {}


def test_a_crawl_taken_for_dead_that_goes_on_loses_nothing(outlet: Outlet, lake: FaultyLake) -> None:
    outlet.release()  # as if its heartbeats had not come through
    assert outlet.delivery.recover() == 2
    outlet.keep(sample(3, crawl_id=outlet.crawl_id))
    outlet.deliver()
    outlet.die()  # before it could write its manifest again
    outlet.delivery.recover()
    assert lake.problems([*FIRST, "Ferry 3 sails"]) == []


def test_two_processes_that_recover_at_once_put_the_same(location: str, outlet: Outlet, lake: FaultyLake) -> None:
    outlet.release()
    other = Outlet(location, lake)
    lake.faults = ["none", "after"]
    with pytest.raises(LakeUnreachable):
        outlet.delivery.recover()
    assert other.delivery.recover() == 2
    assert outlet.delivery.recover() == 0
    assert lake.problems(FIRST) == []
    other.state.close()


FAULTS: st.SearchStrategy[list[Fault]] = st.just([]) | st.lists(
    st.sampled_from(["none", "before", "after"]), max_size=3
)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # waiting for a disk proves nothing here


@settings(max_examples=60, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
class Lifetimes(RuleBasedStateMachine):
    """Crawls that keep, edit, deliver, fail, die and come back, in any order."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.lake = FaultyLake()
        self.outlet = Outlet(str(Path(self.folder.name) / "state.sqlite3"), self.lake)
        self.truth: list[str] = []
        self.titles: dict[int, str] = {}
        self.outlet.begin()

    @rule(numbers=st.lists(st.integers(1, 6), min_size=1, max_size=3), edited=st.booleans())
    def keep(self, numbers: list[int], *, edited: bool) -> None:
        for number in numbers:
            if edited or number not in self.titles:
                self.titles[number] = f"Ferry {number} sails, edit {len(self.truth)}"
            title = self.titles[number]
            if self.outlet.keep(sample(number, title=title, crawl_id=self.outlet.crawl_id)):
                self.truth.append(title)

    @rule(faults=FAULTS)
    def deliver(self, faults: list[Fault]) -> None:
        self.lake.faults = faults
        with suppress(LakeUnreachable):
            self.outlet.deliver()

    @rule(faults=FAULTS)
    def end(self, faults: list[Fault]) -> None:
        self.lake.faults = faults
        with suppress(LakeUnreachable):
            self.outlet.end()
        self.outlet.begin()

    @rule(recovers=st.booleans(), faults=FAULTS)
    def die(self, *, recovers: bool, faults: list[Fault]) -> None:
        self.outlet.die()
        self.lake.faults = faults
        with suppress(LakeUnreachable):
            if recovers:
                self.outlet.delivery.recover()
        self.outlet.begin()

    @invariant()
    def nothing_lies_in_the_lake_twice(self) -> None:
        titles = self.lake.titles()
        assert len(titles) == len(set(titles))
        assert set(titles) <= set(self.truth)
        assert max(self.lake.puts.values(), default=1) == 1 or self._only_manifests_twice()

    def _only_manifests_twice(self) -> bool:
        return all(key.startswith("manifests/") for key, count in self.lake.puts.items() if count > 1)

    def teardown(self) -> None:
        self.lake.faults = []
        self.outlet.die()
        self.outlet.delivery.recover()
        assert self.lake.problems(self.truth) == []
        with self.outlet.state.transaction() as connection:
            assert outbox.waiting(connection) == 0
            assert connection.scalar(select(func.count()).where(segments.c.delivered_at.is_(None))) == 0
            assert set(connection.scalars(select(links.c.state))) <= {"delivered"}
        self.outlet.state.close()
        self.folder.cleanup()


TestLifetimes = Lifetimes.TestCase
