"""Passwords in the addresses of state and lake: used, and found in nothing that is written or can be looked at."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crawl.running import Place, ended
from tests.crawl.scripted import Site
from tests.crawl.test_faults import wait_until
from tests.services import free_port

PASSWORD = "s3cretw0rd"


def with_password(location: str) -> str:
    """Return the PostgreSQL's address with a password, for which it does not ask but which it is given."""
    assert "postgres:@" in location
    return location.replace("postgres:@", f"postgres:{PASSWORD}@")


def commands_of(group: int) -> list[str]:
    """Return the command lines of all processes that descend from ``group``, three generations."""
    parents: dict[int, int] = {}
    lines: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            lines[int(folder.name)] = (folder / "cmdline").read_text()
        except OSError:  # it has ended
            continue
    return [
        line
        for pid, line in lines.items()
        if group in (pid, parents[pid], parents.get(parents[pid]), parents.get(parents.get(parents[pid], 0)))
    ]


def written(folder: Path) -> Iterator[bytes]:
    """Yield every file of the lake, and what those that are compressed hold."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name.encode()
            yield gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@pytest.mark.parametrize("arguments", [(), ("--jobs", "2")])
def test_a_password_of_the_state_is_used_and_written_nowhere(
    site: Site, place: Place, postgresql_location: str, arguments: tuple[str, ...]
) -> None:
    secret = replace(place, state=with_password(postgresql_location))
    feed = site.feed("feed", site.article("one"), site.article("two"))
    site.hung["/news/two"] = "headers"
    process = secret.start_crawl(
        [{"key": "ferries", "name": "Ferries", "home": site.home, "feeds": [feed]}], *arguments
    )
    wait_until(process, lambda: site.paths["/news/two"] > 0)
    running = commands_of(process.pid)
    site.release()
    done = ended(process)

    assert done.code == 0, done.err
    assert any("newscrawl.run.worker" in line for line in running)
    assert PASSWORD not in "".join(running)
    assert PASSWORD not in done.err
    assert len(place.records()) == 2
    assert not any(PASSWORD.encode() in part for part in written(Path(place.lake)))
    told = secret.run("newscrawl", "why", f"{site.home}news/one")
    assert told.code == 0
    assert PASSWORD not in told.out + told.err


@pytest.mark.parametrize(
    "state",
    [
        "postgresql://reader:{password}@127.0.0.1:{port}/news",
        "postgresql://127.0.0.1:{port}/news?user=reader&password={password}",
        "postgresql://reader:odd@{password}@127.0.0.1:{port}/news",
        "postgresql://reader:{password}@127.0.0.1:port/news",
        "mysql://reader:{password}@127.0.0.1:{port}/news",
    ],
)
def test_a_state_that_cannot_be_used_is_told_without_its_password(place: Place, state: str) -> None:
    wrong = replace(place, state=state.format(password=PASSWORD, port=free_port()))
    for command in (("newscrawl", "deliver"), ("scrapy", "crawl", "kashmirdotcom")):
        told = wrong.run(*command)
        assert told.code == 2
        assert "state " in told.err
        assert PASSWORD not in told.out + told.err


@pytest.mark.parametrize("lake", ["https://key:{password}@s3.example/news", "s3://key:{password}@news/articles"])
def test_a_lake_with_credentials_is_refused_without_repeating_them(place: Place, lake: str) -> None:
    told = replace(place, lake=lake.format(password=PASSWORD)).run("newscrawl", "lake", "check")
    assert told.code == 2
    assert "NEWSCRAWL_LAKE" in told.err
    assert PASSWORD not in told.out + told.err


def test_a_password_on_the_command_line_is_refused_for_everybody_could_read_it(place: Place) -> None:
    told = place.run("newscrawl", "deliver", "--state", f"postgresql://reader:{PASSWORD}@127.0.0.1/news")
    assert told.code == 2
    assert "set NEWSCRAWL_STATE" in told.err
    assert PASSWORD not in told.out + told.err


def test_a_state_that_others_can_read_is_warned_of(site: Site, place: Place) -> None:
    facts = [
        {"key": "ferries", "name": "Ferries", "home": site.home, "feeds": [site.feed("feed", site.article("one"))]}
    ]
    assert "state_open" not in [event["event"] for event in place.crawl(facts).events]
    Path(place.state).chmod(0o644)
    assert [event["level"] for event in place.crawl(facts).events if event["event"] == "state_open"] == ["WARNING"]
