"""Before any crawl: what cannot work is said, and what dead crawls left is delivered."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.errors import BadState, LakeRefused, LakeUnreachable
from newscrawl.lake.locations import open_storage
from newscrawl.run import preflight as preflight_module
from newscrawl.run.preflight import ArticlesWait, deliver_only, preflight, preflight_in_time
from tests.lake.faults import FaultyLake, Outlet
from tests.sample import sample
from tests.services import free_port

BOTH = pytest.mark.parametrize("call", [preflight, deliver_only])


@pytest.fixture
def state(tmp_path: Path) -> str:
    return str(tmp_path / "state.sqlite3")


@pytest.fixture
def left(state: str) -> str:
    """A state in which a dead crawl left one article."""
    outlet = Outlet(state, FaultyLake())
    outlet.begin()
    outlet.keep(sample(1, crawl_id=outlet.crawl_id))
    outlet.release()
    outlet.state.close()
    return state


@BOTH
def test_what_dead_crawls_left_is_delivered_once(call: Callable[[str, str], int], left: str, tmp_path: Path) -> None:
    lake = str(tmp_path / "lake")
    assert [call(lake, left), call(lake, left)] == [1, 0]
    assert len(list(open_storage(lake).keys("articles/"))) == len(list(open_storage(lake).keys("manifests/"))) == 1


@BOTH
def test_a_lake_that_refuses_is_a_configuration_error_while_nothing_waits(
    call: Callable[[str, str], int], state: str, tmp_path: Path
) -> None:
    (tmp_path / "lake").touch()
    with pytest.raises(LakeRefused):
        call(str(tmp_path / "lake"), state)


@BOTH
def test_a_lake_that_refuses_while_articles_wait_says_how_many(
    call: Callable[[str, str], int], left: str, tmp_path: Path
) -> None:
    (tmp_path / "lake").touch()
    with pytest.raises(ArticlesWait, match=r"\(1 articles wait in the outbox\)"):
        call(str(tmp_path / "lake"), left)


def test_a_lake_that_does_not_answer_does_not_keep_a_crawl_from_starting(
    left: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    assert preflight(bucket, left) == 0
    with pytest.raises(ArticlesWait, match="does not answer"):
        deliver_only(bucket, left)


def test_a_lake_that_does_not_answer_is_told_though_nothing_waits(
    state: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(LakeUnreachable) as caught:
        deliver_only(bucket, state)
    assert type(caught.value) is LakeUnreachable


def test_a_lake_that_hangs_does_not_keep_a_crawl_from_starting(
    left: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = threading.Event()

    class HungLake(FaultyLake):
        def check(self) -> None:
            asked.set()
            threading.Event().wait()

    monkeypatch.setattr(preflight_module, "open_storage", lambda _: HungLake())
    monkeypatch.setattr(preflight_module, "PATIENCE", 0.1)
    preflight_in_time("memory", left)
    assert asked.wait(20)
    assert "the crawl goes on meanwhile" in caplog.text


@BOTH
def test_a_state_that_cannot_be_used_is_refused(call: Callable[[str, str], int], tmp_path: Path) -> None:
    with pytest.raises(BadState):
        call(str(tmp_path / "lake"), str(tmp_path))
