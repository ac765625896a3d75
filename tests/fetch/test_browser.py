"""Outlets that need a browser, crawled with a real Chromium."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from newscrawl import __version__
from tests.crawl.running import CONTACT, Place, Record, Run
from tests.fetch.scripted_site import ARTICLES, ENDLESS, ScriptedSite, scripted_site
from tests.newsroom import Newsroom
from tests.newsroom.outlets.lantern import PAGE

pytestmark = pytest.mark.service("chromium")

LANTERN = {"SCRAPY_SETTINGS_MODULE": "tests.fetch.lantern_settings", "PYTHONWARNINGS": "error"}

USER_AGENT = f"newscrawl/{__version__} (+{CONTACT})"


@dataclass(frozen=True)
class Crawled:
    """A crawl of the scripted site, what it brought, and what the site saw of it."""

    run: Run
    records: list[Record]
    site: ScriptedSite

    @property
    def outcomes(self) -> dict[str, int]:
        (report,) = self.run.reports.values()
        outcomes: dict[str, int] = report["outcomes"]
        return outcomes


def crawled(place: Place, outlet: str, home: str, **more: str) -> Run:
    environment: dict[str, Any] = {**LANTERN, "LANTERN_HOME": home, **more}
    return place.run("newscrawl", "crawl", outlet, **environment)


def crawled_apart(factory: pytest.TempPathFactory, outlet: str, *special: str, **more: str) -> Crawled:
    folder = factory.mktemp(outlet)
    place = Place(str(folder / "lake"), str(folder / "state.sqlite3"), folder)
    with scripted_site(*special) as site:
        run = crawled(place, outlet, site.home, **more)
    return Crawled(run, place.records(), site)


def stats(run: Run) -> dict[str, Any]:
    (event,) = (event for event in run.events if event["event"] == "stats")
    numbers: dict[str, Any] = event["stats"]
    return numbers


def complaints(run: Run) -> list[str]:
    """Return what standard error says besides the log at INFO and the reports of crawls."""
    calm = [event for event in run.events if event["level"] == "INFO" or event["event"] == "crawl_finished"]
    others = [line for line in run.err.splitlines() if not line.startswith("{")]
    return [*others, *(event["message"] for event in run.events if event not in calm)]


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """A crawl of articles that scripts write, two pages a browser."""
    return crawled_apart(tmp_path_factory, "scripted", LANTERN_BROWSER_PAGES="2")


@pytest.fixture(scope="module")
def misbehaving(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The same with pages that hang and one that is a file."""
    return crawled_apart(tmp_path_factory, "scripted", "silent", "busy", "late", "file")


def test_a_listing_made_by_javascript_is_crawled_to_its_last_article_once(place: Place, newsroom: Newsroom) -> None:
    first = crawled(place, "lantern", newsroom.home("lantern"))
    second = crawled(place, "lantern", newsroom.home("lantern"))

    assert [(run.code, complaints(run)) for run in (first, second)] == [(0, []), (0, [])]
    assert Counter(record["url"] for record in place.records()) == Counter(
        article["url"] for article in newsroom.truth("lantern")
    )


def test_a_listing_is_asked_for_more_until_only_known_articles_come(place: Place, newsroom: Newsroom) -> None:
    asked = []
    for _ in range(2):
        newsroom.log(reset=True)
        assert crawled(place, "lantern", newsroom.home("lantern")).code == 0
        asked.append({path for path in newsroom.log()["lantern"]["paths"] if path.startswith("/api/")})
    articles = len(newsroom.truth("lantern"))
    assert asked[0] == {f"/api/articles?page={number}" for number in range(1, -(-articles // PAGE) + 1)}
    assert asked[1] == {"/api/articles?page=1"}


def test_only_the_listing_goes_through_the_browser_where_only_it_needs_one(place: Place, newsroom: Newsroom) -> None:
    run = crawled(place, "lantern", newsroom.home("lantern"))

    assert stats(run)["playwright/page_count"] == 1
    assert newsroom.log()["lantern"]["paths"]["/robots.txt"] == {"200": 1}
    assert set(newsroom.log()["lantern"]["user_agents"]) == {USER_AGENT}


def test_a_listing_that_grows_when_it_is_scrolled_is_read_to_its_end(place: Place) -> None:
    with scripted_site() as site:
        run = crawled(place, "endless", site.home)

    assert run.reports["endless"]["offered"] == ENDLESS


def test_articles_made_by_javascript_are_read(scripted: Crawled) -> None:
    assert (scripted.run.code, complaints(scripted.run)) == (0, [])
    assert {record["url"]: record["title"] for record in scripted.records} == {
        f"{scripted.site.home}article/{number}": f"Ferry {number} leaves on time" for number in range(1, ARTICLES + 1)
    }
    assert len(scripted.records) == ARTICLES


def test_pages_are_told_the_crawlers_own_name(scripted: Crawled) -> None:
    assert set(scripted.site.agents) == {USER_AGENT}
    assert all(f"came with {USER_AGENT}," in record["body"] for record in scripted.records)


@pytest.mark.parametrize("path", ["/picture.png", "/film.mp4", "/font.woff2", "/popup", "/worker.js"])
def test_a_page_gets_no_pictures_films_fonts_windows_or_service_workers(path: str, scripted: Crawled) -> None:
    assert scripted.site.paths["/mischief.js"] == ARTICLES
    assert scripted.site.paths[path] == 0


def test_the_browser_is_replaced_after_so_many_pages(scripted: Crawled) -> None:
    assert stats(scripted.run)["browser/started"] == ARTICLES / 2


def test_pages_that_never_end_fail_at_their_deadline_and_the_crawl_goes_on(misbehaving: Crawled) -> None:
    assert misbehaving.run.code == 10
    assert misbehaving.outcomes["failed:timeout"] == 2


def test_a_script_that_never_comes_does_not_cost_the_article(misbehaving: Crawled) -> None:
    assert f"{misbehaving.site.home}article/late" in {record["url"] for record in misbehaving.records}
    assert misbehaving.outcomes["delivered"] == ARTICLES + 1


def test_pages_that_take_all_the_memory_there_is_cost_no_other_article(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    greedy = crawled_apart(tmp_path_factory, "scripted", "heap", "arrays")
    assert greedy.outcomes.pop("delivered") == ARTICLES
    assert greedy.outcomes.keys() - {"delivered"} <= {"failed:timeout", "failed:connection-failed", "rejected:no-body"}
    assert complaints(greedy.run) == []


def test_a_download_is_refused_and_is_no_article(misbehaving: Crawled) -> None:
    assert misbehaving.outcomes["rejected:not-an-article"] == 1


def test_what_pages_do_wrong_is_no_fault_of_ours(misbehaving: Crawled) -> None:
    assert complaints(misbehaving.run) == []


def test_a_wall_is_tried_once_in_the_browser(tmp_path_factory: pytest.TempPathFactory) -> None:
    tried = crawled_apart(tmp_path_factory, "walled", "walled", "barred")
    assert [record["url"] for record in tried.records] == [f"{tried.site.home}article/walled"]
    assert tried.outcomes["walled:challenge"] == 1
    assert {tried.site.paths[f"/article/{name}"] for name in ("walled", "barred")} == {2}
