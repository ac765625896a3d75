"""Edits: a delivered article is looked at again, and what its outlet changed or withdrew reaches the lake."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from scrapy.http import Request, Response

from newscrawl.facts import Facts
from newscrawl.lake.parts import unpack
from newscrawl.outlet import outlet_from_facts
from newscrawl.run import deliveries
from newscrawl.schedule import looks
from newscrawl.schedule.looks import AGES, TOLD
from newscrawl.state import looks as state_looks
from tests.run.crawling import Desk
from tests.run.engine import Engine, PaperSite

HOME = "https://gazette.example/"
HOUR, DAY = 3600, 24 * 3600


@pytest.fixture
def site() -> PaperSite:
    return PaperSite(HOME)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(deliveries, "LAST_ATTEMPTS", (0, 0))
    monkeypatch.setattr(looks, "LEAST", 1.0)  # every article is looked at, but where a test says otherwise
    desk = Desk(tmp_path)
    yield desk
    desk.state.close()


@pytest.fixture
def crawls(desk: Desk, site: PaperSite) -> Engine:
    """Crawls of an outlet that is due at every crawl."""
    facts = Facts(key="gazette", name="The Gazette", home=HOME, feeds=["feed"], poll_max=0)
    return Engine(desk, outlet_from_facts(facts), site)


def versions(desk: Desk, url: str) -> list[dict[str, Any]]:
    parts = [unpack(desk.lake.get(key)) for key in desk.lake.keys("articles/")]
    records = [msgspec.json.decode(line) for lines in parts for line in lines]
    return sorted((one for one in records if one["url"] == url), key=lambda one: one["version"])


def changes(desk: Desk, url: str) -> list[str]:
    return [record["change"] for record in versions(desk, url)]


def test_an_edited_text_is_a_new_version_and_an_unedited_page_is_not_sent_again(
    desk: Desk, site: PaperSite, crawls: Engine
) -> None:
    edited, same = site.article("edited"), site.article("same")
    site.feed(edited, same)
    crawls.crawl()
    site.article("edited", words="The captain, who had been asked for it twice,")
    desk.now += HOUR
    report = crawls.crawl()
    assert report.looks == {"edited": 1, "unchanged": 1}
    assert changes(desk, edited) == ["new", "body"]
    assert changes(desk, same) == ["new"]
    assert site.statuses[304] >= 1


def test_what_changes_around_a_text_makes_no_version(desk: Desk, site: PaperSite, crawls: Engine) -> None:
    url = site.article("one")
    site.feed(url)
    page = str(site.answers[url])

    def dressed(*related: str) -> str:
        links = "".join(
            f"<li><a href='/{slug}'>{slug.replace('-', ' ')} is in the news again</a></li>" for slug in related
        )
        aside = f"<aside class='most-read'><h3>Most read</h3><ul>{links}</ul></aside>"
        return page.replace("<h1>", "<p class='time'>Updated 5 minutes ago</p><h1>").replace(
            "</article>", f"</article>{aside}"
        )

    site.answers[url] = dressed("harbour", "school", "council")
    assert crawls.crawl().outcomes == {"delivered": 1}
    desk.now += HOUR
    site.answers[url] = dressed("bridge", "museum", "storm").replace("5 minutes", "1 hour")
    assert crawls.crawl().looks == {"unchanged": 1}
    assert changes(desk, url) == ["new"]


def test_an_article_is_looked_at_at_every_age_and_then_no_more(desk: Desk, site: PaperSite, crawls: Engine) -> None:
    url = site.article("one")
    site.feed(url)
    crawls.crawl()
    start = desk.now
    for age in AGES:
        desk.now = start + age - 60
        assert crawls.crawl().looks == {}
        desk.now = start + age
        assert crawls.crawl().looks == {"unchanged": 1}
    desk.now += 30 * DAY
    assert crawls.crawl().looks == {}
    assert site.asked[url] == 1 + len(AGES)


def test_a_new_headline_and_a_correction_are_called_so(desk: Desk, site: PaperSite, crawls: Engine) -> None:
    url = site.article("one")
    site.feed(url)
    crawls.crawl()
    desk.now += HOUR
    page = str(site.answers[url])
    site.answers[url] = page.replace("Ferry one leaves", "Ferry one leaves late")
    crawls.crawl()
    desk.now += 6 * HOUR
    note = "<p>Correction: an earlier version of this article named the wrong captain of the ferry.</p></article>"
    site.answers[url] = page.replace("Ferry one leaves", "Ferry one leaves late").replace("</article>", note)
    crawls.crawl()
    desk.now += DAY
    site.answers[url] = str(site.answers[url]).replace("one was the last word", "one was not the last word")
    crawls.crawl()
    assert changes(desk, url) == ["new", "headline", "correction", "body"]


def test_a_withdrawn_article_is_said_to_be_gone_at_once(desk: Desk, site: PaperSite, crawls: Engine) -> None:
    url = site.article("one")
    site.feed(url)
    crawls.crawl()
    desk.now += HOUR
    site.answers[url] = 410
    assert crawls.crawl().looks == {"gone": 1}
    first, gone = versions(desk, url)
    assert (gone["change"], gone["version"], gone["body"]) == ("gone", 2, "[gone]")
    assert gone["article_id"] == first["article_id"]
    desk.now += 30 * DAY
    assert crawls.crawl().looks == {}


@pytest.mark.parametrize("where", ["missing", "front page"])
def test_an_article_that_is_missing_twice_is_gone_and_one_that_came_back_is_not(
    desk: Desk, site: PaperSite, crawls: Engine, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, back = site.article("one"), site.article("two")
    site.feed(url, back)
    crawls.crawl()
    page = site.answers[back]
    if where == "missing":
        site.answers[url] = site.answers[back] = 404
    else:
        away = {url, back}
        site.tags = False
        respond = site.respond

        def to_the_front(request: Request) -> Response:
            response = respond(request)
            return response.replace(url=HOME) if request.url in away else response

        monkeypatch.setattr(site, "respond", to_the_front)
    desk.now += HOUR
    assert crawls.crawl().looks == {"missing": 2}
    if where == "missing":
        site.answers[back] = page
    else:
        away.remove(back)
    desk.now += HOUR
    assert crawls.crawl().looks == {"gone": 1, "unchanged": 1}
    assert (changes(desk, url), changes(desk, back)) == (["new", "gone"], ["new"])


def test_an_article_that_is_published_again_is_a_further_version(desk: Desk, site: PaperSite, crawls: Engine) -> None:
    url = site.article("one")
    site.feed(url)
    crawls.crawl()
    desk.now += HOUR
    page, site.answers[url] = site.answers[url], 410
    crawls.crawl()
    site.answers[url] = page
    site.sitemap((url, "2026-11-03T14:00:00Z"), path="feed")
    facts = Facts(key="gazette", name="The Gazette", home=HOME, sitemaps=["feed"], poll_max=0)
    desk.now += 2 * HOUR
    Engine(desk, outlet_from_facts(facts), site).crawl()
    assert changes(desk, url) == ["new", "gone", "body"]


def test_a_page_that_does_not_come_is_looked_at_later_and_the_article_stays_delivered(
    desk: Desk, site: PaperSite, crawls: Engine
) -> None:
    url = site.article("one")
    site.feed(url)
    crawls.crawl()
    page, site.answers[url] = site.answers[url], 500
    desk.now += HOUR
    report = crawls.crawl()
    assert (report.looks, report.exit_code, report.outcomes) == ({"http-500": 1}, 0, {})
    site.answers[url] = str(page).replace("last word", "very last word")
    desk.now += 6 * HOUR
    crawls.crawl()
    assert changes(desk, url) == ["new", "body"]


def test_a_source_that_says_modified_brings_the_look_at_once_and_only_once(desk: Desk, site: PaperSite) -> None:
    url = site.article("one")
    site.sitemap((url, "2026-11-03T11:00:00Z"))
    facts = Facts(key="gazette", name="The Gazette", home=HOME, sitemaps=["sitemap.xml"], poll_max=0)
    crawls = Engine(desk, outlet_from_facts(facts), site)
    crawls.crawl()
    desk.now += 20 * 60
    site.article("one", words="The captain, in the end,")
    site.sitemap((url, "2026-11-03T12:15:00Z"))
    assert crawls.crawl().looks == {"edited": 1}
    site.sitemap((url, "2026-11-03T12:15:00Z"), (site.article("two"), ""))
    desk.now += 60
    assert crawls.crawl().looks == {}
    assert changes(desk, url) == ["new", "body"]


def test_an_outlet_that_never_edits_is_looked_at_rarely_and_one_that_does_often(
    desk: Desk, site: PaperSite, crawls: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "LEAST", 0.015)
    with desk.state.transaction() as connection:
        for edited, outlet in ((False, "never"), (True, "gazette")):
            habits = state_looks.habits_of(connection, outlet)
            for _ in range(100):
                habits = looks.learnt(habits, 0, edited=edited)
            state_looks.remember_habits(connection, outlet, 0, habits)
        never, often = (state_looks.habits_of(connection, outlet) for outlet in ("never", "gazette"))
    assert never.chance(0) == pytest.approx(0.015)
    assert often.chance(0) == 1.0
    site.feed(*(site.article(f"number-{number}") for number in range(12)))
    crawls.crawl()
    desk.now += HOUR
    assert sum(crawls.crawl().looks.values()) == 12


def test_words_of_a_source_that_are_empty_are_not_followed_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "LEAST", 0.015)
    with desk.state.transaction() as connection:
        habits = state_looks.habits_of(connection, "gazette")
        assert habits.chance(TOLD) == 1.0
        for _ in range(300):
            habits = looks.learnt(habits, TOLD, edited=False)
    assert habits.chance(TOLD) < 0.2


def test_a_setting_turns_looks_off(desk: Desk, site: PaperSite, crawls: Engine) -> None:
    site.feed(site.article("one"))
    crawls.look_again = False
    crawls.crawl()
    desk.now += HOUR
    assert crawls.crawl().looks == {}
    crawls.look_again = True
    desk.now += 8 * DAY
    assert crawls.crawl().looks == {}


def test_looks_that_a_crawl_did_not_come_to_are_made_by_the_next(desk: Desk, site: PaperSite, crawls: Engine) -> None:
    urls = [site.article(f"number-{number}") for number in range(5)]
    site.feed(*urls)
    crawls.crawl()
    desk.now += HOUR
    state_taken = []
    with desk.state.transaction() as connection:
        state_taken = state_looks.due(connection, "gazette", now=int(desk.now), limit=9, besides=())
    assert {link.url for link in state_taken} == set(urls)  # and that crawl dies
    assert crawls.crawl().looks == {"unchanged": 5}
