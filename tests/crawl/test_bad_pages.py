"""Sources and pages that are not what they should be: each counted under its own reason, the crawl goes on."""

from tests.crawl.running import Place
from tests.newsroom import Newsroom


def test_each_bad_page_ends_under_its_own_reason_and_a_missing_date_is_null(newsroom: Newsroom, place: Place) -> None:
    run = place.crawl([newsroom.bad_facts("harbourpost")])

    assert run.code == 0, run.err
    report = run.reports["harbourpost"]
    outcomes = report["outcomes"]
    assert outcomes["rejected:not-an-article"] == 1
    assert outcomes["rejected:no-body"] == 1
    assert outcomes["gone:http-404"] == 1
    undated = [record for record in place.records() if "/no-date" in record["url"]]
    assert undated
    assert {record["published_at"] for record in undated} == {None}
    assert report["undated"] == len(undated)


def test_a_feed_that_is_html_and_one_that_is_empty_are_named_and_the_other_sources_are_read(
    newsroom: Newsroom, place: Place
) -> None:
    (facts,) = newsroom.facts("harbourpost")
    run = place.crawl([{**facts, "feeds": ["bad/feed-is-html", "bad/empty-feed.xml", "atom.xml"], "listings": []}])

    assert run.code == 10
    report = run.reports["harbourpost"]
    home = newsroom.home("harbourpost")
    assert report["sources_failed"] == {f"{home}bad/feed-is-html": "not-a-feed", f"{home}bad/empty-feed.xml": "empty"}
    assert report["outcomes"] == {"delivered": 15}


def test_a_page_behind_a_consent_wall_is_no_article_and_is_taken_up_when_the_wall_is_gone(
    newsroom: Newsroom, place: Place
) -> None:
    facts = [{**newsroom.facts("harbourpost")[0], "listings": []}]
    walled = newsroom.truth("harbourpost")[3]["url"]
    newsroom.wall(walled)
    first = place.crawl(facts)
    assert first.reports["harbourpost"]["outcomes"] == {"delivered": 14, "walled:consent": 1}

    newsroom.wall(walled, on=False)
    second = place.crawl(facts)
    assert second.reports["harbourpost"]["outcomes"] == {"delivered": 1}
    assert second.reports["harbourpost"]["taken_over"] == 1


def test_an_outlet_that_refuses_every_page_is_blocked(newsroom: Newsroom, place: Place) -> None:
    newsroom.fail("harbourpost", status=403, count=1000, path="/news/")
    run = place.crawl(newsroom.facts("harbourpost"))
    assert run.code == 13
    assert run.reports["harbourpost"]["outcomes"] == {"walled:http-403": 33}


def test_a_page_that_fails_is_tried_again_by_the_next_crawl(newsroom: Newsroom, place: Place) -> None:
    url = newsroom.truth("harbourpost")[0]["url"]
    newsroom.fail("harbourpost", status=503, count=3, path=url.partition("/news/")[1] + url.partition("/news/")[2])
    first = place.crawl(newsroom.facts("harbourpost"))
    assert first.code == 10
    assert first.reports["harbourpost"]["outcomes"] == {"delivered": 32, "failed:http-503": 1}

    second = place.crawl(newsroom.facts("harbourpost"))
    assert second.code == 0
    assert second.reports["harbourpost"]["outcomes"] == {"delivered": 1}


def test_a_removed_article_is_gone(newsroom: Newsroom, place: Place) -> None:
    listed = newsroom.facts("harbourpost")
    newsroom.fail("harbourpost", status=410, count=1, path="/news/")
    run = place.crawl(listed)
    assert run.code == 0, run.err
    assert run.reports["harbourpost"]["outcomes"] == {"delivered": 32, "gone:http-410": 1}


def test_an_outlet_that_cannot_be_reached_is_incomplete(place: Place) -> None:
    run = place.crawl([{"key": "away", "name": "Away", "home": "http://127.0.2.9:9/", "feeds": ["feed"]}])
    assert run.code == 10
    assert run.reports["away"]["sources_failed"] == {"http://127.0.2.9:9/feed": "connection-refused"}
