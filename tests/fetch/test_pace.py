"""The pace of a host, by a clock in the test's hand."""

import asyncio
from collections.abc import Coroutine
from itertools import pairwise
from typing import Any

import pytest

from newscrawl.fetch.pace import (
    FORGIVEN,
    FORGOTTEN,
    OWN_LONGEST,
    SLOWEST,
    HostBusy,
    HostPace,
    Leaving,
    Refusals,
    pace_of,
)

NOON = 1_793_707_200.0
DELAY = 0.5


class Clock:
    """A clock that stands still until somebody waits."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now

    async def wait(self, awaited: Coroutine[Any, Any, Any], seconds: float) -> None:
        awaited.close()
        await asyncio.sleep(0)
        self.now += seconds
        raise TimeoutError


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio, "wait_for", clock.wait)
    return clock


def turns(pace: HostPace, clock: Clock, delays: list[float], patience: float = 60) -> list[float]:
    """Return when each of several requests had its turn, seconds from now; they ask all at once."""

    async def one(delay: float) -> float:
        await pace.turn(delay, patience=patience, leaving=asyncio.Event())
        return clock.now - NOON

    async def everyone() -> list[float]:
        return await asyncio.gather(*(one(delay) for delay in delays))

    return asyncio.run(everyone())


def refuse(pace: HostPace, clock: Clock, asks: float | None = None) -> None:
    pace.refused(asked_at=clock.now + 1, asks=asks, first_pause=5)


def test_requests_have_their_turn_in_order_and_never_faster_than_the_rate(clock: Clock) -> None:
    times = turns(HostPace("gazette.example", clock), clock, [DELAY] * 20)
    assert times == sorted(times)
    assert all(later - earlier >= DELAY for earlier, later in pairwise(times))


def test_a_crawl_delay_slows_down_and_never_speeds_up(clock: Clock) -> None:
    pace = HostPace("gazette.example", clock)
    pace.crawl_delay = 10
    assert turns(pace, clock, [DELAY] * 3) == [0, 10, 20]
    pace.crawl_delay = 0.1
    assert pace.pause(DELAY) == DELAY


def test_a_refusal_makes_everybody_wait_as_long_as_the_host_asks(clock: Clock) -> None:
    pace = HostPace("gazette.example", clock)
    refuse(pace, clock, asks=30)
    first, second = turns(pace, clock, [DELAY] * 2)
    assert first == 30
    assert second - first >= 2 * DELAY  # and more slowly afterwards


def test_each_refusal_doubles_the_pause_with_jitter_up_to_a_bound(clock: Clock) -> None:
    pace = HostPace("gazette.example", clock)
    quiet = []
    for _ in range(12):
        refuse(pace, clock)
        quiet.append(pace.refusals.quiet_until - clock.now)
        clock.now += 2 * OWN_LONGEST
    assert all(5 * 2**n - 1 <= seconds <= 7.5 * 2**n for n, seconds in enumerate(quiet[:5]))
    assert max(quiet) <= OWN_LONGEST
    assert pace.pause(DELAY) == DELAY * 2**SLOWEST


def test_requests_that_were_under_way_together_are_refused_once(clock: Clock) -> None:
    pace = HostPace("gazette.example", clock)
    asked_at = clock.now - 1
    for _ in range(4):
        pace.refused(asked_at=asked_at, asks=None, first_pause=5)
    assert pace.refusals.slowness == 1


def test_a_host_that_answers_again_is_asked_faster_again(clock: Clock) -> None:
    pace = HostPace("gazette.example", clock)
    refuse(pace, clock)
    assert [pace.answered() for _ in range(FORGIVEN)].index(True) == FORGIVEN - 1
    assert pace.pause(DELAY) == DELAY


def test_nobody_waits_longer_than_patience_for_a_host_that_asks_for_an_hour(clock: Clock) -> None:
    pace = HostPace("gazette.example", clock)
    refuse(pace, clock, asks=3600)
    with pytest.raises(HostBusy) as busy:
        turns(pace, clock, [DELAY])
    assert (busy.value.until, clock.now) == (NOON + 3600, NOON)


def test_a_crawl_that_was_told_to_stop_waits_for_no_turn(clock: Clock) -> None:
    async def leave() -> None:
        leaving = asyncio.Event()
        leaving.set()
        await HostPace("gazette.example", clock).turn(DELAY, patience=60, leaving=leaving)

    with pytest.raises(Leaving):
        asyncio.run(leave())


def test_a_clock_that_is_set_back_makes_nobody_wait_for_hours(clock: Clock) -> None:
    pace = HostPace("gazette.example", clock)
    turns(pace, clock, [DELAY])
    clock.now -= 7200
    before = clock.now
    turns(pace, clock, [DELAY])
    assert clock.now - before <= 2 * DELAY


def test_what_another_process_was_told_counts_here_until_it_is_old(clock: Clock) -> None:
    pace = HostPace("gazette.example", clock)
    pace.learn(Refusals(quiet_until=int(NOON) + 20, slowness=2, refused_at=int(NOON)))
    assert turns(pace, clock, [DELAY])[0] == 20
    assert pace.pause(DELAY) == 4 * DELAY
    late = HostPace("gazette.example", clock)
    late.learn(Refusals(quiet_until=0, slowness=2, refused_at=int(clock.now - 2 * FORGOTTEN)))
    assert late.pause(DELAY) == DELAY


def test_outlets_on_one_host_share_its_pace_and_others_do_not() -> None:
    async def paces() -> tuple[bool, bool]:
        return pace_of("a.example") is pace_of("a.example"), pace_of("a.example") is pace_of("b.example")

    assert asyncio.run(paces()) == (True, False)
