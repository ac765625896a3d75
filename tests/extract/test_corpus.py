"""Guard what extraction reaches on real pages; the model was learnt from them, so these are no promises for others."""

from typing import Any

import pytest

from benchmarks.pages import SETS, gold_pages, scorer
from newscrawl.extract import extract

FLOORS = {  # a little below what was reached when they were set
    "aeb": {"F1": 0.979, "exact": 0.49, "kept": 0.98},
    "fundus": {
        "F1": 0.976, "kept": 0.99, "title": 0.85, "authors": 0.80, "day": 0.97, "instant": 0.96,
    },
    "trafilatura": {"F1": 0.955, "kept": 0.97, "title": 0.86, "authors": 0.64, "day": 0.89},
    "wcxb": {"F1": 0.966, "kept": 0.975, "refused": 0.92, "title": 0.865, "authors": 0.69, "day": 0.88},
}  # fmt: skip
CEILINGS = {"aeb": 0, "fundus": 0, "wcxb": 6}  # pages whose F1 is below a half


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, float]]:
    """Give the figures of each set."""
    score = scorer()
    tallies: dict[str, Any] = {name: score.Tally() for name in SETS}
    for page in gold_pages():
        answer = extract(page.html, page.gold["url"] or "")
        tallies[page.name].errors["unreadable"] += (answer.reason or "").startswith("unreadable")
        tallies[page.name].add(page.gold, answer)
        tallies[page.name].ms.append(0)
    return {name: tally.figures() for name, tally in tallies.items()}


@pytest.mark.parametrize(("name", "figure"), [(name, figure) for name, floors in FLOORS.items() for figure in floors])
def test_a_figure_does_not_fall(figures: dict[str, dict[str, float]], name: str, figure: str) -> None:
    assert figures[name][figure] >= FLOORS[name][figure]


@pytest.mark.parametrize("name", CEILINGS)
def test_hardly_a_page_is_read_wrongly(figures: dict[str, dict[str, float]], name: str) -> None:
    assert figures[name]["below_half"] <= CEILINGS[name]


@pytest.mark.parametrize("name", SETS)
def test_no_page_raises(figures: dict[str, dict[str, float]], name: str) -> None:
    assert figures[name]["errors"] == 0
