"""Storage: a directory and a bucket behave alike."""

from hashlib import sha256
from pathlib import Path

import pytest

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.lake import storage as storage_module
from newscrawl.lake.locations import open_storage
from newscrawl.lake.storage import Storage, Stored, put_checked
from tests.lake.faults import FaultyLake

KEY = "articles/v1/dt=2026-11-03/gazette-1.jsonl.gz"


def put(storage: Storage, key: str, body: bytes) -> str:
    digest = sha256(body).hexdigest()
    storage.put(key, body, digest)
    return digest


class Counting:
    """A storage that counts what is put into it."""

    def __init__(self, storage: Storage) -> None:
        self.head = storage.head
        self.get = storage.get
        self.keys = storage.keys
        self.delete = storage.delete
        self.check = storage.check
        self.location = storage.location
        self._storage = storage
        self.puts = 0

    def put(self, key: str, body: bytes, digest: str) -> None:
        self.puts += 1
        self._storage.put(key, body, digest)


def test_what_was_put_can_be_read_and_looked_at(storage: Storage) -> None:
    digest = put(storage, KEY, b"lines")
    assert storage.get(KEY) == b"lines"
    assert storage.head(KEY) == Stored(size=5, sha256=digest)


def test_an_empty_object_is_an_object(storage: Storage) -> None:
    digest = put(storage, KEY, b"")
    assert storage.get(KEY) == b""
    assert storage.head(KEY) == Stored(size=0, sha256=digest)


def test_what_is_not_there_is_said_to_be_missing(storage: Storage) -> None:
    assert storage.head(KEY) is None
    with pytest.raises(KeyError, match="gazette-1"):
        storage.get(KEY)


def test_a_second_put_replaces_the_first(storage: Storage) -> None:
    put(storage, KEY, b"first")
    put(storage, KEY, b"second")
    assert storage.get(KEY) == b"second"


def test_keys_are_listed_by_prefix_in_order(storage: Storage) -> None:
    keys = [f"articles/v1/dt=2026-11-{day:02}/part-{number}" for day in (1, 2) for number in (1, 10, 2)]
    for key in [*reversed(keys), "manifests/v1/1.json"]:
        put(storage, key, b"x")
    assert list(storage.keys("articles/v1/dt=2026-11-01/")) == keys[:3]
    assert list(storage.keys("articles/")) == keys
    assert list(storage.keys("articles/v1/dt=2026-11-02/part-1")) == keys[3:5]
    assert list(storage.keys("")) == [*keys, "manifests/v1/1.json"]
    assert list(storage.keys("nothing/")) == []


def test_keys_are_in_the_order_of_their_letters_whatever_is_a_folder(storage: Storage) -> None:
    keys = ["a-b/1", "a.b", "a/b/1", "a/b.c", "a0"]
    for key in keys:
        put(storage, key, b"x")
    assert list(storage.keys("")) == list(storage.keys("a")) == sorted(keys)
    assert list(storage.keys("a/")) == ["a/b.c", "a/b/1"]


def test_a_lake_that_does_not_exist_yet_has_no_keys(storage: Storage) -> None:
    assert list(storage.keys("articles/")) == []


def test_what_is_deleted_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    keys = [f"articles/v1/dt=2026-11-03/part-{number}" for number in range(3)]
    for key in keys:
        put(storage, key, b"x")
    storage.delete([*keys[:2], "articles/v1/dt=2026-11-04/nothing"])
    storage.delete(keys[:1])
    storage.delete([])
    assert list(storage.keys("")) == keys[2:]


def test_a_check_leaves_nothing_behind(storage: Storage) -> None:
    storage.check()
    assert list(storage.keys("")) == []


def test_what_lies_there_already_is_not_put_again(storage: Storage) -> None:
    counting = Counting(storage)
    assert put_checked(counting, KEY, b"lines") == put_checked(counting, KEY, b"lines")
    assert counting.puts == 1


def test_what_lies_there_damaged_is_put_again(storage: Storage) -> None:
    put(storage, KEY, b"lin")
    assert put_checked(storage, KEY, b"lines") == sha256(b"lines").hexdigest()
    assert storage.get(KEY) == b"lines"


class Forgetful(Counting):
    """A storage that takes what is put and lays down something else."""

    def put(self, key: str, body: bytes, digest: str) -> None:
        super().put(key, body[:-1], digest)


def test_what_does_not_lie_there_as_it_was_put_is_no_success(storage: Storage) -> None:
    with pytest.raises(LakeUnreachable, match=f"{KEY} was put and is there with 4 bytes"):
        put_checked(Forgetful(storage), KEY, b"lines")


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_module, "PAUSES", (0, 0))


@pytest.mark.usefixtures("no_pauses")
def test_a_put_that_failed_is_tried_again_a_few_times() -> None:
    lake = FaultyLake()
    lake.faults = ["hiccup before", "hiccup before"]
    put_checked(lake, KEY, b"lines")
    assert lake.puts == {KEY: 1}
    lake.faults = ["hiccup before"] * 3
    with pytest.raises(LakeUnreachable, match="503"):
        put_checked(lake, "another", b"lines")


@pytest.mark.usefixtures("no_pauses")
def test_a_put_that_took_effect_although_it_failed_is_not_repeated() -> None:
    lake = FaultyLake()
    lake.faults = ["hiccup before", "hiccup after"]
    put_checked(lake, KEY, b"lines")
    assert (lake.puts, lake.faults) == ({KEY: 1}, [])


def test_pauses_between_attempts_grow_and_no_two_crawls_make_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(storage_module, "sleep", pauses.append)
    for number in range(2):
        lake = FaultyLake()
        lake.faults = ["hiccup before", "hiccup before"]
        put_checked(lake, str(number), b"lines")
    first, second, *others = pauses
    assert first < second
    assert [first, second] != others


def test_a_lake_that_is_away_is_not_waited_for() -> None:
    lake = FaultyLake()
    lake.faults = ["before", "none"]
    with pytest.raises(LakeUnreachable, match="503 still"):
        put_checked(lake, KEY, b"lines")
    assert lake.faults == ["none"]


def test_a_lake_says_where_it_lies(bucket: str, tmp_path: Path) -> None:
    assert open_storage(bucket).location == bucket
    assert open_storage(f"{bucket}/").location == bucket
    assert open_storage("s3://bucket").location == "s3://bucket"
    assert open_storage(str(tmp_path)).location == str(tmp_path)


@pytest.mark.parametrize("location", ["gs://bucket/news", "s3://", "s3:///", "file:///srv/lake"])
def test_a_lake_of_a_kind_we_do_not_know_is_refused(location: str) -> None:
    with pytest.raises(LakeRefused, match=r"neither a directory nor s3://bucket/prefix; set NEWSCRAWL_LAKE"):
        open_storage(location)
