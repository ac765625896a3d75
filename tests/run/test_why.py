"""Why: what a person is told of a link, at every point of its life."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.discovery.links import Link
from newscrawl.errors import NoBody
from newscrawl.lake.compaction import compact
from newscrawl.lake.parts import unpack
from newscrawl.run.crawl import Crawl
from newscrawl.run.why import Answer, ask, tell
from newscrawl.state.links import BACK_OFF
from tests.lake.building import DAY
from tests.run.crawling import Desk
from tests.sample import HOME, sample

URL, FEED = f"{HOME}1", f"{HOME}feed"
NOON = "2026-11-03 12:00:00 UTC"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.state.close()


def asked(desk: Desk, url: str = URL) -> Answer:
    with desk.state.transaction() as connection:
        return ask(connection, url)


def told(desk: Desk, url: str = URL) -> str:
    (story,) = asked(desk, url).stories
    return "\n".join(tell(story, desk.lake, int(desk.now)))


def crawled(desk: Desk, work: Callable[[Crawl], Awaitable[Any]], reason: str = "finished") -> Crawl:
    return asyncio.run(desk.ended(work, reason=reason))


async def offered(crawl: Crawl) -> Any:
    await crawl.sources.offered(FEED, [Link(url=URL)], at_end=True)


async def kept(crawl: Crawl) -> None:
    await offered(crawl)
    (link,) = await crawl.take(1)
    await crawl.articles.fetched(link)
    await crawl.articles.keep(sample(1, crawl_id=crawl.crawl_id))


def test_a_delivered_link_is_told_from_its_source_to_its_line(desk: Desk) -> None:
    crawl = crawled(desk, kept)
    (key,) = desk.lake.keys("articles/")
    assert told(desk).splitlines() == [
        URL,
        f"Offered to gazette by {FEED} at {NOON}.",
        f"Fetched at {NOON}.",
        f"Outcome at {NOON}: delivered (its article lies in the lake).",
        f"Delivered at {NOON} as line 1 of {desk.lake.location}/{key}.",
        f"Its article_id is {sample(1).article_id}.",
        f"Crawl {crawl.crawl_id} answers for it.",
    ]


def test_a_delivered_article_is_found_where_compaction_has_put_it(desk: Desk) -> None:
    async def others(crawl: Crawl) -> None:
        for number in (2, 3):
            await crawl.articles.keep(sample(number, crawl_id=crawl.crawl_id))

    crawled(desk, others)
    desk.now += 60
    crawled(desk, kept)
    *_, key = desk.lake.keys("articles/")
    for day in (4, 6):
        done = compact(desk.lake, DAY, now=datetime(2026, 11, day, tzinfo=UTC))
    joined = done.replaced[0].part.key
    assert list(desk.lake.keys("articles/")) == [joined]
    assert f" as line 1 of memory/{key}; compaction made it line 3 of memory/{joined}.\n" in told(desk)
    assert json.loads(unpack(desk.lake.get(joined))[2])["url"] == URL


def test_a_delivered_article_whose_part_is_gone_or_cannot_be_seen_is_told_so(desk: Desk) -> None:
    crawled(desk, kept)
    (key,) = desk.lake.keys("articles/")
    desk.lake.delete([key])
    assert f"{key}, which is not there any more; newscrawl lake check says what to do." in told(desk)
    desk.lake.is_away = True
    assert f"{key}; where it is now cannot be seen: 503 still." in told(desk)


def test_a_link_that_is_owed_is_told_to_be_due(desk: Desk) -> None:
    crawled(desk, offered, reason="shutdown")
    assert "Not fetched.\nOutcome: owed (it has no end yet, and the next crawl takes it up)." in told(desk)
    assert f"Due since {NOON}: the next crawl of gazette after that takes it up." in told(desk)


def test_a_link_that_was_rejected_says_what_was_wrong(desk: Desk) -> None:
    async def reject(crawl: Crawl) -> None:
        await offered(crawl)
        await crawl.links.reject((await crawl.take(1))[0], NoBody)

    crawled(desk, reject)
    assert f"Outcome at {NOON}: rejected:no-body (the page has no article text)." in told(desk)
    assert "takes it up" not in told(desk)


def test_a_link_that_fails_says_how_often_it_was_tried_and_when_it_was_given_up(desk: Desk) -> None:
    async def fail(crawl: Crawl) -> None:
        await offered(crawl)
        for link in await crawl.take(1):
            await crawl.links.not_fetched(link, HttpError(Response(URL, status=500)))

    crawled(desk, fail)
    assert f"failed:http-500 (the outlet answered with HTTP error 500).\nTried 1 of 6 times; due since {NOON}:" in told(
        desk
    )
    crawled(desk, fail)
    assert "Tried 2 of 6 times; due at 2026-11-03 12:15:00 UTC:" in told(desk)
    for pause in BACK_OFF[1:]:
        desk.now += pause
        crawled(desk, fail)
    assert "Given up after 6 attempts: no crawl takes it up again." in told(desk)


@pytest.mark.parametrize(
    "spelling", [f"{URL}?utm_source=letter#top", URL.replace("https", "HTTPS"), f" {URL}?fbclid=x"]
)
def test_another_spelling_of_the_address_is_the_same_link(desk: Desk, spelling: str) -> None:
    crawled(desk, offered, reason="shutdown")
    assert told(desk, spelling) == told(desk)


def test_an_unknown_link_brings_the_nearest_known_ones_of_its_host(desk: Desk) -> None:
    near = [f"{HOME}news/harbour-opens-on-monday", f"{HOME}news/harbour-opens-on-sunday"]
    far = ["https://other.example/news/harbour-opens-on-monday", f"{HOME}about"]

    async def offer(crawl: Crawl) -> None:
        await crawl.sources.offered(FEED, [Link(url=url) for url in (*near, *far)], at_end=True)

    crawled(desk, offer, reason="shutdown")
    www = HOME.replace("://", "://www.")
    answer = asked(desk, f"{www}news/harbour-opens-on-mondays?utm_source=x")
    assert answer == Answer(stories=[], near=near)
    assert asked(desk, "https://unknown.example/news/").near == []


def test_what_is_no_address_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="not an http or https address"):
        asked(desk, "harbour opens")
