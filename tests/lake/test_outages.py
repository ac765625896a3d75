"""A bucket that goes away in the middle of a delivery: articles wait, and are there once when it is back."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.lake.delivery import Delivery
from newscrawl.lake.parts import unpack
from newscrawl.lake.s3 import Bucket
from newscrawl.state import outbox
from tests.lake.faults import Outlet
from tests.sample import sample
from tests.services import S3, free_port

BOTH = ["Ferry 1 sails", "Ferry 2 sails"]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3:
    """A server that does not run yet, over a folder that stays."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    (tmp_path / "s3").mkdir()
    s3 = S3(tmp_path / "s3", free_port())
    for name, value in s3.environment().items():
        monkeypatch.setenv(name, value)
    return s3


@pytest.fixture
def lake(server: S3) -> Bucket:
    return Bucket(server.new_bucket().split("/")[2], "news")


@pytest.fixture
def outlet(tmp_path: Path, lake: Bucket) -> Iterator[Outlet]:
    """An outlet whose crawl has kept two articles."""
    crawled = Outlet(str(tmp_path / "state.sqlite3"), lake)
    crawled.begin()
    for number in (1, 2):
        crawled.keep(sample(number, crawl_id=crawled.crawl_id))
    yield crawled
    crawled.state.close()


def titles(lake: Bucket) -> list[str]:
    lines = [line for key in lake.keys("articles/") for line in unpack(lake.get(key))]
    return [json.loads(line)["title"] for line in lines]


@pytest.mark.parametrize("when", ["before-send", "after-call"])
def test_a_server_killed_during_a_put_loses_nothing(server: S3, outlet: Outlet, lake: Bucket, when: str) -> None:
    def kill(**_: Any) -> None:
        server.process.kill()
        server.process.wait()

    with server:
        outlet.delivery._publish_schema()
        lake._client.meta.events.register(f"{when}.s3.PutObject", kill)
        with pytest.raises(LakeUnreachable):
            outlet.deliver()
        lake._client.meta.events.unregister(f"{when}.s3.PutObject", kill)
    assert outlet.outcomes() == {"pending": 2}
    with server:
        assert outlet.deliver() == 2
        assert titles(lake) == BOTH
    assert outlet.outcomes() == {"delivered": 2}
    assert outlet.write(outbox.waiting) == 0


def test_while_a_bucket_is_gone_articles_wait(server: S3, outlet: Outlet, lake: Bucket) -> None:
    bucket = server.folder / lake.location.split("/")[2]
    shutil.rmtree(bucket)
    with server, pytest.raises(LakeRefused, match="there is no bucket"):
        outlet.deliver()
    assert outlet.outcomes() == {"pending": 2}
    bucket.mkdir()
    with server:
        assert outlet.deliver() == 2
        assert titles(lake) == BOTH


def test_while_credentials_are_refused_articles_wait(
    server: S3, outlet: Outlet, lake: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers credentials
        patch.setenv("AWS_SECRET_ACCESS_KEY", "wrongwrongwrong")
        refused = Bucket(lake.location.split("/")[2], "news")
    with server:
        with pytest.raises(LakeRefused):
            Delivery(outlet.state, refused, outlet.clock).deliver(outlet.crawl_id, "gazette")
        assert outlet.outcomes() == {"pending": 2}
        assert outlet.deliver() == 2
        assert titles(lake) == BOTH
