"""A PostgreSQL that dies in the middle of a crawl, and is there again for the next one."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newscrawl.errors import BadState
from newscrawl.state import outbox
from newscrawl.state.database import Database
from tests.crawl.running import Place, differences, ended
from tests.crawl.test_faults import OUTLET, wait_until
from tests.newsroom import Newsroom
from tests.state.places import start_server


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL of the test's own."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = start_server(Path(folder))
        yield server
        server.cleanup()


def die(server: Any) -> None:
    """Kill the server; its own processes end when they see that it is gone."""
    process = server.get_postmaster_info().process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def start_again(server: Any) -> None:
    """Start a server on the data that a dead one left, as soon as none of its processes is left."""
    for _ in range(20):
        try:
            server.ensure_postgres_running()
        except subprocess.CalledProcessError:
            continue
        return
    raise TimeoutError("PostgreSQL does not start again")


def waiting(state: str) -> int:
    with closing(Database(state)) as database, database.transaction() as connection:
        return outbox.waiting(connection)


def test_a_crawl_whose_postgresql_dies_says_so_and_the_next_one_loses_and_repeats_nothing(
    newsroom: Newsroom, place: Place, server: Any
) -> None:
    state = server.get_uri().replace("postgresql:", "postgresql+psycopg:")
    remote = replace(place, state=state)
    facts = newsroom.facts(OUTLET)
    Database(state).close()
    crawl = remote.start_crawl(facts)
    wait_until(crawl, lambda: waiting(state) >= 3)
    die(server)
    told = ended(crawl)
    assert told.code == 1, told.err
    assert "see that it can be read and written, or set NEWSCRAWL_STATE" in told.err
    assert "Traceback" not in told.err
    refused = remote.crawl(facts)
    assert refused.code == 2, refused.err
    with pytest.raises(BadState):
        waiting(state)

    start_again(server)
    assert 3 <= waiting(state) < len(newsroom.truth(OUTLET))
    again = remote.crawl(facts)
    assert again.code == 0, again.err
    assert differences(newsroom.truth(OUTLET), remote.records()) == []
    named = [part["key"] for manifest in remote.manifests() for part in manifest["parts"]]
    assert len(named) == len(set(named))
    assert sorted(report["exit_code"] for report in remote.reports()) == [0, 1]
    checked = remote.run("newscrawl", "lake", "check")
    assert checked.code == 0, checked.out
