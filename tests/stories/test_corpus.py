"""Real articles and their edits: recall for each edit, and no false relation between unrelated ones."""

from contextlib import closing
from itertools import combinations
from random import Random

import pytest

from newscrawl.state.database import Database
from newscrawl.state.story_index import StoryIndex
from newscrawl.stories import fingerprint, is_whole, relate
from tests.stories.edits import EDITS
from tests.stories.texts import pieces, real_articles

ARTICLES = real_articles()
BODIES = [article.body for article in ARTICLES[::4]]  # benchmarks/stories.py takes all
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
    pairs = combinations(range(len(BODIES)), 2)
    assert [(BODIES[a][:60], BODIES[b][:60]) for a, b in pairs if relate(PRINTS[a], PRINTS[b]).kind != "none"] == []


def test_of_ten_thousand_texts_looked_up_among_as_many_one_at_most_is_falsely_related() -> None:
    """Two texts of one outlet count as a crawl counts them: that they share a part makes no story."""
    short = pieces(ARTICLES, 10_000)
    false: list[tuple[str, str]] = []
    with closing(Database("sqlite://")) as state, state.transaction() as connection:
        index = StoryIndex(connection, now=0, days=1)
        for key, (number, text) in enumerate(short):
            new = fingerprint(text, None)
            for known, relation in index.related(new):
                other, passage = short[int(known.article_id, 16)]
                is_own = ARTICLES[other].outlet == ARTICLES[number].outlet
                if other != number and (is_whole(relation) or not is_own):
                    false.append((text, passage))
            index.add(f"{key:032x}", new)
    assert len(short) == 10_000
    assert len(false) <= 1, false
