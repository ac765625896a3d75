"""The state database: opened, refused with a reason, written whole or not at all."""

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from newscrawl.errors import BadState
from newscrawl.state import database as database_module
from newscrawl.state.database import Database, open_to_others
from newscrawl.state.statements import upsert
from newscrawl.state.tables import SCHEMA_VERSION, schema, sources
from tests.services import free_port

ROW = {"outlet": "gazette", "url": "https://gazette.example/feed", "polled_at": 1, "offered": 2, "failure": None}
KEY = ("outlet", "url")


def complaint(location: str) -> str:
    with pytest.raises(BadState) as caught:
        Database(location)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("state ")
    return message


def count(database: Database) -> int:
    with database.transaction() as connection:
        return connection.scalar(select(func.count()).select_from(sources)) or 0


def test_what_was_committed_is_there_when_the_database_is_opened_again(location: str) -> None:
    with closing(Database(location)) as first, first.transaction() as connection:
        upsert(connection, sources, KEY, ROW)
    with closing(Database(location)) as second:
        assert count(second) == 1


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.transaction() as connection:
            upsert(connection, sources, KEY, ROW)
            raise LookupError("half-way")

    with pytest.raises(LookupError):
        write_and_fail()
    assert count(database) == 0


def test_an_upsert_changes_the_row_that_has_its_key_and_only_the_columns_given(database: Database) -> None:
    with database.transaction() as connection:
        upsert(connection, sources, KEY, ROW | {"walked_at": 7})
        upsert(connection, sources, KEY, ROW | {"offered": 9})
        row = connection.execute(select(sources)).one()
    assert (row.offered, row.walked_at) == (9, 7)


def test_a_state_of_a_newer_version_is_refused_and_left_alone(location: str) -> None:
    with closing(Database(location)) as state, state.transaction() as connection:
        connection.execute(update(schema).values(version=SCHEMA_VERSION + 1))
    message = complaint(location)
    assert f"version {SCHEMA_VERSION + 1}, this newscrawl knows {SCHEMA_VERSION}" in message
    assert "another NEWSCRAWL_STATE" in message


