"""A short simulated week: all articles arrive, soon, from each outlet, for few requests; no host is asked too fast.

`python -m benchmarks.week` runs the whole one, beside fixed intervals.
"""

from pathlib import Path

import pytest

from newscrawl.run import deliveries
from newscrawl.settings import DOWNLOAD_DELAY
from tests.run.week import HOUR, simulate

OUTLETS, DAYS = 5, 2  # the smaller ones: fifteen to fifty articles a day, two of which have two or three sources


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "LAST_ATTEMPTS", (0, 0))


def test_the_articles_of_lively_outlets_all_arrive_and_hosts_are_left_in_peace(tmp_path: Path) -> None:
    figures = simulate(tmp_path, outlets=OUTLETS, days=DAYS)
    assert figures.published > 200
    assert figures.share >= 0.999
    assert figures.worst_median_lag <= HOUR / 2
    assert figures.closest >= DOWNLOAD_DELAY - 0.001
    assert figures.looks["edited"] > 0
    assert figures.requests_per_article <= 2.5
