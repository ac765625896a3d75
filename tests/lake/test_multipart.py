"""Large parts in pieces: whole, or nothing is left behind, whoever died and whatever answer got lost."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.lake import multipart
from newscrawl.lake import storage as storage_module
from newscrawl.lake.s3 import Bucket
from newscrawl.lake.storage import Stored, put_checked

KEY = "articles/v1/dt=2026-11-03/part"
BODY = bytes(range(256)) * 10
DIGEST = sha256(BODY).hexdigest()


@pytest.fixture
def lake(bucket: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A lake where every part that is larger than a kilobyte goes in pieces of one."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setattr(multipart, "THRESHOLD_BYTES", 1024)
    monkeypatch.setattr(multipart, "PIECE_BYTES", 1024)
    monkeypatch.setattr(storage_module, "PAUSES", (0, 0))
    return Bucket(bucket.split("/")[2], "news")


def uploads(lake: Bucket) -> list[str]:
    found = lake._client.list_multipart_uploads(Bucket=lake._bucket).get("Uploads", [])
    return [upload["Key"] for upload in found]


def fail(lake: Bucket, operation: str, *, when: str, time: int = 1) -> Callable[[], int]:
    """Cut the connection at the ``time``-th request of one kind, before or after it took effect; return a count."""
    seen = []

    def cut(**_: Any) -> None:
        seen.append(operation)
        if len(seen) == time:
            raise ConnectionClosedError(endpoint_url="http://lake")

    event = {"before": "before-send", "after": "after-call"}[when]
    lake._client.meta.events.register(f"{event}.s3.{operation}", cut)
    return lambda: len(seen)


def test_a_large_part_lies_there_whole_with_its_sum(lake: Bucket) -> None:
    pieces = fail(lake, "UploadPart", when="before", time=99)
    lake.put(KEY, BODY, DIGEST)
    assert lake.get(KEY) == BODY
    assert lake.head(KEY) == Stored(size=len(BODY), sha256=DIGEST)
    assert pieces() == 3
    assert uploads(lake) == []


@pytest.mark.parametrize("time", [1, 2, 3])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_upload_that_fails_half_way_leaves_nothing_behind(lake: Bucket, when: str, time: int) -> None:
    fail(lake, "UploadPart", when=when, time=time)
    with pytest.raises(LakeUnreachable):
        lake.put(KEY, BODY, DIGEST)
    assert lake.head(KEY) is None
    assert uploads(lake) == []


def test_an_upload_whose_last_answer_got_lost_is_found_and_not_repeated(lake: Bucket) -> None:
    completed = fail(lake, "CompleteMultipartUpload", when="after")
    assert put_checked(lake, KEY, BODY) == DIGEST
    assert completed() == 1
    assert lake.get(KEY) == BODY
    assert uploads(lake) == []


@pytest.mark.parametrize("operation", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_fails_once_is_made_good_by_the_next_attempt(lake: Bucket, operation: str, when: str) -> None:
    fail(lake, operation, when=when)
    assert put_checked(lake, KEY, BODY) == DIGEST
    assert lake.head(KEY) == Stored(size=len(BODY), sha256=DIGEST)
    assert uploads(lake) == []


def test_what_a_killed_process_left_of_an_upload_is_given_up_by_the_next_one_of_the_same_part(lake: Bucket) -> None:
    for key in (KEY, f"{KEY}-2"):
        lake._client.create_multipart_upload(Bucket=lake._bucket, Key=f"news/{key}")
    lake.put(KEY, BODY, DIGEST)
    assert uploads(lake) == [f"news/{KEY}-2"]
    assert lake.get(KEY) == BODY


def test_an_upload_that_cannot_be_given_up_is_not_followed_by_another(lake: Bucket) -> None:
    lake._client.create_multipart_upload(Bucket=lake._bucket, Key=f"news/{KEY}")
    given_up = fail(lake, "AbortMultipartUpload", when="before")
    assert put_checked(lake, KEY, BODY) == DIGEST
    assert given_up() == 2
    assert uploads(lake) == []


def test_who_may_not_list_uploads_can_put_large_parts_all_the_same(lake: Bucket) -> None:
    def refuse(**_: Any) -> None:
        answer: Any = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        raise ClientError(answer, "ListMultipartUploads")

    lake._client.meta.events.register("before-send.s3.ListMultipartUploads", refuse)
    lake.put(KEY, BODY, DIGEST)
    assert lake.get(KEY) == BODY


def test_an_upload_that_another_process_gave_up_is_tried_again(lake: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(**_: Any) -> None:
        multipart.give_up_all(lake._client, lake._bucket, f"news/{KEY}")

    lake._client.meta.events.register_first("before-call.s3.CompleteMultipartUpload", give_up)
    with pytest.raises(LakeUnreachable, match="NoSuchUpload"):
        lake.put(KEY, BODY, DIGEST)
    lake._client.meta.events.unregister("before-call.s3.CompleteMultipartUpload", give_up)
    assert put_checked(lake, KEY, BODY) == DIGEST


def test_a_piece_that_arrives_damaged_is_refused_by_the_server(lake: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multipart, "md5_of", lambda _: "AAAAAAAAAAAAAAAAAAAAAA==")
    with pytest.raises(LakeUnreachable, match="BadDigest"):
        lake.put(KEY, BODY, DIGEST)
    assert lake.head(KEY) is None
    assert uploads(lake) == []


def test_a_missing_bucket_is_refused_for_large_parts_too(lake: Bucket) -> None:
    nowhere = Bucket("nowhere", "news")
    with pytest.raises(LakeRefused, match="there is no bucket nowhere"):
        nowhere.put(KEY, BODY, DIGEST)
