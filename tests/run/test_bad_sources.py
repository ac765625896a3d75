"""What outlets' sources do wrong, as whole crawls: what reaches the lake, what is counted, what is never asked for."""

from typing import Any

import msgspec
import pytest

from newscrawl.facts import Facts
from newscrawl.lake.parts import unpack
from newscrawl.outlet import outlet_from_facts
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.leads import SITEMAP_DEPTH
from tests.run.crawling import Desk
from tests.run.engine import Engine, PaperSite

HOME = "https://gazette.example/"
HOUR = 3600


def engine(desk: Desk, site: PaperSite, **facts: Any) -> Engine:
    return Engine(desk, outlet_from_facts(Facts(key="gazette", name="The Gazette", home=HOME, **facts)), site)


def records(desk: Desk) -> list[dict[str, Any]]:
    parts = [unpack(desk.lake.get(key)) for key in desk.lake.keys("articles/")]
    return [msgspec.json.decode(line) for lines in parts for line in lines]


def feed(site: PaperSite, *items: str) -> None:
    written = "".join(f"<item>{item}</item>" for item in items)
    site.answers[f"{HOME}feed"] = f"<rss version='2.0'><channel><title>F</title>{written}</channel></rss>"


def test_links_to_other_hosts_are_dropped_and_counted_unless_the_outlet_lists_the_host(
    desk: Desk, site: PaperSite
) -> None:
    ours, theirs = site.article("one"), "https://partner.example/two"
    site.answers[theirs] = str(site.answers[ours]).replace("one", "two").replace("harbour", "airport")
    site.feed(ours, theirs, "https://shop.example/three")
    alone = engine(desk, site, feeds=["feed"]).crawl()
    assert (alone.filtered, alone.outcomes, site.asked[theirs]) == (2, {"delivered": 1}, 0)
    desk.now += 24 * HOUR
    site.feed(ours, theirs, "https://shop.example/three", "https://shop.example/four")
    assert engine(desk, site, feeds=["feed"], hosts=["partner.example"]).crawl().filtered == 2
    assert {record["url"] for record in records(desk)} == {ours, theirs}


@pytest.mark.parametrize(
    ("date", "published"),
    [("", None), ("Thu, 01 Jan 2099 00:00:00 GMT", None), ("Tue, 03 Nov 2026 11:00:00 GMT", "2026-11-03T11:00:00Z")],
    ids=["none", "future", "past"],
)
def test_an_article_is_dated_by_its_feed_only_where_that_can_be_true(
    desk: Desk, site: PaperSite, date: str, published: str | None
) -> None:
    feed(site, f"<title>Ferry</title><link>{site.article('one')}</link><pubDate>{date}</pubDate>")
    report = engine(desk, site, feeds=["feed"]).crawl()
    assert (report.outcomes, [record["published_at"] for record in records(desk)]) == ({"delivered": 1}, [published])
    assert report.undated == (published is None)


def test_a_guid_that_two_items_share_or_that_changes_makes_no_article_more_or_less(desk: Desk, site: PaperSite) -> None:
    links = [site.article("one"), site.article("two")]
    crawls = engine(desk, site, feeds=["feed"], poll_max=0)
    for guids in ("aa", "ab", "cd"):
        feed(site, *(f"<link>{link}</link><guid>{guid}</guid>" for link, guid in zip(links, guids, strict=True)))
        crawls.crawl()
        desk.now += 60
    assert sorted(record["url"] for record in records(desk)) == links


def test_a_feed_of_a_thousand_items_is_offered_whole_and_read_once(desk: Desk, site: PaperSite) -> None:
    site.feed(*(f"{HOME}ferry-{number}" for number in range(1000)))
    crawls = engine(desk, site, feeds=["feed"])
    crawls.look_again = False
    report = crawls.crawl()
    assert (report.offered, report.outcomes) == (1000, {"gone:http-404": 1000})
    site.asked.clear()
    assert crawls.crawl().outcomes == {}
    assert site.asked == {f"{HOME}feed": 1}


def test_a_feed_cut_off_gives_what_is_whole_and_the_rest_when_it_is_there(desk: Desk, site: PaperSite) -> None:
    links = [site.article(str(number)) for number in range(8)]
    site.feed(*links)
    whole = str(site.answers[f"{HOME}feed"])
    site.answers[f"{HOME}feed"] = whole[: len(whole) // 2]
    crawls = engine(desk, site, feeds=["feed"], poll_max=0)
    some = crawls.crawl()
    assert some.exit_code is ExitCode.OK
    assert 0 < some.outcomes["delivered"] < len(links)
    site.answers[f"{HOME}feed"] = whole
    crawls.crawl()
    assert {record["url"] for record in records(desk)} == set(links)


def test_an_index_of_indexes_is_followed_and_one_that_leads_into_itself_ends(desk: Desk, site: PaperSite) -> None:
    site.sitemap((f"{HOME}deep-1.xml", ""), path="index.xml", index=True)
    for depth in range(1, 5):
        site.sitemap(
            (f"{HOME}deep-{depth + 1}.xml", ""), (f"{HOME}index.xml", ""), path=f"deep-{depth}.xml", index=True
        )
    site.sitemap((site.article("one"), ""), path="deep-2.xml")
    report = engine(desk, site, sitemaps=["index.xml"]).crawl()
    assert report.outcomes == {"delivered": 1}
    site.sitemap((f"{HOME}deep-3.xml", ""), path="deep-2.xml", index=True)
    site.asked.clear()
    engine(desk, site, sitemaps=["index.xml"], poll_max=0).crawl()
    assert site.asked[f"{HOME}deep-{SITEMAP_DEPTH + 1}.xml"] == 0
    assert sum(site.asked.values()) < 10
