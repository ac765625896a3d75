"""Real articles and their edits: recall for each edit, and no false relation between unrelated ones."""

from itertools import combinations
from random import Random

import pytest

from newscrawl.stories import fingerprint, relate
from tests.stories.edits import EDITS
from tests.stories.texts import real_bodies

BODIES = list(real_bodies().values())[::4]  # benchmarks/stories.py takes all
PRINTS = [fingerprint(body, None) for body in BODIES]


def recall(edit: str) -> float:
    random = Random(1)
    found = (
        relate(fingerprint(EDITS[edit](body, BODIES[number - 1], random), None), PRINTS[number]).kind != "none"
        for number, body in enumerate(BODIES)
    )
    return sum(found) / len(BODIES)


@pytest.mark.parametrize("edit", EDITS)
def test_edits_of_real_articles_are_found(edit: str) -> None:
    assert recall(edit) >= 0.98


def test_no_unrelated_articles_are_related() -> None:
    related = [(a, b) for a, b in combinations(range(len(BODIES)), 2) if relate(PRINTS[a], PRINTS[b]).kind != "none"]
    assert [(BODIES[a][:60], BODIES[b][:60]) for a, b in related if BODIES[a][:40] != BODIES[b][:40]] == []
