"""Commands that change the lake at once: one of them does, the other is told who, and nothing is harmed."""

import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from newscrawl.cli import main
from newscrawl.errors import LakeBusy
from newscrawl.lake import keeping as keeping_module
from newscrawl.lake.directory import Directory
from newscrawl.lake.keeping import Lease, keeping
from newscrawl.lake.storage import Storage
from newscrawl.state.crawls import here
from tests.lake.building import DAY, day_of_crawls, glob_rows, place, wrong
from tests.sample import sample

NO_PROCESS = 2**22 + 1  # beyond what Linux gives
COMPACT = ("compact", "--dt", DAY.isoformat(), "--grace", "0")
TAKE_DOWN = ("takedown", sample(2).article_id)
KEY = "leases/v1/other.json"


def now() -> datetime:
    return datetime.now(UTC)


def run(lake: Storage, *command: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["lake", *command, "--lake", lake.location])
    return done.exit_code, done.output


def leased(lake: Storage, *, host: str = "elsewhere", pid: int = 7, since: datetime | None = None) -> None:
    place(lake, KEY, msgspec.json.encode(Lease(host=host, pid=pid, since=since or now())))


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    monkeypatch.setattr(keeping_module, "PAUSES", (0.01, 0.01))
    monkeypatch.setenv("NEWSCRAWL_STATE", str(tmp_path / "state.sqlite3"))
    lake = Directory(str(tmp_path / "lake"))
    day_of_crawls(lake).state.close()
    return lake


@pytest.mark.parametrize("command", [COMPACT, TAKE_DOWN])
def test_a_command_is_told_who_changes_the_lake_and_touches_nothing(lake: Storage, command: tuple[str, ...]) -> None:
    leased(lake)
    before = {key: lake.get(key) for key in lake.keys("")}
    code, said = run(lake, *command)
    assert code == 15
    assert "is being changed by process 7 on elsewhere since" in said
    assert {key: lake.get(key) for key in lake.keys("")} == before


def test_check_says_that_another_command_changes_the_lake(lake: Storage) -> None:
    leased(lake)
    code, said = run(lake, "check")
    assert code == 0
    assert said.startswith("note: process 7 on elsewhere since")


@pytest.mark.parametrize(
    ("host", "pid", "age"),
    [(here(), NO_PROCESS, timedelta(0)), ("elsewhere", 7, timedelta(hours=13)), (here(), 1, timedelta(hours=13))],
    ids=["killed here", "killed elsewhere", "its number given to another process"],
)
def test_the_lease_of_a_command_that_was_killed_holds_nobody_up(
    lake: Storage, host: str, pid: int, age: timedelta
) -> None:
    leased(lake, host=host, pid=pid, since=now() - age)
    assert run(lake, *COMPACT)[0] == 0
    assert list(lake.keys("leases/")) == []


def test_an_object_that_is_no_lease_is_named(lake: Storage) -> None:
    place(lake, KEY, b"{")
    code, said = run(lake, *COMPACT)
    assert code == 1
    assert f"{KEY}: is no lease" in said


def test_of_many_that_come_at_once_never_two_hold_the_lease(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping_module, "PAUSES", (0.001,) * 8)
    lake = Directory(str(tmp_path / "lake"))
    inside: list[int] = []
    ends: Counter[str] = Counter()
    start = threading.Barrier(6)

    def come(number: int) -> None:
        start.wait()
        for _ in range(15):
            try:
                with keeping(lake, now):
                    inside.append(number)
                    ends["two"] += inside != [number]
                    list(lake.keys(""))  # takes a moment
                    inside.remove(number)
                    ends["held"] += 1
            except LakeBusy:
                ends["busy"] += 1

    threads = [threading.Thread(target=come, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends["two"] == 0
    assert ends["held"] > 0
    assert ends["held"] + ends["busy"] == 6 * 15
    assert list(lake.keys("leases/")) == []


def test_compactions_and_takedowns_started_at_once_leave_a_lake_without_fault(lake: Storage) -> None:
    rows = len(glob_rows(lake))
    command = [str(Path(sys.executable).with_name("newscrawl")), "lake"]
    started = [
        subprocess.Popen([*command, *one, "--lake", lake.location], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for one in (COMPACT, TAKE_DOWN, COMPACT)
    ]
    told = [one.communicate() for one in started]
    assert {one.returncode for one in started} <= {0, 10, 15}, told
    assert run(lake, *TAKE_DOWN)[0] == 0
    assert run(lake, *COMPACT)[0] == 0
    assert wrong(lake) == []
    assert len(glob_rows(lake)) == rows + 1
    assert list(lake.keys("leases/")) == []
