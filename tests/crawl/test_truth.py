"""A crawl of the news site: the lake holds what the outlets published, once, as they published it."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from tests.crawl.running import Place, Record, differences
from tests.newsroom import Newsroom

BY_FACTS = ("harbourpost", "kashmirdotcom", "trtworld")


@pytest.fixture(params=["directory", "s3"])
def anywhere(request: pytest.FixtureRequest, place: Place) -> Place:
    """A place whose lake is a directory, and one whose lake is a bucket."""
    return replace(place, lake=request.getfixturevalue("bucket")) if request.param == "s3" else place


def test_the_lake_holds_every_article_once_and_a_second_crawl_fetches_none_again(
    newsroom: Newsroom, anywhere: Place
) -> None:
    truth = [article for outlet in BY_FACTS for article in newsroom.truth(outlet)]
    first = anywhere.crawl(newsroom.facts())
    assert first.code == 0, first.err
    assert differences(truth, anywhere.records()) == []

    newsroom.log(reset=True)
    second = anywhere.crawl(newsroom.facts())
    assert second.code == 0, second.err
    assert len(anywhere.records()) == len(truth)
    asked = {path for outlet in newsroom.log().values() for path in outlet["paths"]}
    assert asked.isdisjoint({urlsplit(article["url"]).path for article in truth})


@pytest.mark.parametrize("outlet", ["kashmirdotcom", "trtworld"])
def test_scrapy_crawl_takes_facts_as_arguments_and_delivers_the_same(
    newsroom: Newsroom, place: Place, outlet: str
) -> None:
    run = place.run("scrapy", "crawl", outlet, "-a", f"home={newsroom.home(outlet)}")
    assert run.code == 0, run.err
    assert differences(newsroom.truth(outlet), place.records()) == []


def test_adhoc_needs_no_more_than_a_front_page(newsroom: Newsroom, place: Place) -> None:
    home = newsroom.home("harbourpost")
    run = place.run("scrapy", "crawl", "adhoc", "-a", f"home={home}", "-a", "timezone=America/Halifax")
    assert run.code == 0, run.err
    listed = {record["url"]: record for record in place.records()}
    truth = {article["url"]: article for article in newsroom.truth("harbourpost")}
    assert len(listed) >= 15  # the front page, and the feed that it advertises
    assert {url: record["published_at"] for url, record in listed.items()} == {
        url: truth[url]["published_at"] for url in listed
    }
    assert {record["outlet"] for record in listed.values()} == {"127-0-2-4"}


def test_an_outlet_that_names_no_source_is_read_by_what_its_site_names(newsroom: Newsroom, place: Place) -> None:
    [facts] = newsroom.facts("trtworld")
    outlet = [{name: facts[name] for name in ("key", "name", "home", "timezone")}]
    run = place.crawl(outlet)
    assert run.code == 0, run.err
    assert newsroom.log()["trtworld"]["paths"]["/news-sitemap.xml"] == {"200": 1}  # which robots.txt names
    assert place.records()
    newsroom.log(reset=True)
    assert place.crawl(outlet).code == 0
    asked = newsroom.log()["trtworld"]["paths"]
    assert {"/", "/news-sitemap.xml"} <= asked.keys()
    assert asked.keys().isdisjoint(urlsplit(record["url"]).path for record in place.records())
    assert all(sum(answers.values()) == 1 for answers in asked.values())


def test_several_processes_deliver_the_same_as_one(newsroom: Newsroom, place: Place) -> None:
    run = place.crawl(newsroom.facts(), "--jobs", "2")
    assert run.code == 0, run.err
    assert set(run.reports) == set(BY_FACTS)
    truth = [article for outlet in BY_FACTS for article in newsroom.truth(outlet)]
    assert differences(truth, place.records()) == []


def test_what_two_outlets_tell_is_one_story_and_everything_else_is_told_alone(newsroom: Newsroom, place: Place) -> None:
    assert place.crawl(newsroom.facts()).code == 0
    records = {record["url"]: record for record in place.records()}
    told: dict[str, list[Record]] = {}
    for article in newsroom.truth():
        if article["url"] in records:
            told.setdefault(article["wire"] or article["url"], []).append(records[article["url"]])
    shared = {wire: sorted(found, key=how_it_relates) for wire, found in told.items() if len(found) > 1}
    assert set(shared) == {"wire-1", "wire-2", "wire-3", "wire-4", "copy-1"}
    for wire, (first, second) in shared.items():
        assert second["story_id"] == first["story_id"], wire
        assert first["story_relation"] == "none"
        assert second["story_relation"] in (["exact"] if wire == "copy-1" else ["near", "contained"])
        earliest = min((first, second), key=told_at)
        assert second["story_of"] in (earliest["article_id"], first["article_id"])
    alone = [record for found in told.values() if len(found) == 1 for record in found]
    assert {record["story_relation"] for record in alone} == {"none"}
    assert len({record["story_id"] for record in records.values()}) == len(told)


def told_at(record: Record) -> tuple[str, str, str]:
    """Return by what the earliest article is told; two outlets may publish one in the same second."""
    return record["published_at"], record["fetched_at"], record["article_id"]


def how_it_relates(record: Record) -> bool:
    return bool(record["story_relation"] != "none")
