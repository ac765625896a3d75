"""Guard what extraction reaches on real pages; the model was learnt from them, so these are no promises for others."""

from typing import Any

import pytest

from benchmarks.pages import SETS, gold_pages, scorer
from newscrawl.extract import extract

FLOORS = {}  # type: dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, float]]:
    """Give the figures of each set."""
    score = scorer()
    tallies: dict[str, Any] = {name: score.Tally() for name in SETS}
    for page in gold_pages():
        answer = extract(page.html, page.gold["url"] or "")
        tallies[page.name].add(page.gold, answer)
        tallies[page.name].ms.append(0)
    return {name: tally.figures() for name, tally in tallies.items()}


@pytest.mark.parametrize(("name", "figure"), [(name, figure) for name, floors in FLOORS.items() for figure in floors])
def test_a_figure_does_not_fall(figures: dict[str, dict[str, float]], name: str, figure: str) -> None:
    assert figures[name][figure] >= FLOORS[name][figure]
