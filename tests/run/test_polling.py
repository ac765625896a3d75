"""Polling: what has not changed is not read, what is not due is not asked for, what was missed is looked for."""

from typing import Any

import msgspec
import pytest

from newscrawl.facts import Facts
from newscrawl.lake.parts import unpack
from newscrawl.outlet import outlet_from_facts
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.leads import MOST
from tests.run.crawling import Desk
from tests.run.engine import Engine, PaperSite

HOME = "https://gazette.example/"
DAY, HOUR = 24 * 3600, 3600


def engine(desk: Desk, site: PaperSite, **facts: Any) -> Engine:
    sources = facts or {"feeds": ["feed"]}
    return Engine(desk, outlet_from_facts(Facts(key="gazette", name="The Gazette", home=HOME, **sources)), site)


def records(desk: Desk) -> list[dict[str, Any]]:
    parts = [unpack(desk.lake.get(key)) for key in desk.lake.keys("articles/")]
    return [msgspec.json.decode(line) for lines in parts for line in lines]


def test_an_unchanged_outlet_costs_one_request_a_source_and_none_for_articles(desk: Desk, site: PaperSite) -> None:
    site.feed(site.article("one"), site.article("two"))
    site.sitemap((site.article("three"), ""))
    crawls = engine(desk, site, feeds=["feed"], news_sitemaps=["sitemap.xml"])
    assert crawls.crawl().outcomes == {"delivered": 3}
    site.asked.clear()
    report = crawls.crawl()
    assert site.asked == {f"{HOME}feed": 1, f"{HOME}sitemap.xml": 1}
    assert site.statuses[304] == 2
    assert (report.outcomes, report.sources[f"{HOME}feed"].unchanged) == ({}, True)


def test_the_same_bytes_are_not_read_again_where_the_server_knows_no_conditions(desk: Desk, site: PaperSite) -> None:
    site.tags = False
    site.feed(site.article("one"))
    crawls = engine(desk, site)
    crawls.crawl()
    report = crawls.crawl()
    assert site.statuses[304] == 0
    assert report.sources[f"{HOME}feed"].unchanged


def test_what_a_crawl_that_died_did_not_walk_to_the_end_is_read_again(desk: Desk, site: PaperSite) -> None:
    site.sitemap((f"{HOME}child.xml", "2026-11-02"), path="index.xml", index=True)
    crawls = engine(desk, site, sitemaps=["index.xml"])
    assert crawls.crawl().exit_code is ExitCode.INCOMPLETE  # the child is not there yet
    site.sitemap((site.article("one"), "2026-11-02T10:00:00Z"), path="child.xml")
    assert crawls.crawl().outcomes == {"delivered": 1}


def test_only_children_of_an_index_that_may_have_changed_are_asked_for(desk: Desk, site: PaperSite) -> None:
    site.sitemap((site.article("old"), "2026-11-01T10:00:00Z"), path="old.xml")
    site.sitemap((site.article("new"), "2026-11-03T10:00:00Z"), path="new.xml")
    children = [(f"{HOME}old.xml", "2026-10-30"), (f"{HOME}new.xml", "2026-11-03")]
    site.sitemap(*children, path="index.xml", index=True)
    crawls = engine(desk, site, sitemaps=["index.xml"])
    assert crawls.crawl().outcomes == {"delivered": 2}
    site.asked.clear()
    desk.now += HOUR / 2
    site.sitemap(*children, (f"{HOME}more.xml", "2026-11-03"), path="index.xml", index=True)
    site.sitemap((site.article("more"), "2026-11-03T12:00:00Z"), path="more.xml")
    report = crawls.crawl()
    assert report.outcomes == {"delivered": 1}
    assert site.asked[f"{HOME}old.xml"] == 0
    assert not report.sources[f"{HOME}index.xml"].gap


