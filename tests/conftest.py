"""Components that tests run against: started on loopback, on free ports, ended by their process id."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.run.workers import stop_workers
from tests.crawl.running import Place
from tests.newsroom import Newsroom
from tests.services import S3

# What a test marked service(name) needs: programs of which one does, and the Debian package that brings one.
PROGRAMS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "java": (("java",), "default-jre-headless"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-services", action="store_true", help="fail, do not skip, where a program is missing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--require-services"):
        return
    for item in items:
        for mark in item.iter_markers("service"):
            programs, package = PROGRAMS[mark.args[0]]
            if not any(shutil.which(program) for program in programs):
                item.add_marker(pytest.mark.skip(reason=f"needs {mark.args[0]}: apt-get install {package}"))


@pytest.fixture(scope="session", autouse=True)
def _no_worker_outlives_the_tests() -> Iterator[None]:
    yield
    stop_workers()


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """The news site, unedited, with no request counted yet."""
    with Newsroom() as site:
        yield site


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """rclone's S3 server over an empty directory."""
    with S3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def bucket(s3_server: S3, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket, as a lake's URL; boto3's environment points at its server."""
    for name, value in s3_server.environment().items():
        monkeypatch.setenv(name, value)
    return s3_server.new_bucket()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A lake directory and a state file of their own."""
    return Place(lake=str(tmp_path / "lake"), state=str(tmp_path / "state.sqlite3"), folder=tmp_path)
