"""What the tests of crawls share: databases that crawls write to, crawls and sites in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.run import deliveries
from tests.run.crawling import Desk
from tests.run.engine import PaperSite
from tests.state.places import database, location

__all__ = ["database", "location"]


@pytest.fixture
def site() -> PaperSite:
    """The outlet's site, in memory."""
    return PaperSite("https://gazette.example/")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Crawls of one outlet that do not wait long for a lake."""
    monkeypatch.setattr(deliveries, "LAST_ATTEMPTS", (0, 0))
    desk = Desk(tmp_path)
    yield desk
    desk.state.close()
