"""Crawls that are killed, stopped, hung or cut off: nothing lost, nothing twice, and an exit code that says so."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crawl.running import LONG, Place, differences
from tests.newsroom import Newsroom
from tests.services import S3

OUTLET = "harbourpost"


def wait_until(process: "subprocess.Popen[str]", reached: Callable[[], bool]) -> None:
    """Return when something is reached; raise AssertionError if the process ends before."""
    for _ in range(LONG * 100):
        if reached():
            return
        try:
            process.wait(0.01)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"ended with {process.returncode} before that: {process.communicate()[1]}")
    raise TimeoutError("not reached")


def count(state: str, query: str) -> int:
    """Count rows in a state file that may not be there yet."""
    if not Path(state).exists():
        return 0
    with closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as connection:
        try:
            (number,) = connection.execute(query).fetchone()
        except sqlite3.OperationalError:
            return 0
    return int(number)


@pytest.mark.parametrize(
    "moment",
    [
        "SELECT count(*) >= 3 FROM links WHERE state IN (1, 2)",  # fetched, pending
        "SELECT count(*) FROM segments",
    ],
)
def test_a_crawl_killed_in_the_middle_and_started_again_leaves_the_lake_equal_to_the_truth(
    newsroom: Newsroom, place: Place, moment: str
) -> None:
    facts = newsroom.facts(OUTLET)
    process = place.start("newscrawl", "crawl", "--facts", str(place.facts_file(facts)))
    wait_until(process, lambda: count(place.state, moment) > 0)
    process.kill()
    process.communicate()

    again = place.crawl(facts)

    assert again.code == 0, again.err
    assert differences(newsroom.truth(OUTLET), place.records()) == []
    named = [part["key"] for manifest in place.manifests() for part in manifest["parts"]]
    assert sum(part["rows"] for manifest in place.manifests() for part in manifest["parts"]) == len(place.records())
    assert len(named) == len(set(named))


def test_a_signal_to_the_whole_process_group_fails_no_page(newsroom: Newsroom, place: Place) -> None:
    facts = newsroom.facts(OUTLET)
    process = place.start("newscrawl", "crawl", "--facts", str(place.facts_file(facts)))
    wait_until(process, lambda: count(place.state, "SELECT count(*) >= 5 FROM outbox") > 0)
    os.killpg(process.pid, signal.SIGTERM)
    _, log = process.communicate(timeout=LONG)

    assert process.returncode == 11, log
    assert "failed:" not in log
    assert place.crawl(facts).code == 0
    assert differences(newsroom.truth(OUTLET), place.records()) == []


def test_articles_wait_while_the_lake_is_away_and_are_delivered_when_it_is_back(
    newsroom: Newsroom, place: Place, s3_away: S3
) -> None:
    remote = replace(place, lake=s3_away.new_bucket())

    outage = remote.crawl(newsroom.facts(OUTLET))
    assert outage.code == 12
    assert "Traceback" not in outage.err
    with s3_away:
        delivered = remote.run("newscrawl", "deliver")
        assert delivered.code == 0, delivered.err
        assert delivered.out == f"{len(newsroom.truth(OUTLET))} articles delivered\n"
        assert differences(newsroom.truth(OUTLET), remote.records()) == []
