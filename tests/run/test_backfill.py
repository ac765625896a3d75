"""Backfills: what was published on some days of the past is found, fetched once, and gone on with after any end."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from scrapy.http import Request, Response

from newscrawl.facts import Facts
from newscrawl.fetch.pace import HostBusy
from newscrawl.lake.delivery import Delivery
from newscrawl.lake.parts import unpack
from newscrawl.outlet import outlet_from_facts
from newscrawl.platforms import WordPressOutlet
from newscrawl.run import backfill
from newscrawl.run.exitcodes import ExitCode
from newscrawl.state import backfills, sources
from newscrawl.state.sources import KnownSource
from tests.run.crawling import Desk
from tests.run.engine import Answer, Engine, PaperSite

HOME = "https://gazette.example/"
JANUARY = "2024-01-01..2024-01-31"


def engine(desk: Desk, site: PaperSite, days: str = JANUARY, **facts: Any) -> Engine:
    outlet = outlet_from_facts(Facts(key="gazette", name="The Gazette", home=HOME, **facts))
    return Engine(desk, outlet, site, backfill=days)


def urls(desk: Desk) -> list[str]:
    """Return the addresses of the articles in the lake, in the order in which they were kept."""
    parts = [unpack(desk.lake.get(key)) for key in sorted(desk.lake.keys("articles/"))]
    return [msgspec.json.decode(line)["url"] for lines in parts for line in lines]


def days_of(first: str, count: int) -> list[date]:
    return [date.fromisoformat(first) + timedelta(days=passed) for passed in range(count)]


def dated(site: PaperSite, day: date, name: str = "ferry") -> str:
    return site.article(f"{day:%Y/%m/%d}/{name}-leaves-the-port-of-{day:%d-%B}")


def undated(site: PaperSite, name: str) -> str:
    return site.article(f"news/{name}-leaves-the-port-again-today")


def daily_sitemaps(site: PaperSite, days: list[date], path: str = "index.xml") -> None:
    """Serve an index of a sitemap for each day, with two articles each."""
    for day in days:
        links = [(dated(site, day, name), "") for name in ("ferry", "piano")]
        site.sitemap(*links, path=f"sitemap-{day}.xml")
    site.sitemap(*((f"{HOME}sitemap-{day}.xml", "") for day in days), path=path, index=True)


def listing(*links: str, following: str | None = None) -> str:
    anchors = "".join(f"<p><a href='{link}'>{link.rpartition('/')[2]}</a></p>" for link in links)
    return f"<html><body>{anchors}{f'<a rel=next href={following}>2</a>' if following else ''}</body></html>"


def posts(given: list[tuple[str, str]]) -> Callable[[Request], Answer]:
    """Answer as the API of WordPress does, from addresses with their times."""

    def answer(request: Request) -> Answer:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        newest = sorted(given, key=lambda one: one[1], reverse=True)
        found = [one for one in newest if asked.get("after", "") < one[1] < asked.get("before", "9")]
        size, page = int(asked.get("per_page", "10")), int(asked.get("page", "1"))
        shown = [{"link": url, "date_gmt": time} for url, time in found[(page - 1) * size : page * size]]
        return 200, {"X-WP-TotalPages": str(-(-len(found) // size))}, json.dumps(shown)

    return answer


def test_the_days_are_walked_newest_first_and_no_other_sitemap_is_read(desk: Desk, site: PaperSite) -> None:
    daily_sitemaps(site, days_of("2023-12-25", 50))
    report = engine(desk, site, sitemaps=["index.xml"]).crawl()
    assert (report.exit_code, report.outcomes) == (ExitCode.OK, {"delivered": 62})
    found = urls(desk)
    assert found == sorted(found, key=lambda url: url[: len(HOME) + 10], reverse=True)
    read = [url for url in site.asked if "sitemap-" in url]
    assert read == [f"{HOME}sitemap-{day}.xml" for day in reversed(days_of("2024-01-01", 31))]


def test_of_a_long_sitemap_only_links_of_these_days_are_offered_and_the_others_counted(
    desk: Desk, site: PaperSite
) -> None:
    inside, edge = undated(site, "inside"), undated(site, "edge")
    site.sitemap(
        (undated(site, "before"), "2023-12-31T20:00:00+00:00"),
        (inside, "2024-01-10"),
        (edge, "2024-01-31T20:59:00+00:00"),
        (undated(site, "after"), "2024-01-31T21:00:00+00:00"),  # midnight in Istanbul
        (undated(site, "never"), ""),
    )
    report = engine(desk, site, sitemaps=["sitemap.xml"], timezone="Europe/Istanbul").crawl()
    assert (sorted(urls(desk)), report.filtered) == (sorted([inside, edge]), 3)


def test_a_sitemap_whose_address_names_its_month_may_say_nothing_of_its_links(desk: Desk, site: PaperSite) -> None:
    site.sitemap((undated(site, "one"), ""), (undated(site, "two"), "2026-05-05"), path="posts-2024-01.xml")
    assert engine(desk, site, sitemaps=["posts-2024-01.xml"]).crawl().outcomes == {"delivered": 2}


def test_children_of_an_index_that_were_last_modified_before_these_days_are_not_read(
    desk: Desk, site: PaperSite
) -> None:
    site.sitemap((undated(site, "one"), "2024-01-05"), path="posts-7.xml")
    children = [(f"{HOME}posts-6.xml", "2023-06-01"), (f"{HOME}posts-7.xml", "2026-01-01")]
    site.sitemap(*children, path="index.xml", index=True)
    assert engine(desk, site, sitemaps=["index.xml"]).crawl().outcomes == {"delivered": 1}
    assert site.asked[f"{HOME}posts-6.xml"] == 0


def test_the_api_is_asked_for_one_month_after_the_other_to_its_last_page(desk: Desk, site: PaperSite) -> None:
    given = [
        (undated(site, f"{name}-{day}"), f"{day}T{hour:02}:00:00")
        for day in days_of("2024-01-20", 40)
        for hour, name in enumerate(("anna", "bert", "carl", "dora"), 8)
    ]
    site.answers[f"{HOME}wp-json/wp/v2/posts"] = posts(given)
    report = engine(desk, site, "2024-01-25..2024-02-20", wordpress=["wp-json/wp/v2/posts"]).crawl()
    assert (report.exit_code, report.outcomes) == (ExitCode.OK, {"delivered": 108})
    assert report.filtered == 0
    pages = [url for url in site.asked if "wp-json" in url]
    assert [parse_qs(urlsplit(url).query)["before"] for url in pages] == [
        ["2024-02-21T00:00:00"],
        ["2024-02-01T00:00:00"],
    ]


def test_an_archive_is_read_day_by_day_and_a_day_without_a_page_had_no_articles(desk: Desk, site: PaperSite) -> None:
    for day in days_of("2024-01-29", 6):
        if day.day != 30:
            pages = f"{HOME}archive/{day:%Y/%m/%d}"
            site.answers[pages] = listing(undated(site, f"a{day}"), following=f"{pages}/2")
            site.answers[f"{pages}/2"] = listing(undated(site, f"b{day}"), following=f"{HOME}archive/2024/02/28")
    archives = ["archive/{year}/{month:02}/{day:02}"]
    report = engine(desk, site, "2024-01-29..2024-02-01", archives=archives, feeds=["feed"]).crawl()
    assert (report.exit_code, report.outcomes) == (ExitCode.OK, {"delivered": 6})
    assert site.asked[f"{HOME}feed"] == site.asked[f"{HOME}archive/2024/02/28"] == 0


def numbered_listing(site: PaperSite, days: list[date]) -> None:
    """Serve a listing of the days, the newest first, three to a page, with an old favourite at the top of each."""
    favourite = dated(site, date(2011, 1, 1))
    newest = list(reversed(days))
    for number, start in enumerate(range(0, len(newest), 3), 1):
        links = [dated(site, day) for day in newest[start : start + 3]]
        site.answers[f"{HOME}news?page={number}"] = listing(favourite, *links, following=f"news?page={number + 1}")
    site.answers[f"{HOME}news"] = site.answers[f"{HOME}news?page=1"]


def test_a_numbered_listing_is_read_until_its_pages_are_older(desk: Desk, site: PaperSite) -> None:
    numbered_listing(site, days_of("2023-11-01", 120))
    report = engine(desk, site, "2024-02-01..2024-02-10", listings=["news"]).crawl()
    assert (report.exit_code, report.outcomes) == (ExitCode.OK, {"delivered": 10})
    assert sum("news?page=" in url for url in site.asked) == 9


def test_a_listing_is_left_alone_where_something_better_lists_these_days(desk: Desk, site: PaperSite) -> None:
    daily_sitemaps(site, days_of("2024-01-01", 3))
    engine(desk, site, sitemaps=["index.xml"], listings=["news"]).crawl()
    assert site.asked[f"{HOME}news"] == 0


def test_a_listing_without_a_last_page_has_an_end(desk: Desk, site: PaperSite) -> None:
    page = [dated(site, day) for day in days_of("2024-01-10", 3)]
    site.answers[f"{HOME}news"] = lambda _: listing(*page, following=f"news?page={len(site.asked)}")
    assert engine(desk, site, listings=["news"]).crawl().outcomes == {"delivered": 3}
    assert sum("news" in url for url in site.asked) == 2


class Killed(BaseException):
    """Ends a crawl as a kill does: nothing of it is closed."""


class MortalEngine(Engine):
    """An engine that dies before a request."""

    lives = 0

    async def fetch(self, request: Request) -> Response:
        self.lives -= 1
        if self.lives < 0:
            raise Killed
        return await super().fetch(request)


def mortal(desk: Desk, site: PaperSite, **facts: Any) -> MortalEngine:
    outlet = outlet_from_facts(Facts(key="gazette", name="The Gazette", home=HOME, **facts))
    return MortalEngine(desk, outlet, site, backfill=JANUARY)


KINDS: dict[str, Any] = {
    "sitemap": {"sitemaps": ["index.xml"]},
    "archive": {"archives": ["{year}/{month:02}/{day:02}/"]},
    "wordpress": {"wordpress": ["wp-json/wp/v2/posts"]},
    "listing": {"listings": ["news"]},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lives", [1, 7])
def test_a_backfill_that_was_killed_goes_on_where_it_stopped(
    desk: Desk, site: PaperSite, monkeypatch: pytest.MonkeyPatch, kind: str, lives: int
) -> None:
    monkeypatch.setattr(backfill, "SLICE", 3)
    days = days_of("2024-01-01", 10)
    daily_sitemaps(site, days)
    numbered_listing(site, days)
    links = [(day, dated(site, day, name)) for day in days for name in ("ferry", "piano")]
    for day in days:
        site.answers[f"{HOME}{day:%Y/%m/%d}/"] = listing(*(link for when, link in links if when == day))
    site.answers[f"{HOME}wp-json/wp/v2/posts"] = posts([(link, f"{day}T08:00:00") for day, link in links])
    crawls = mortal(desk, site, **KINDS[kind])
    kills = 0
    while True:
        crawls.lives = lives + kills // 5
        try:
            report = crawls.crawl()
        except Killed:
            kills += 1
            assert kills < 100, "it does not get on"
            desk.now += 3600  # its lease has expired
            continue
        break
    assert report.exit_code is ExitCode.OK
    Delivery(desk.state, desk.lake, lambda: int(desk.now)).recover()
    expected = [link for _, link in links] if kind != "listing" else [dated(site, day) for day in days]
    assert sorted(urls(desk)) == sorted(expected)
    assert {site.asked[link] for link in expected} == {1}, "an article was asked for twice"
    documents = {url: count for url, count in site.asked.items() if url not in expected}
    assert sum(documents.values()) <= len(documents) + kills, "a document that was done was asked for again"
    site.asked.clear()
    crawls.lives = 1
    assert crawls.crawl().exit_code is ExitCode.OK
    assert not site.asked, "a backfill that was done asked for something"


def test_a_backfill_changes_nothing_that_the_schedule_goes_by(desk: Desk, site: PaperSite) -> None:
    site.feed(undated(site, "new"))
    daily_sitemaps(site, days_of("2024-01-01", 3))
    facts: dict[str, Any] = {"feeds": ["feed"], "sitemaps": ["index.xml"]}
    outlet = outlet_from_facts(Facts(key="gazette", name="The Gazette", home=HOME, **facts))
    Engine(desk, outlet, site).crawl()
    before = known(desk)
    engine(desk, site, **facts).crawl()
    assert len(urls(desk)) == 7
    assert known(desk) == before
    del site.answers[f"{HOME}index.xml"]
    assert engine(desk, site, "2024-01-02..2024-01-03", **facts).crawl().exit_code is ExitCode.INCOMPLETE
    assert known(desk) == before


def known(desk: Desk) -> dict[str, KnownSource]:
    with desk.state.transaction() as connection:
        return sources.known(connection, "gazette", [f"{HOME}feed", f"{HOME}index.xml"])


def test_a_document_that_fails_is_read_by_the_next_backfill_and_no_other_is(desk: Desk, site: PaperSite) -> None:
    daily_sitemaps(site, days_of("2024-01-01", 4))
    missing = site.answers.pop(f"{HOME}sitemap-2024-01-02.xml")
    report = engine(desk, site, sitemaps=["index.xml"]).crawl()
    assert (report.exit_code, report.outcomes["delivered"]) == (ExitCode.INCOMPLETE, 6)
    assert report.why == f"{HOME}sitemap-2024-01-02.xml: http-404"
    site.answers[f"{HOME}sitemap-2024-01-02.xml"] = missing
    site.asked.clear()
    report = engine(desk, site, sitemaps=["index.xml"]).crawl()
    assert (report.exit_code, report.outcomes) == (ExitCode.OK, {"delivered": 2})
    assert sum("sitemap" in url for url in site.asked) == 1


def test_an_outlet_that_fails_again_and_again_is_left_alone(desk: Desk, site: PaperSite) -> None:
    daily_sitemaps(site, days_of("2024-01-01", 20))
    site.answers |= {url: 500 for url in site.answers if "sitemap-" in url}
    report = engine(desk, site, sitemaps=["index.xml"]).crawl()
    assert report.exit_code is ExitCode.INCOMPLETE
    assert len(site.asked) == 1 + backfill.PATIENCE


class BusyEngine(Engine):
    """An engine whose host asks to be left alone after some requests."""

    patience = 5

    async def fetch(self, request: Request) -> Response:
        self.patience -= 1
        if self.patience < 0:
            raise HostBusy("gazette.example", self.desk.now + 900)
        return await super().fetch(request)


def test_a_host_that_asks_to_be_left_alone_is_asked_for_no_further_document(desk: Desk, site: PaperSite) -> None:
    daily_sitemaps(site, days_of("2024-01-01", 20))
    outlet = outlet_from_facts(Facts(key="gazette", name="The Gazette", home=HOME, sitemaps=["index.xml"]))
    crawls = BusyEngine(desk, outlet, site, backfill=JANUARY)
    report = crawls.crawl()
    assert (report.exit_code, site.asked.total()) == (ExitCode.INCOMPLETE, 5)
    assert report.why == f"{HOME}sitemap-2024-01-18.xml: host-busy"
    crawls.patience = 1000
    desk.now += 1000
    report = crawls.crawl()
    assert (report.exit_code, len(urls(desk))) == (ExitCode.OK, 40)
    assert max(site.asked.values()) == 1


def test_days_that_are_not_over_are_walked_anew_the_next_time(desk: Desk, site: PaperSite) -> None:
    site.sitemap((undated(site, "one"), "2026-11-03T10:00:00Z"))
    today = "2026-11-02..2026-11-03"
    engine(desk, site, today, sitemaps=["sitemap.xml"]).crawl()
    site.sitemap((undated(site, "one"), "2026-11-03T10:00:00Z"), (undated(site, "two"), "2026-11-03T11:00:00Z"))
    assert engine(desk, site, today, sitemaps=["sitemap.xml"]).crawl().outcomes == {"delivered": 1}
    desk.now += 3 * 24 * 3600
    engine(desk, site, today, sitemaps=["sitemap.xml"]).crawl()
    site.asked.clear()
    engine(desk, site, today, sitemaps=["sitemap.xml"]).crawl()
    assert not site.asked


def test_an_outlet_with_only_a_feed_says_that_there_is_nothing_to_walk(desk: Desk, site: PaperSite) -> None:
    report = engine(desk, site, feeds=["feed"]).crawl()
    assert report.exit_code is ExitCode.INCOMPLETE
    assert "nothing to walk: feeds hold no past; give the outlet sitemaps" in report.why
    assert not site.asked


def test_an_outlet_without_dates_says_so(desk: Desk, site: PaperSite) -> None:
    site.sitemap((undated(site, "one"), ""), (undated(site, "two"), ""))
    report = engine(desk, site, sitemaps=["sitemap.xml"]).crawl()
    assert (report.exit_code, report.outcomes, report.filtered) == (ExitCode.INCOMPLETE, {}, 2)
    assert "undated: none of its links says when it was published" in report.why
    archives = ["{year}/{month:02}/"]
    site.answers[f"{HOME}2024/01/"] = listing(undated(site, "one"))
    assert engine(desk, site, sitemaps=["sitemap.xml"], archives=archives).crawl().outcomes == {"delivered": 1}


def test_days_of_which_nothing_is_listed_are_no_success(desk: Desk, site: PaperSite) -> None:
    daily_sitemaps(site, days_of("2024-01-01", 3))
    report = engine(desk, site, "2019-01-01..2019-01-31", sitemaps=["index.xml"]).crawl()
    assert report.exit_code is ExitCode.INCOMPLETE
    assert "none of 1 documents lists an article of 2019-01-01..2019-01-31" in report.why


def test_an_api_that_was_only_a_guess_may_be_missing(desk: Desk, site: PaperSite) -> None:
    class Gazette(WordPressOutlet):
        name = "gazette"
        home = HOME
        listings = ("news",)

    numbered_listing(site, days_of("2024-01-01", 6))
    report = Engine(desk, Gazette, site, backfill="2023-12-01..2024-01-31").crawl()
    assert (report.exit_code, report.outcomes) == (ExitCode.OK, {"delivered": 6})
    assert sum("wp-json" in url for url in site.asked) == 1


def test_what_a_backfill_leaves_to_the_schedule_when_it_dies_is_little(
    desk: Desk, site: PaperSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "SLICE", 4)
    site.sitemap(*((dated(site, day), "") for day in days_of("2024-01-01", 31)))
    crawls = mortal(desk, site, sitemaps=["sitemap.xml"])
    crawls.lives = 3
    with pytest.raises(Killed):
        crawls.crawl()
    desk.now += 3600
    site.feed(undated(site, "new"))
    outlet = outlet_from_facts(Facts(key="gazette", name="The Gazette", home=HOME, feeds=["feed"]))
    report = Engine(desk, outlet, site).crawl()
    assert (report.offered, report.taken_over) == (1, 2)


def test_an_old_article_is_not_looked_at_as_a_new_one_is(desk: Desk, site: PaperSite) -> None:
    daily_sitemaps(site, days_of("2024-01-01", 31))
    crawls = engine(desk, site, sitemaps=["index.xml"])
    crawls.crawl()
    desk.now += 8 * 24 * 3600
    assert crawls.crawl().looks == {}


def test_progress_counts_the_days_after_what_is_still_to_be_read(
    desk: Desk, site: PaperSite, caplog: pytest.LogCaptureFixture
) -> None:
    daily_sitemaps(site, days_of("2024-01-01", 31))
    with caplog.at_level("INFO"):
        engine(desk, site, sitemaps=["index.xml"]).crawl()
    told: list[Any] = [record for record in caplog.records if getattr(record, "event", "") == "backfill_progress"]
    done = [record.done for record in told]
    assert done == sorted(done)
    assert (done[0], done[-1], told[-1].days, told[-1].links) == (0, 31, 31, 62)
    assert (told[-1].documents_done, told[-1].documents) == (32, 32)


def test_a_table_of_what_was_read_is_kept_for_each_range(desk: Desk, site: PaperSite) -> None:
    daily_sitemaps(site, days_of("2024-01-01", 31))
    engine(desk, site, sitemaps=["index.xml"]).crawl()
    with desk.state.transaction() as connection:
        assert backfills.standing(connection, "gazette", JANUARY).links == 62
        assert backfills.standing(connection, "gazette", "2024-01-01..2024-01-02").documents == 0
