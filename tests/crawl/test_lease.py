"""Two crawls of one outlet: one runs, the other says who does, and no article is delivered twice."""

import re
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from types import TracebackType
from typing import Self

import pytest
from sqlalchemy import update

from newscrawl.state.database import Database
from newscrawl.state.tables import leases
from tests.crawl.running import Place, ended
from tests.crawl.scripted import Site
from tests.crawl.test_faults import wait_until
from tests.newsroom.client import CHECKOUT


@pytest.fixture
def anywhere(location: str, place: Place) -> Place:
    """A place whose state is a file, and one whose state is a PostgreSQL."""
    return replace(place, state=location)


def facts(site: Site) -> list[dict[str, object]]:
    return [{"key": "ferries", "name": "Ferries", "home": site.home, "feeds": ["feed"]}]


def change_lease(place: Place, **values: object) -> None:
    with closing(Database(place.state)) as state, state.transaction() as connection:
        assert connection.execute(update(leases).values(**values)).rowcount == 1


class Twins:
    """Two crawls at once, as often as they are started."""

    def __init__(self, place: Place, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crawl.twins", *arguments],
            cwd=CHECKOUT,
            env=place.command("newscrawl")[1],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def start(self) -> None:
        assert self._process.stdin
        print(file=self._process.stdin, flush=True)

    def next_code(self) -> str:
        """Return the exit code of the one that ends next."""
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def test_of_two_crawls_started_at_once_one_runs(site: Site, anywhere: Place) -> None:
    published: list[str] = []
    with Twins(anywhere, "crawl", "--facts", str(anywhere.facts_file(facts(site)))) as twins:
        for number in range(2):
            published.append(site.article(str(number)))
            site.feed("feed", *published)
            site.hung[f"/news/{number}"] = "headers"  # so that the one that runs is still there when the other comes
            twins.start()
            assert twins.next_code() == "15"
            site.release()
            assert twins.next_code() == "0"
    assert sorted(record["url"] for record in anywhere.records()) == sorted(published)


def test_of_two_crawls_that_open_their_books_at_once_one_gets_the_lease_twenty_times(anywhere: Place) -> None:
    with Twins(anywhere, "books", anywhere.state, anywhere.lake) as twins:
        for _ in range(20):
            twins.start()
            assert [twins.next_code(), twins.next_code()] == ["15", "0"]
    assert sorted(record["title"] for record in anywhere.records()) == [f"Ferry {number} sails" for number in range(3)]


def test_a_second_crawl_of_an_outlet_says_who_holds_it_since_when(site: Site, place: Place) -> None:
    site.feed("feed", site.article("one"))
    site.hung["/news/one"] = "headers"
    first = place.start_crawl(facts(site))
    wait_until(first, lambda: site.paths["/news/one"] > 0)

    second = place.crawl(facts(site))

    assert second.code == 15
    assert re.search(
        rf"ferries: is being crawled since \d{{4}}-.* UTC by process {first.pid} on .*, crawl ", second.err
    )
    first.send_signal(signal.SIGTERM)
    assert ended(first).code == 11


def test_the_lease_of_a_machine_that_died_is_taken_over_when_it_has_expired(
    site: Site, place: Place, postgresql_location: str
) -> None:
    anywhere = replace(place, state=postgresql_location)
    site.feed("feed", site.article("one"), site.article("two"))
    site.hung["/news/two"] = "headers"
    first = anywhere.start_crawl(facts(site))
    wait_until(first, lambda: site.paths["/news/two"] > 0)
    first.kill()
    first.communicate()
    site.release()

    change_lease(anywhere, host="elsewhere")
    waits = anywhere.crawl(facts(site))
    assert (waits.code, "on elsewhere" in waits.err) == (15, True)
    change_lease(anywhere, expires_at=0)
    assert anywhere.crawl(facts(site)).code == 0
    assert sorted(record["url"] for record in anywhere.records()) == [f"{site.home}news/{n}" for n in ("one", "two")]
