"""Mistakes of people: one line that says what, where and what to do, and no traceback."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.crawl.running import Place, Run
from tests.newsroom import Newsroom
from tests.services import S3


def last_line(run: Run) -> str:
    """Return the only line a person is shown."""
    assert "Traceback" not in run.err
    plain = [line for line in run.err.splitlines() if not line.startswith("{")]
    assert len(plain) == 1, run.err
    return plain[0]


@pytest.mark.parametrize(
    ("name", "hint"), [("kashmirdotcm", "did you mean kashmirdotcom?"), ("nosuchpost", "newscrawl outlets lists them")]
)
def test_an_unknown_outlet_is_named_with_the_nearest_one(place: Place, name: str, hint: str) -> None:
    run = place.run("newscrawl", "crawl", name)
    assert run.code == 2
    assert last_line(run) == f"newscrawl: {name}: there is no such outlet; {hint}"


def test_a_bad_time_zone_is_named_with_its_outlet(place: Place) -> None:
    run = place.crawl([{"key": "x", "name": "X", "home": "https://example.com/", "timezone": "Asia/Kashmir"}])
    assert run.code == 2
    assert "x: timezone 'Asia/Kashmir' is unknown; use an IANA name" in last_line(run)


def test_a_wrong_key_in_a_facts_file_is_named_with_the_right_one(place: Place) -> None:
    run = place.crawl([{"key": "x", "name": "X", "home": "https://example.com/", "feds": ["feed"]}])
    assert run.code == 2
    assert "`feds`" in last_line(run)
    assert "'feeds'" in last_line(run)


def test_a_lake_that_cannot_be_written_is_named(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = replace(place, lake=str(tmp_path / "file" / "lake")).run("newscrawl", "crawl", "kashmirdotcom")
    assert run.code == 2
    assert "there is a file where a directory has to be; set NEWSCRAWL_LAKE or --lake" in last_line(run)


def test_a_state_that_cannot_be_opened_is_named(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = replace(place, state=str(tmp_path / "file" / "state")).run("newscrawl", "crawl", "kashmirdotcom")
    assert run.code == 2
    assert "set NEWSCRAWL_STATE or --state" in last_line(run)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("AWS_SECRET_ACCESS_KEY", "wrongwrongwrong", "secret key"),
        ("AWS_ACCESS_KEY_ID", "AKIAWRONGKEY0001", "access key"),
        ("NEWSCRAWL_LAKE", "s3://nosuchbucket/news", "there is no bucket nosuchbucket"),
    ],
)
def test_a_bucket_that_refuses_is_named_with_the_reason(
    place: Place, bucket: str, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    lake = value if variable == "NEWSCRAWL_LAKE" else bucket
    run = replace(place, lake=lake).run("newscrawl", "crawl", "kashmirdotcom")
    assert run.code == 2
    assert words in last_line(run)


def test_while_articles_wait_a_bucket_that_refuses_ends_with_12(
    newsroom: Newsroom, place: Place, s3_server: S3, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = replace(place, lake=bucket)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert remote.crawl(newsroom.facts("harbourpost")).code == 12

    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server.environment()["AWS_ENDPOINT_URL"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrongwrongwrong")
    refused = remote.run("newscrawl", "crawl", "kashmirdotcom")
    assert refused.code == 12
    assert "33 articles wait in the outbox" in last_line(refused)