def test_children_of_an_index_without_dates_are_asked_for_though_the_index_is_the_same(
    desk: Desk, site: PaperSite
) -> None:
    site.sitemap((f"{HOME}child.xml", ""), path="index.xml", index=True)
    site.sitemap((site.article("one"), ""), path="child.xml")
    crawls = engine(desk, site, sitemaps=["index.xml"])
    crawls.crawl()
    site.sitemap((site.article("one"), ""), (site.article("two"), ""), path="child.xml")
    assert crawls.crawl().outcomes == {"delivered": 1}


def test_a_source_that_is_known_to_be_quiet_rests_until_it_is_due(desk: Desk, site: PaperSite) -> None:
    site.feed(site.article("one"))
    crawls = engine(desk, site)
    for _ in range(4):
        crawls.crawl()
        desk.now += HOUR
    crawls.crawl()
    site.asked.clear()
    desk.now += HOUR / 4
    report = crawls.crawl()
    assert (report.exit_code, report.sources_resting, site.asked) == (ExitCode.OK, 1, {})
    desk.now += HOUR * 3 / 4
    assert crawls.crawl().sources_resting == 0
    assert site.asked == {f"{HOME}feed": 1}


def test_an_outlet_may_have_its_sources_polled_at_every_crawl(desk: Desk, site: PaperSite) -> None:
    site.feed(site.article("one"))
    crawls = engine(desk, site, feeds=["feed"], poll_max=0)
    for _ in range(4):
        crawls.crawl()
        desk.now += HOUR
    crawls.crawl()
    site.asked.clear()
    desk.now += 1
    crawls.crawl()
    assert site.asked == {f"{HOME}feed": 1}


@pytest.mark.parametrize("said_by", ["Cache-Control", "ttl"])
def test_a_source_rests_as_long_as_its_server_or_itself_says_that_nothing_is_new(
    desk: Desk, site: PaperSite, said_by: str
) -> None:
    links = [site.article(str(number)) for number in range(120)]

    def feed(until: int) -> None:
        site.feed(*links[until - 40 : until])
        text = str(site.answers[f"{HOME}feed"])
        if said_by == "ttl":
            site.answers[f"{HOME}feed"] = text.replace("<channel>", "<channel><ttl>30</ttl>")
        else:
            site.answers[f"{HOME}feed"] = (200, {said_by: "public, max-age=1800"}, text)

    crawls = engine(desk, site)
    for until in range(40, 120, 16):  # sixteen an hour: without the header it would be due in 19 minutes
        feed(until)
        crawls.crawl()
        desk.now += HOUR
    site.asked.clear()
    feed(120)
    crawls.crawl()
    desk.now += HOUR * 2 / 5
    assert crawls.crawl().sources_resting == 1
    desk.now += HOUR / 10
    assert crawls.crawl().sources_resting == 0


def test_a_poll_that_shares_nothing_with_the_one_before_is_a_gap_and_filled_elsewhere(
    desk: Desk, site: PaperSite
) -> None:
    names = [site.article(f"ferry-to-the-island-{number}") for number in range(30)]

    def publish(until: int) -> None:
        site.feed(*reversed(names[max(until - 5, 0) : until]))
        rows = "".join(f"<h2><a href='{url}'>Ferry to the island leaves</a></h2>" for url in reversed(names[:until]))
        site.answers[HOME] = f"<title>The Gazette</title><main>{rows}</main>"

    publish(5)
    crawls = engine(desk, site)
    crawls.crawl()
    desk.now += HOUR
    publish(20)
    report = crawls.crawl()
    assert report.sources[f"{HOME}feed"].gap
    assert {record["url"] for record in records(desk)} == set(names[:20])
    desk.now += HOUR
    publish(22)
    assert not crawls.crawl().sources[f"{HOME}feed"].gap


