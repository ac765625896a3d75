"""How many of an outlet's articles are looked at again, by what looks have found."""

import pytest

from newscrawl.schedule.looks import LEAST, TOLD, Habits, drawn, learnt


def habits(*, every: int) -> Habits:
    """Return what three hundred looks teach of which one in ``every`` finds an edit."""
    known = Habits()
    for number in range(300):
        known = learnt(known, 0, edited=number % every == 0)
    return known


def test_half_the_edits_are_worth_a_quarter_of_the_looks() -> None:
    assert habits(every=2).chance(0) == 1.0
    assert habits(every=6).chance(0) == pytest.approx(1 / 4, rel=0.1)
    assert habits(every=12).chance(0) == pytest.approx(1 / 16, rel=0.1)
    assert habits(every=300).chance(0) == LEAST


def test_what_a_source_says_is_followed_until_it_was_wrong_often() -> None:
    assert Habits().chance(TOLD) == 1.0
    assert Habits().chance(0) < 0.1


def test_so_many_articles_are_drawn_as_the_chance_says() -> None:
    keys = [number.to_bytes(16) for number in range(2000)]
    assert sum(drawn(key, 0, 0.25) for key in keys) == pytest.approx(500, rel=0.1)
    assert {drawn(key, 1, 1.0) for key in keys} == {True}
