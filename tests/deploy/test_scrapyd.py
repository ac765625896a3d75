"""scrapyd: what `make deploy-scrapyd` uploads crawls an outlet when it is scheduled."""

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest

from newscrawl.run.exitcodes import ExitCode
from tests.crawl.running import OPENED, Place, differences
from tests.deploy.scrapyd import LONG, TURN, Scrapyd, pinned
from tests.newsroom import Newsroom
from tests.services import ENDING, end


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a scrapyd keeps its data, with this checkout deployed to it."""
    folder = tmp_path_factory.mktemp("scrapyd")
    with Scrapyd(folder) as server:
        assert not server.knows_newscrawl()
        deployed = server.deploy()
    assert deployed.returncode == 0, deployed.stderr
    assert f"is at {server.url}: " in deployed.stdout
    return folder


@pytest.fixture
def scrapyd(folder: Path) -> Iterator[Scrapyd]:
    """scrapyd, running."""
    with Scrapyd(folder) as server:
        yield server


def schedule(scrapyd: Scrapyd, newsroom: Newsroom, place: Place) -> str:
    """Schedule kashmirdotcom against the news site and return the job's id."""
    settings = (
        f"NEWSCRAWL_LAKE={place.lake}",
        f"NEWSCRAWL_STATE={place.state}",
        f"NEWSCRAWL_ALLOW_NETWORKS={OPENED}",
        "DOWNLOAD_DELAY=0",
        f"DOWNLOAD_TIMEOUT={LONG}",
    )
    return scrapyd.schedule("kashmirdotcom", *settings, home=newsroom.home("kashmirdotcom"))


def wait_for_request(newsroom: Newsroom, path: str) -> None:
    """Return when somebody has asked kashmirdotcom for a path."""
    for _ in range(300):
        if path in newsroom.log()["kashmirdotcom"]["paths"]:
            return
        threading.Event().wait(TURN)
    raise TimeoutError(f"nobody asked for {path}")


def test_scrapyd_gets_what_crawls_need_and_no_tools_of_tests() -> None:
    scrapyd, crawls, everything = (pinned(f"requirements{name}.lock") for name in ("-scrapyd", "", "-dev"))
    assert crawls.items() <= scrapyd.items() <= everything.items()
    assert {"scrapyd", "psycopg", "scrapy-playwright"} <= scrapyd.keys()
    assert scrapyd.keys().isdisjoint({"pyspark", "pytest", "duckdb", "mypy"})


def test_a_deployed_outlet_is_crawled_from_the_egg_and_listed_after_a_restart(
    newsroom: Newsroom, place: Place, folder: Path
) -> None:
    with Scrapyd(folder) as scrapyd:
        job = schedule(scrapyd, newsroom, place)
        scrapyd.wait_for(job)
        assert scrapyd.exit_code(job) == ExitCode.OK, scrapyd.job_log("kashmirdotcom", job)
        assert differences(newsroom.truth("kashmirdotcom"), place.records()) == []

    with Scrapyd(folder) as restarted:
        assert job in restarted.finished()
        spiders = restarted.ask("listspiders.json?project=newscrawl")["spiders"]
        assert {"kashmirdotcom", "trtworld"} <= set(spiders)


def test_a_crawl_that_scrapyd_left_running_keeps_its_outlet_and_loses_nothing(
    newsroom: Newsroom, place: Place, folder: Path
) -> None:
    hung = urlsplit(newsroom.truth("kashmirdotcom")[0]["url"]).path
    newsroom.hang("kashmirdotcom", path=hung)
    with Scrapyd(folder) as scrapyd:
        schedule(scrapyd, newsroom, place)
        wait_for_request(newsroom, hung)
        end(scrapyd.process)  # scrapyd alone

        with Scrapyd(folder) as restarted:
            second = schedule(restarted, newsroom, place)
            restarted.wait_for(second)
            assert restarted.exit_code(second) == ExitCode.BUSY
            assert "is being crawled since" in restarted.job_log("kashmirdotcom", second)

    with Scrapyd(folder) as restarted:  # all were signalled, as systemd does it
        restarted.wait_for(schedule(restarted, newsroom, place))
    assert differences(newsroom.truth("kashmirdotcom"), place.records()) == []


def test_the_egg_holds_the_packages_and_no_tests(folder: Path) -> None:
    (egg,) = (folder / "eggs/newscrawl").glob("*.egg")
    with ZipFile(egg) as archive:
        names = archive.namelist()
        assert "settings = newscrawl.settings" in archive.read("EGG-INFO/entry_points.txt").decode()
    assert {name.split("/")[0] for name in names} == {"EGG-INFO", "newscrawl", "spiders", "pipelines"}
    assert not [name for name in names if name.endswith(".pyc")]


@pytest.mark.parametrize("password", [None, "", "wrong"])
def test_a_request_without_the_password_is_refused(scrapyd: Scrapyd, password: str | None) -> None:
    with pytest.raises(HTTPError, match="401") as refused:
        scrapyd.ask("listprojects.json", password=password)
    refused.value.close()


def test_deploying_with_a_wrong_password_says_what_to_set(scrapyd: Scrapyd) -> None:
    deployed = scrapyd.deploy(password="wrong")
    assert deployed.returncode == 1
    assert deployed.stderr.startswith(f"deploy: {scrapyd.url} refused the password; set SCRAPYD_USERNAME and")
    assert len(deployed.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("missing", "credentials"),
    [("SCRAPYD_USERNAME", {"SCRAPYD_PASSWORD": "secret"}), ("SCRAPYD_PASSWORD", {"SCRAPYD_USERNAME": "deployer"})],
)
def test_scrapyd_does_not_start_without_credentials(tmp_path: Path, missing: str, credentials: dict[str, str]) -> None:
    scrapyd = Scrapyd(tmp_path)
    process = scrapyd.start(**credentials)
    try:
        code = process.wait(ENDING * 3)
    finally:
        process.kill()
        process.wait()
    assert code == 1
    assert f"set {missing} in the environment" in scrapyd.log()