def test_the_report_says_what_only_one_source_had_and_how_late_articles_came(desk: Desk, site: PaperSite) -> None:
    site.feed(site.article("one"))
    site.sitemap((site.article("one"), ""), path="news.xml")
    crawls = engine(desk, site, feeds=["feed"], news_sitemaps=["news.xml"])
    crawls.crawl()
    desk.now += HOUR / 2
    both, alone = site.article("both"), site.article("alone")
    site.feed(site.article("one"), both)
    text = str(site.answers[f"{HOME}feed"])
    site.answers[f"{HOME}feed"] = text.replace("</link>", "</link><pubDate>Tue, 03 Nov 2026 12:20:00 GMT</pubDate>")
    site.sitemap((site.article("one"), ""), (both, ""), (alone, ""), path="news.xml")
    sources = crawls.crawl().sources
    feed, news = sources[f"{HOME}feed"], sources[f"{HOME}news.xml"]
    assert (feed.listed, feed.new, feed.only_here) == (2, 1, 0)
    assert (news.listed, news.new, news.only_here) == (3, 1, 1)
    assert feed.lag_p50 is not None
    assert 600 <= feed.lag_p50 <= 620
    assert (feed.lag_p95, news.lag_p50) == (feed.lag_p50, None)


def test_a_source_that_fails_for_days_is_retired_tried_rarely_and_taken_back(desk: Desk, site: PaperSite) -> None:
    site.feed(site.article("one"))
    crawls = engine(desk, site, feeds=["feed", "gone"])
    for _ in range(4):
        assert crawls.crawl().sources_failed == {f"{HOME}gone": "http-404"}
        desk.now += DAY
    report = crawls.crawl()
    assert (report.sources_failed, report.sources_retired) == ({}, {f"{HOME}gone": "http-404"})
    assert report.exit_code is ExitCode.OK
    site.asked.clear()
    desk.now += DAY / 2
    crawls.crawl()
    assert site.asked[f"{HOME}gone"] == 0
    site.feed(site.article("two"), path="gone")
    desk.now += 2 * DAY
    assert crawls.crawl().outcomes == {"delivered": 1}
    site.answers.pop(f"{HOME}gone")
    desk.now += DAY
    assert crawls.crawl().sources_failed == {f"{HOME}gone": "http-404"}


def test_a_source_that_fails_again_rests_and_the_crawls_meanwhile_are_not_all_well(desk: Desk, site: PaperSite) -> None:
    site.feed(site.article("one"))
    site.answers[f"{HOME}feed"], whole = 503, site.answers[f"{HOME}feed"]
    crawls = engine(desk, site)
    asked = []
    for _ in range(6):
        report = crawls.crawl()
        assert (report.exit_code, report.sources_failed) == (ExitCode.INCOMPLETE, {f"{HOME}feed": "http-503"})
        asked.append(site.asked[f"{HOME}feed"])
        desk.now += 5 * 60
    assert asked == [1, 2, 3, 3, 4, 4]
    site.answers[f"{HOME}feed"] = whole
    desk.now += HOUR
    assert crawls.crawl().outcomes == {"delivered": 1}


def test_an_outlet_whose_sources_have_all_failed_for_days_is_not_all_well(desk: Desk, site: PaperSite) -> None:
    crawls = engine(desk, site)
    for _ in range(5):
        crawls.crawl()
        desk.now += DAY
    report = crawls.crawl()
    assert (report.exit_code, report.sources_retired) == (ExitCode.INCOMPLETE, {f"{HOME}feed": "http-404"})


def test_a_feed_that_was_cut_off_is_read_again_though_it_is_the_same(desk: Desk, site: PaperSite) -> None:
    site.feed(site.article("one"), site.article("two"))
    whole = str(site.answers[f"{HOME}feed"])
    site.answers[f"{HOME}feed"] = whole[: whole.rindex("<item>") + 20]
    crawls = engine(desk, site)
    assert crawls.crawl().outcomes == {"delivered": 1}
    report = crawls.crawl()
    assert not report.sources[f"{HOME}feed"].unchanged


def front_page(site: PaperSite, *links: str, feeds: tuple[str, ...] = ("feed",)) -> None:
    head = "".join(f"<link rel='alternate' type='application/rss+xml' href='/{feed}'>" for feed in feeds)
    rows = "".join(f"<h2><a href='{url}'>Ferry to the island leaves</a></h2>" for url in links)
    site.answers[HOME] = f"<head><title>The Gazette</title>{head}</head><main>{rows}</main>"


