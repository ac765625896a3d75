"""The rhythm of a source: learnt from its polls, and when the next one is worth it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.schedule.rhythm import (
    ACQUAINTED,
    HOUR,
    MARGIN,
    PATIENCE,
    WANTED,
    Rhythm,
    from_json,
    learnt,
    longest_wait,
    next_poll,
    to_json,
)

DAY = 24 * HOUR
MIDNIGHT = 1_793_664_000  # 2026-11-03T00:00:00Z
HOURLY = {"shortest": 5 * 60, "longest": HOUR}


def taught(*polls: tuple[int, int], since: int = MIDNIGHT) -> Rhythm:
    """Return what polls teach, each given by the seconds after the one before and its new links."""
    rhythm, now = Rhythm(), since
    for seconds, new in polls:
        rhythm = learnt(rhythm, since=now, now=now + seconds, new=new)
        now += seconds
    return rhythm


def week(by_hour: dict[int, int]) -> Rhythm:
    """Return what a week of polls every half hour teaches of an outlet with so many links an hour."""
    return taught(*[(HOUR // 2, by_hour.get(half // 2 % 24, 0) // 2) for half in range(7 * 48)])


def test_a_source_nobody_knows_yet_is_due_at_every_crawl() -> None:
    assert next_poll(Rhythm(), now=MIDNIGHT, listed=20, **HOURLY) == MIDNIGHT
    young = taught((ACQUAINTED - 1, 0))
    assert next_poll(young, now=MIDNIGHT, listed=20, **HOURLY) == MIDNIGHT


def test_a_lively_source_is_due_soon_and_a_quiet_one_late() -> None:
    lively, quiet = week(dict.fromkeys(range(24), 12)), week({})
    soon = next_poll(lively, now=MIDNIGHT, listed=50, **HOURLY) - MIDNIGHT
    assert soon == pytest.approx(WANTED / 12 * HOUR, rel=0.2)
    assert next_poll(quiet, now=MIDNIGHT, listed=50, **HOURLY) == MIDNIGHT + HOUR


def test_night_is_told_from_day() -> None:
    rhythm = week(dict.fromkeys(range(8, 20), 10))
    assert rhythm.per_hour(12) > 8
    assert rhythm.per_hour(3) < 1
    late = next_poll(rhythm, now=MIDNIGHT + 2 * HOUR, listed=50, shortest=300, longest=12 * HOUR)
    assert MIDNIGHT + 7 * HOUR < late < MIDNIGHT + 9 * HOUR


def test_a_source_with_few_links_waits_longest_when_hardly_any_come() -> None:
    rhythm = week(dict.fromkeys(range(8, 20), 2))
    by_day, by_night = (longest_wait(rhythm, now=MIDNIGHT + hour * HOUR, longest=HOUR) for hour in (12, 2))
    assert (by_day, by_night) == (PATIENCE * HOUR, HOUR)
    assert longest_wait(Rhythm(), now=MIDNIGHT, longest=0) == 0


def test_a_burst_shortens_the_interval_at_once() -> None:
    calm = week(dict.fromkeys(range(24), 2))
    now = MIDNIGHT + 7 * DAY
    excited = learnt(calm, since=now, now=now + HOUR // 4, new=15)
    waits = [next_poll(rhythm, now=now, listed=50, shortest=60, longest=HOUR) - now for rhythm in (calm, excited)]
    assert waits[1] < waits[0] / 2


def test_a_short_list_is_polled_before_it_drops_what_nobody_saw() -> None:
    rhythm = week(dict.fromkeys(range(24), 2))
    wait = next_poll(rhythm, now=MIDNIGHT, listed=5, shortest=60, longest=6 * HOUR) - MIDNIGHT
    assert rhythm.per_hour(0) * rhythm.pulse * wait / HOUR <= 5 * MARGIN + 0.1


def test_a_changed_rhythm_is_learnt_within_a_week() -> None:
    rhythm = week(dict.fromkeys(range(12), 10))
    for half in range(7 * 48):
        since = MIDNIGHT + 7 * DAY + half * HOUR // 2
        new = 5 if half // 2 % 24 >= 12 else 0
        rhythm = learnt(rhythm, since=since, now=since + HOUR // 2, new=new)
    assert rhythm.per_hour(18) > 7
    assert rhythm.per_hour(6) < 3


def test_a_clock_that_was_set_back_teaches_nothing() -> None:
    rhythm = week({9: 4})
    assert learnt(rhythm, since=MIDNIGHT, now=MIDNIGHT - 5, new=3) == rhythm


def test_a_rhythm_is_kept_as_short_text() -> None:
    rhythm = week({hour: hour for hour in range(24)})
    again = from_json(to_json(rhythm))
    assert again.per_hour(20) == pytest.approx(rhythm.per_hour(20), rel=0.01)
    assert (again.seen, len(to_json(rhythm)) < 500) == (rhythm.seen, True)
    assert from_json(None) == Rhythm()


POLLS = st.lists(st.tuples(st.integers(1, 30 * DAY), st.integers(0, 500_000)), max_size=40)


@given(POLLS, st.integers(0, 500_000), st.integers(0, HOUR), st.integers(0, 12 * HOUR))
def test_whatever_was_learnt_the_next_poll_keeps_its_bounds(
    polls: list[tuple[int, int]], listed: int, shortest: int, longest: int
) -> None:
    rhythm = taught(*polls)
    now = MIDNIGHT + sum(seconds for seconds, _ in polls)
    due = next_poll(rhythm, now=now, listed=listed, shortest=shortest, longest=longest)
    if rhythm.seen < ACQUAINTED:
        assert due == now
    else:
        assert now + min(shortest, longest) <= due <= now + longest
    assert from_json(to_json(rhythm)).seen == rhythm.seen


def test_half_the_polls_of_a_fixed_interval_bring_all_links_hardly_later() -> None:
    random = Random(7)
    arrivals = [
        MIDNIGHT + second
        for second in range(0, 7 * DAY, 60)
        if random.random() < (0.1 if 6 <= second // HOUR % 24 < 20 else 0.01)
    ]
    fixed = lags(arrivals, learning=False)
    learning = lags(arrivals, learning=True)
    assert len(learning[0]) < 0.6 * len(fixed[0])
    assert sorted(learning[1])[len(arrivals) // 2] < HOUR / 2


def lags(arrivals: list[int], *, learning: bool) -> tuple[list[int], list[int]]:
    """Return the polls of a week at ticks of five minutes, and how late each link was seen."""
    rhythm, last, due = Rhythm(), MIDNIGHT, MIDNIGHT
    polls: list[int] = []
    late: list[int] = []
    for now in range(MIDNIGHT, MIDNIGHT + 7 * DAY + 1, 300):
        if now < due:
            continue
        new = [moment for moment in arrivals if last < moment <= now]
        late += [now - moment for moment in new]
        polls.append(now)
        rhythm = learnt(rhythm, since=last, now=now, new=len(new))
        due = next_poll(rhythm, now=now, listed=30, **HOURLY) if learning else now + 900
        last = now
    return polls, late
