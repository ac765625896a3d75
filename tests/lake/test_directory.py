"""A lake in a directory: whole files or none, and a reason where it cannot be written."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.lake.directory import Directory

KEY = "articles/v1/dt=2026-11-03/part"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def complaint(call: Callable[[], object]) -> str:
    with pytest.raises(LakeRefused) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert "NEWSCRAWL_LAKE" in message
    return message


def test_a_put_that_fails_leaves_no_file_under_the_key_and_none_beside_it(tmp_path: Path) -> None:
    lake = Directory(str(tmp_path))
    (tmp_path / KEY).mkdir(parents=True)  # a folder where the file should go: the very last step fails
    with pytest.raises(LakeRefused):
        lake.put(KEY, b"lines", "")
    assert files(tmp_path) == []


def test_a_full_disk_is_no_refusal_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    (tmp_path / KEY).parent.mkdir(parents=True)
    with pytest.raises(LakeUnreachable, match=f"lake {tmp_path}: No space left on device$"):
        Directory(str(tmp_path)).put(KEY, b"lines", "")
    assert files(tmp_path) == []


def test_every_new_folder_is_made_durable_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: set[str] = set()
    fsync = os.fsync

    def watch(handle: int) -> None:
        synced.add(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    Directory(str(tmp_path / "lake")).put(KEY, b"lines", "")
    folders = [tmp_path, tmp_path / "lake", *[(tmp_path / "lake" / KEY).parents[level] for level in (2, 1, 0)]]
    assert {str(folder) for folder in folders} <= synced


def test_files_in_the_making_are_no_objects(tmp_path: Path) -> None:
    lake = Directory(str(tmp_path))
    lake.put(KEY, b"lines", "")
    (tmp_path / KEY).with_name(".part-abc").write_bytes(b"torn")
    assert list(lake.keys("")) == [KEY]


def test_files_can_be_read_by_everybody(tmp_path: Path) -> None:
    Directory(str(tmp_path)).put(KEY, b"lines", "")
    assert stat.S_IMODE((tmp_path / KEY).stat().st_mode) == 0o644


def test_a_file_in_place_of_the_lake_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "lake"
    path.write_text("a letter")
    lake = Directory(str(path))
    assert str(path) in complaint(lake.check)
    assert str(path) in complaint(lambda: lake.put(KEY, b"lines", ""))
    assert str(path) in complaint(lambda: lake.head(KEY))
    assert path.read_text() == "a letter"


def test_a_place_where_nothing_can_be_made_is_refused() -> None:
    assert "/proc/newscrawl" in complaint(Directory("/proc/newscrawl").check)
