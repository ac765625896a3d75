"""A state, a disk or a clock that fails: said clearly, nothing overwritten, and the next run makes the lake whole."""

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.state.database import Database
from tests.crawl.running import Place, differences, ended
from tests.crawl.scripted import Site
from tests.crawl.test_bad_input import last_line
from tests.crawl.test_faults import OUTLET, wait_until
from tests.newsroom import Newsroom


class SmallDisk:
    """A disk of a few kilobytes at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mount(self, kilobytes: int) -> None:
        self.path.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(self.path)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("needs the right to mount a small disk: run as root")

    def grow(self) -> None:
        subprocess.run(["mount", "-o", "remount,size=100m", str(self.path)], check=True)

    def forbid_writing(self) -> None:
        subprocess.run(["mount", "-o", "remount,ro", str(self.path)], check=True)

    def unmount(self) -> None:
        if self.path.is_mount():
            subprocess.run(["umount", str(self.path)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path / "disk")
    yield disk
    disk.unmount()


def test_a_lake_whose_disk_is_full_gets_what_waits_when_there_is_room(
    newsroom: Newsroom, place: Place, disk: SmallDisk
) -> None:
    disk.mount(kilobytes=16)
    small = replace(place, lake=str(disk.path / "lake"))
    facts = newsroom.facts(OUTLET)
    full = small.start_module(
        "tests.crawl.patched",
        '{"newscrawl.run.deliveries:LAST_ATTEMPTS": [0]}',
        *("crawl", "--facts", str(place.facts_file(facts))),
    )
    told = ended(full)
    assert told.code == 12, told.err
    why = told.reports[OUTLET]["why"]
    assert re.search(r"No space left on device; [1-9]\d* articles wait in the outbox", why), why
    disk.grow()
    assert small.crawl(facts).code == 0
    assert differences(newsroom.truth(OUTLET), small.records()) == []


def test_a_state_whose_disk_is_full_ends_the_crawl_and_the_next_one_goes_on_where_it_stopped(
    newsroom: Newsroom, place: Place, disk: SmallDisk
) -> None:
    disk.mount(kilobytes=900)
    small = replace(place, state=str(disk.path / "state.sqlite3"))
    facts = newsroom.facts(OUTLET)
    full = small.crawl(facts)
    assert full.code == 1, full.err
    assert "database or disk is full; see that it can be read and written" in full.err
    assert full.err.count("Traceback") == 0
    disk.grow()
    assert small.crawl(facts).code == 0
    assert differences(newsroom.truth(OUTLET), small.records()) == []


def test_a_state_that_stays_locked_ends_the_crawl_and_the_next_one_goes_on_where_it_stopped(place: Place) -> None:
    with Site() as site, closing(sqlite3.connect(place.state, isolation_level=None)) as other:
        site.feed("feed", site.article("one"), site.article("two"))
        site.hung["/feed"] = "headers"
        facts = [{"key": "ferries", "name": "Ferries", "home": site.home, "feeds": ["feed"]}]
        patience = '{"newscrawl.state.database:LOCK_WAIT_MS": 100}'
        crawl = place.start_module("tests.crawl.patched", patience, "crawl", "--facts", str(place.facts_file(facts)))
        wait_until(crawl, lambda: site.paths["/feed"] > 0)
        other.execute("BEGIN IMMEDIATE")
        site.release()
        locked = ended(crawl)
        other.execute("ROLLBACK")
        assert locked.code == 1, locked.err
        assert "database is locked; see that it can be read and written" in locked.err
        assert "Traceback" not in locked.err
        assert place.crawl(facts).code == 0
        assert sorted(record["url"] for record in place.records()) == [
            f"{site.home}news/{name}" for name in ("one", "two")
        ]


def test_a_state_that_cannot_be_written_is_refused_before_anything_is_fetched(
    newsroom: Newsroom, place: Place, disk: SmallDisk
) -> None:
    disk.mount(kilobytes=4000)
    path = disk.path / "state.sqlite3"
    Database(str(path)).close()
    before = path.read_bytes()
    disk.forbid_writing()
    refused = replace(place, state=str(path)).crawl(newsroom.facts(OUTLET))
    assert refused.code == 2
    assert "Read-only file system" in last_line(refused)
    assert path.read_bytes() == before
    assert newsroom.log()[OUTLET]["requests"] == 0


@pytest.mark.parametrize("damage", ["torn", "another"])
def test_a_damaged_state_is_refused_and_left_alone(newsroom: Newsroom, place: Place, damage: str) -> None:
    path = Path(place.state)
    if damage == "torn":
        assert place.crawl(newsroom.facts(OUTLET)).code == 0
        whole = path.read_bytes()
        path.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288 : len(whole) // 2])
    else:
        path.write_bytes(b"This is a letter and no database. " * 100)
    before = path.read_bytes()
    refused = place.crawl(newsroom.facts(OUTLET))
    assert refused.code == 2, refused.err
    assert f"state {place.state}: " in last_line(refused)
    assert path.read_bytes() == before


def test_a_state_of_a_newer_version_is_refused_and_left_alone(place: Place) -> None:
    Database(place.state).close()
    with closing(sqlite3.connect(place.state)) as state, state:
        state.execute("UPDATE newscrawl_schema SET version = 99")
    for command in (("crawl", "kashmirdotcom"), ("deliver",), ("outlets",), ("why", "https://example.com/")):
        refused = place.run("newscrawl", *command)
        assert refused.code == 2, command
        assert "its schema has version 99" in last_line(refused)
    with closing(sqlite3.connect(place.state)) as state:
        assert state.execute("SELECT version FROM newscrawl_schema").fetchall() == [(99,)]


MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("start", "jump", "days"),
    [(MIDNIGHT - 7200, 10_000, ["dt=2026-11-24", "dt=2026-11-25"]), (MIDNIGHT + 7200, -10_000, ["dt=2026-11-25"])],
    ids=["over midnight", "back"],
)
def test_a_crawl_whose_clock_jumps_delivers_everything_once_in_the_partitions_of_its_days(
    newsroom: Newsroom, place: Place, start: float, jump: float, days: list[str]
) -> None:
    facts = newsroom.facts(OUTLET)
    command = ("crawl", "--facts", str(place.facts_file(facts)))
    crawl = ended(place.start_module("tests.crawl.odd_clock", str(start), str(jump), *command))
    assert crawl.code == 0, crawl.err
    assert differences(newsroom.truth(OUTLET), place.records()) == []
    (manifest,) = place.manifests()
    assert sorted({part["key"].split("/")[2] for part in manifest["parts"]}) == days
    assert len(manifest["parts"]) >= 2

    newsroom.log(reset=True)
    assert place.crawl(facts).code == 0
    assert len(place.records()) == len(newsroom.truth(OUTLET))
