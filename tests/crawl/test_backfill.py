"""Backfills as a user runs them: through the command, killed, and beside a crawl of the same outlet."""

import signal
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.crawl.running import Place, Run, differences, ended, until_event
from tests.crawl.scripted import Site
from tests.newsroom import Newsroom

NONE: dict[str, Any] = {"feeds": [], "news_sitemaps": [], "listings": []}
ZONE = ZoneInfo("Asia/Kolkata")


def backfill(place: Place, facts: list[dict[str, Any]], first: str, last: str) -> list[str]:
    days = ["--from", first, "--to", last]
    return ["newscrawl", "backfill", facts[0]["key"], *days, "--facts", str(place.facts_file(facts))]


def published(article: dict[str, Any]) -> date:
    return datetime.fromisoformat(article["published_at"]).astimezone(ZONE).date()


def test_a_backfill_that_was_killed_ends_with_every_article_of_its_days(newsroom: Newsroom, place: Place) -> None:
    facts = [{**newsroom.facts("kashmirdotcom")[0], **NONE, "wordpress": ["wp-json/wp/v2/posts"]}]
    truth = [article for article in newsroom.truth("kashmirdotcom") if article["published_at"]]
    days = sorted({published(article) for article in truth})[2:-3]
    wanted = [article for article in truth if days[0] <= published(article) <= days[-1]]
    assert 10 < len(wanted) < len(truth)
    command = backfill(place, facts, str(days[0]), str(days[-1]))
    process = place.start(*command)
    until_event(process, "backfill_progress")
    until_event(process, "backfill_progress")  # the first one says how far it was before
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL

    run = place.run(*command)
    assert run.code == 0, run.err
    assert differences(wanted, place.records()) == []
    assert last_progress(run)["done"] == last_progress(run)["days"] == (days[-1] - days[0]).days + 1
    newsroom.log(reset=True)
    assert place.run(*command).code == 0
    assert set(newsroom.log()["kashmirdotcom"]["paths"]) <= {"/robots.txt", "/.well-known/tdmrep.json"}


def last_progress(run: Run) -> dict[str, Any]:
    return [event for event in run.events if event["event"] == "backfill_progress"][-1]


def test_a_crawl_beside_a_backfill_says_who_has_the_outlet(site: Site, place: Place) -> None:
    link = site.article("2024/01/05/ferry-leaves-the-port")
    site.answers["/2024/01/05/"] = f"<a href='{link}'>Ferry leaves the port of the island</a>"
    site.hung[link.removeprefix(site.home[:-1])] = "headers"
    archives = ["{year}/{month:02}/{day:02}/"]
    facts = [{"key": "ferries", "name": "Ferries", "home": site.home, "feeds": ["feed"], "archives": archives}]
    process = place.start(*backfill(place, facts, "2024-01-05", "2024-01-05"))
    until_event(process, "backfill_progress")
    until_event(process, "backfill_progress")
    run = place.crawl(facts)
    assert run.code == 15
    assert "ferries: is being crawled" in run.err
    process.terminate()
    assert ended(process).code == 11
    site.release()
    assert place.crawl([{**facts[0], "feeds": [site.feed("feed")]}]).code == 10  # the feed is empty
    assert [record["url"] for record in place.records()] == [link], "what the backfill left is owed"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["kashmirdotcom", "--from", "2024-01-02", "--to", "2024-01-01"], "--from 2024-01-02 is after --to 2024-01-01"),
        (["kashmirdotcom", "--from", "2024-01-02", "--to", "2234-01-01"], "is still to come; the last day that can be"),
        (["kashmirdotcom", "--from", "yesterday", "--to", "2024-01-01"], "'yesterday' does not match the format"),
        (["kashmirdotcm", "--from", "2024-01-01", "--to", "2024-01-01"], "did you mean kashmirdotcom?"),
        (["adhoc", "--from", "2024-01-01", "--to", "2024-01-01"], "adhoc: has no facts to walk by"),
        (["kashmirdotcom", "--from", "2024-01-01"], "Missing option '--to'"),
    ],
)
def test_a_mistake_is_told_before_anything_is_asked_for(place: Place, arguments: list[str], words: str) -> None:
    run = place.run("newscrawl", "backfill", *arguments)
    assert (run.code, words in run.err, "Traceback" in run.err) == (2, True, False), run.err


def test_scrapy_takes_the_days_as_an_argument(site: Site, place: Place) -> None:
    link = site.article("2024/01/05/ferry-leaves-the-port")
    site.answers["/sitemap.xml"] = f"<urlset><url><loc>{link}</loc></url></urlset>"
    site.answers["/robots.txt"] = f"User-agent: *\nSitemap: {site.home}sitemap.xml\n"
    ours = ["scrapy", "crawl", "adhoc", "-a", f"home={site.home}", "-a", "feeds=feed"]
    assert place.run(*ours, "-a", "backfill=2024-01-05..2024-01-05").code == 0
    assert [record["url"] for record in place.records()] == [link]
    run = place.run(*ours, "-a", "backfill=2024")
    assert (run.code, "write it like 2024-01-01..2024-03-31" in run.err) == (2, True)
