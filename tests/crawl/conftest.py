"""What the tests of whole crawls share."""

import shutil
from pathlib import Path

import pytest

from tests.newsroom.client import CHECKOUT
from tests.state.places import location, postgresql_location

__all__ = ["checkout", "location", "postgresql_location"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout that a test may write into."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in ("newscrawl", "spiders", "pipelines"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "scrapy.cfg", copy)
    return copy
