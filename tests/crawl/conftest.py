"""What the tests of whole crawls share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.scripted import Site
from tests.newsroom.client import CHECKOUT
from tests.services import S3
from tests.state.places import location, postgresql_location

__all__ = ["checkout", "location", "postgresql_location"]


@pytest.fixture
def site() -> Iterator[Site]:
    """A site whose answers a test scripts."""
    with Site() as running:
        yield running


@pytest.fixture
def s3_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3:
    """An S3 server that is not started yet, and that boto3 is told of."""
    (tmp_path / "s3").mkdir()
    server = S3(tmp_path / "s3")
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    return server


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout that a test may write into."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in ("newscrawl", "spiders", "pipelines"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "scrapy.cfg", copy)
    return copy