def test_what_a_front_page_was_found_to_name_is_not_looked_for_again(desk: Desk, site: PaperSite) -> None:
    names = [site.article(f"ferry-to-the-island-{number}") for number in range(5)]
    front_page(site, *names[:3])
    site.feed(*names[2:])
    crawls = engine(desk, site, listings=[])
    assert crawls.crawl().outcomes == {"delivered": 5}
    site.asked.clear()
    site.statuses.clear()
    report = crawls.crawl()
    assert (site.asked, site.statuses) == ({HOME: 1, f"{HOME}feed": 1}, {304: 2})
    assert all(source.unchanged for source in report.sources.values())


def test_a_source_that_a_front_page_names_has_its_own_rhythm_and_gaps(desk: Desk, site: PaperSite) -> None:
    names = [site.article(f"ferry-to-the-island-{number}") for number in range(40)]
    crawls = engine(desk, site, listings=[])
    for number in range(4):
        front_page(site, *names[:3], site.article(f"ferry-to-the-mainland-{number}"))
        site.feed(*names[number : number + 5])
        crawls.crawl()
        desk.now += HOUR
    site.feed(*names[30:35])
    assert crawls.crawl().sources[f"{HOME}feed"].gap
    site.asked.clear()
    desk.now += 60
    assert crawls.crawl().sources_resting == 2
    assert site.asked == {}


def test_a_source_that_a_front_page_names_and_that_is_dead_is_tried_rarely_and_no_failure(
    desk: Desk, site: PaperSite
) -> None:
    front_page(site, site.article("ferry-to-the-island-1"), feeds=("dead", "feed"))
    site.feed(site.article("ferry-to-the-island-2"))
    crawls = engine(desk, site, listings=[], poll_max=0)
    for _ in range(6):
        report = crawls.crawl()
        assert (report.exit_code, report.sources_failed, report.sources_retired) == (ExitCode.OK, {}, {})
        desk.now += DAY
    site.asked.clear()
    for _ in range(4):
        desk.now += DAY / 4
        crawls.crawl()
    assert site.asked[f"{HOME}dead"] <= 1
    assert site.asked[f"{HOME}feed"] == 4


def test_a_front_page_without_articles_is_stood_in_for_by_a_feed_that_it_names(desk: Desk, site: PaperSite) -> None:
    front_page(site)
    site.feed(site.article("ferry-to-the-island-1"))
    crawls = engine(desk, site, listings=[])
    report = crawls.crawl()
    assert (report.exit_code, report.outcomes, report.sources_failed) == (ExitCode.OK, {"delivered": 1}, {})
    desk.now += DAY
    front_page(site, feeds=())
    assert crawls.crawl().sources_failed == {HOME: "not-a-listing"}
    desk.now += DAY
    front_page(site)
    site.answers[f"{HOME}feed"] = 404
    assert crawls.crawl().sources_failed == {}
    desk.now += DAY
    front_page(site, feeds=("feed", "feed#2"))
    assert crawls.crawl().sources_failed == {HOME: "not-a-listing"}


def test_a_front_page_that_names_other_feeds_each_time_is_believed_for_a_while(desk: Desk, site: PaperSite) -> None:
    one = site.article("ferry-to-the-island-1")
    crawls = engine(desk, site, listings=[], poll_max=0)
    for number in range(5):
        paths = tuple(f"feed-{number}-{place}" for place in range(2))
        for path in paths:
            site.feed(one, path=path)
        front_page(site, one, feeds=paths)
        crawls.crawl()
        desk.now += HOUR
    assert len([url for url in site.asked if "feed-" in url]) == MOST


def test_a_fact_that_is_named_later_takes_the_place_of_what_was_found(desk: Desk, site: PaperSite) -> None:
    front_page(site, site.article("ferry-to-the-island-1"))
    site.feed(site.article("ferry-to-the-island-2"))
    site.feed(site.article("ferry-to-the-island-3"), path="better")
    engine(desk, site, listings=[]).crawl()
    site.asked.clear()
    engine(desk, site, feeds=["better"]).crawl()
    assert site.asked[f"{HOME}feed"] == 0