def test_processes_that_open_a_new_state_at_once_all_get_it(location: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        states = list(threads.map(Database, [location] * 8))
    for state in states:
        with state.transaction() as connection:
            assert connection.execute(select(schema.c.version)).all() == [(SCHEMA_VERSION,)]
        state.close()


def test_writers_wait_for_each_other(location: str) -> None:
    def write(number: int) -> None:
        with closing(Database(location)) as state:
            for line in range(5):
                with state.transaction() as connection:
                    connection.execute(select(func.count()).select_from(sources))  # a reader that becomes a writer
                    upsert(connection, sources, KEY, ROW | {"url": f"https://gazette.example/{number}/{line}"})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    with closing(Database(location)) as state:
        assert count(state) == 20


def test_what_is_committed_while_other_processes_come_and_go_is_there(tmp_path: Path) -> None:
    location = str(tmp_path / "state.sqlite3")
    elsewhere = f"from newscrawl.state.database import Database; Database({location!r}).close()"
    with closing(Database(location)) as ours:
        Database(location).close()  # another outlet of this process
        subprocess.run([sys.executable, "-c", elsewhere], check=True)
        with ours.transaction() as connection:
            upsert(connection, sources, KEY, ROW)
        seen = f"import sqlite3; print(*sqlite3.connect({location!r}).execute('SELECT count(*) FROM sources'))"
        told = subprocess.run([sys.executable, "-c", seen], check=True, capture_output=True, text=True)
        assert told.stdout.strip() == "(1,)"


def test_a_state_file_is_for_its_owner_alone_and_survives_a_power_cut(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "state.sqlite3"
    with closing(Database(str(path))) as state, state.transaction() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        beside = sorted(path.parent.iterdir())
        assert [file.name for file in beside] == [f"state.sqlite3{end}" for end in ("", "-shm", "-wal")]
        assert {stat.S_IMODE(file.stat().st_mode) for file in beside} == {0o600}
        assert not open_to_others(str(path))


def test_a_state_file_that_others_can_read_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    assert not open_to_others(str(path))
    Database(str(path)).close()
    path.chmod(0o640)
    assert open_to_others(str(path))
    assert not open_to_others("postgresql://db.example/news")


@pytest.mark.parametrize("name", ["state?mode=ro.sqlite3", "100%25.sqlite3", "with space#1.sqlite3"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    Database(str(tmp_path / name)).close()
    assert (tmp_path / name).stat().st_size


def _directory(folder: Path) -> str:
    return str(folder)


def _below_a_file(folder: Path) -> str:
    (folder / "file").touch()
    return str(folder / "file" / "state.sqlite3")


def _below_proc(_folder: Path) -> str:
    return "/proc/newscrawl/state.sqlite3"


def _no_database(folder: Path) -> str:
    (folder / "letter.txt").write_text("Dear editor, " * 100)
    return str(folder / "letter.txt")


@pytest.mark.parametrize("make", [_directory, _below_a_file, _below_proc, _no_database])
def test_a_file_that_cannot_be_a_state_is_refused_with_its_name(tmp_path: Path, make: Callable[[Path], str]) -> None:
    location = make(tmp_path)
    message = complaint(location)
    assert location in message
    assert "NEWSCRAWL_STATE" in message or "restore a copy" in message


def test_a_file_that_is_no_database_stays_as_it_was(tmp_path: Path) -> None:
    location = _no_database(tmp_path)
    before = Path(location).read_bytes()
    complaint(location)
    assert Path(location).read_bytes() == before


@pytest.mark.parametrize(
    "url", ["mysql://localhost/news", "nonsense://", "postgresql://localhost:port/news", "://", "oracle://u:pw@h/d"]
)
def test_a_url_of_no_database_we_know_is_refused(url: str) -> None:
    message = complaint(url)
    assert "postgresql+psycopg://" in message
    assert "pw" not in message


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    port = free_port()
    message = complaint(f"postgresql+psycopg://crawler:hunter2@127.0.0.1:{port}/news")
    assert f"127.0.0.1:{port}" in message
    assert "hunter2" not in message
    assert "refused" in message


def test_a_url_without_a_driver_means_the_one_we_have(postgresql_location: str) -> None:
    with closing(Database(postgresql_location.replace("+psycopg", ""))) as state:
        assert count(state) == 0


def test_a_state_that_fails_later_says_so_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    with closing(Database(str(path))) as state:
        with state.transaction() as connection:
            connection.execute(text("PRAGMA query_only=ON"))  # as a file system does that was mounted read-only again
        with (
            pytest.raises(BadState, match=r"readonly database; see that it can be") as caught,
            state.transaction() as connection,
        ):
            upsert(connection, sources, KEY, ROW)
        assert str(caught.value).startswith(f"state {path}: ")


def test_a_full_disk_says_so_and_what_was_committed_stays(tmp_path: Path) -> None:
    with closing(Database(str(tmp_path / "state.sqlite3"))) as state:
        with state.transaction() as connection:
            upsert(connection, sources, KEY, ROW)
            connection.execute(text("PRAGMA max_page_count=1"))  # it becomes the size that the file has
        with (
            pytest.raises(BadState, match="database or disk is full; see that it can be"),
            state.transaction() as connection,
        ):
            upsert(connection, sources, KEY, ROW | {"url": "https://gazette.example/" + "x" * 100_000})
        assert count(state) == 1


def test_a_state_that_another_process_keeps_locked_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.sqlite3"
    Database(str(path)).close()
    monkeypatch.setattr(database_module, "LOCK_WAIT_MS", 10)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "database is locked" in complaint(str(path))
    Database(str(path)).close()


def _overwrite(content: bytearray) -> bytearray:
    return bytearray(content[:4096] + b"\xff" * (len(content) - 4096))


def _cut_off(content: bytearray) -> bytearray:
    return content[: len(content) // 2]


def _wrong_beginning(content: bytearray) -> bytearray:
    return bytearray(b"\xff" * 100 + content[100:])


@pytest.mark.parametrize("damage", [_overwrite, _cut_off, _wrong_beginning])
def test_a_damaged_state_says_so_in_one_line_and_is_not_touched(
    tmp_path: Path, damage: Callable[[bytearray], bytearray]
) -> None:
    path = tmp_path / "state.sqlite3"
    with closing(Database(str(path))) as state, state.transaction() as connection:
        for number in range(300):
            upsert(connection, sources, KEY, ROW | {"url": f"https://gazette.example/{number}"})
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = damage(bytearray(path.read_bytes()))
    path.write_bytes(damaged)

    message = complaint(str(path))
    assert "malformed" in message or "not a database" in message
    assert "left as it is: restore a copy, or save what can be read" in message
    assert path.read_bytes() == damaged
