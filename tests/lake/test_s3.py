"""A lake in a bucket: what the server says is told in one line, and whether trying later may help."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.lake.locations import open_storage
from newscrawl.lake.s3 import Bucket
from newscrawl.lake.storage import Stored
from tests.services import S3, free_port

KEY = "articles/v1/dt=2026-11-03/part"


@pytest.fixture(autouse=True)
def _no_remembered_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def told(call: Callable[[], Any], kind: type[Exception], *words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    message = str(caught.value)
    assert type(caught.value) is kind
    assert "\n" not in message
    assert [word for word in words if word not in message] == []


def calls(lake: Any) -> list[Callable[[], Any]]:
    return [
        lake.check,
        lambda: lake.put(KEY, b"lines", ""),
        lambda: lake.get(KEY),
        lambda: list(lake.keys("")),
    ]


def test_a_missing_bucket_is_refused(bucket: str) -> None:
    lake = open_storage("s3://nowhere/news")
    for call in (lake.check, lambda: lake.put(KEY, b"lines", "")):
        told(
            call,
            LakeRefused,
            "lake s3://nowhere/news:",
            "there is no bucket nowhere",
            "create it or set NEWSCRAWL_LAKE",
        )


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("AWS_ACCESS_KEY_ID", "AKIAWRONGWRONG01", "set AWS_ACCESS_KEY_ID"),
        ("AWS_SECRET_ACCESS_KEY", "wrongwrongwrong", "set AWS_SECRET_ACCESS_KEY"),
    ],
)
def test_wrong_credentials_are_refused_by_the_name_of_the_variable(
    bucket: str, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    for call in calls(open_storage(bucket)):
        told(call, LakeRefused, f"lake {bucket}:", words)
    told(lambda: open_storage(bucket).head(KEY), LakeRefused, "access is denied; check the credentials")


def test_missing_credentials_are_refused(bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    told(open_storage(bucket).check, LakeRefused, "no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")


def test_a_server_that_does_not_answer_may_do_so_later(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    told(open_storage(bucket).check, LakeUnreachable, f"lake {bucket}:", address, "does not answer")


def test_a_server_that_goes_away_may_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = S3(tmp_path)
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    lake = open_storage(server.new_bucket())
    with server:
        lake.put(KEY, b"lines", "0" * 64)
    told(lambda: lake.put(KEY, b"lines", "0" * 64), LakeUnreachable)
    with server:
        assert lake.head(KEY) is not None


@pytest.mark.parametrize(
    ("location", "variable", "value", "words"),
    [
        ("s3://Not A Bucket/news", "AWS_DEFAULT_REGION", "us-east-1", "Invalid bucket name"),
        ("s3://bucket/news", "AWS_ENDPOINT_URL", "127.0.0.1", "Invalid endpoint"),
        ("s3://bucket/news", "AWS_PROFILE", "nobody", "nobody"),
    ],
)
def test_what_cannot_be_right_is_refused_before_anything_is_sent(
    bucket: str, monkeypatch: pytest.MonkeyPatch, location: str, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    told(lambda: open_storage(location).check(), LakeRefused, f"lake {location}:", words, "check NEWSCRAWL_LAKE")


def test_an_object_that_others_wrote_has_no_sum_and_so_is_not_taken_for_ours(bucket: str) -> None:
    name, _, prefix = bucket.removeprefix("s3://").partition("/")
    boto3.client("s3").put_object(Bucket=name, Key=f"{prefix}/{KEY}", Body=b"lines")
    stored = open_storage(bucket).head(KEY)
    assert stored is not None
    assert stored != Stored(size=5, sha256="0" * 64)


def test_a_bucket_without_a_prefix_is_a_lake_too(s3_server: S3, bucket: str) -> None:
    lake = Bucket(bucket.split("/")[2])
    lake.put(KEY, b"lines", "0" * 64)
    assert list(lake.keys("articles/")) == [KEY]
    assert (s3_server.folder / bucket.split("/")[2] / KEY).read_bytes() == b"lines"
