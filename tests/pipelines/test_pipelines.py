"""The pipelines in their order, without Scrapy: what becomes a record, and the name of each reason why not."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from scrapy import Field, Item
from sqlalchemy import select

from newscrawl.article import Article, article_id, to_line
from newscrawl.errors import BadRecord, BadUrl, NoBody, NoTitle, Unchanged
from newscrawl.lake.parts import unpack
from newscrawl.run.crawl import Crawl
from newscrawl.settings import ITEM_PIPELINES
from newscrawl.state.tables import outbox
from newscrawl.text import text_sha256
from pipelines.normalise import LONGEST, Normalise
from pipelines.outbox import Outbox
from pipelines.stories import Stories
from pipelines.validate import Validate
from tests.run.crawling import Desk, FakeCrawler
from tests.sample import HOME, NOON
from tests.stories.texts import written

ITEM: dict[str, Any] = {
    "url": f"{HOME}1",
    "title": " Ferry sails ",
    "body": "One.\r\n\r\nTwo.",
    "authors": ["Ayla Aydin", "Ayla Aydin"],
    "published_at": "2026-11-03T09:00:00+05:30",
    "images": [{"url": "https://gazette.example/1.jpg", "caption": "A ferry", "credit": None}],
    "provenance": {"title": "rule"},
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.state.close()


def process(desk: Desk, *items: Any) -> list[Article]:
    """Send items through all pipelines in the order of the settings, in one crawl that stays open."""

    async def through(crawl: Crawl, crawler: Any) -> list[Article]:
        stages: list[Any] = [Normalise.from_crawler(crawler), Validate(), Stories(), Outbox.from_crawler(crawler)]
        articles = []
        for item in items:
            for stage in stages:
                item = await stage.process_item(item)  # noqa: PLW2901 -- as Scrapy hands it on
            articles.append(item)
        return articles

    async def crawled() -> list[Article]:
        crawl = desk.crawl()
        await crawl.open()
        try:
            return await through(crawl, FakeCrawler(crawl))
        finally:
            await crawl.close("finished", expected=0)

    return asyncio.run(crawled())


def record(desk: Desk, item: Any) -> dict[str, Any]:
    (article,) = process(desk, item)
    fields = asdict(article)
    del fields["crawl_id"]
    return fields


def test_the_settings_name_the_pipelines_in_the_order_of_the_design() -> None:
    ordered = sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)
    assert ordered == [f"{kind.__module__}.{kind.__qualname__}" for kind in (Normalise, Validate, Stories, Outbox)]


def test_a_plain_mapping_becomes_a_whole_record(desk: Desk) -> None:
    (article,) = process(desk, ITEM)
    assert article.title == "Ferry sails"
    assert article.body == "One.\n\nTwo."
    assert article.authors == ["Ayla Aydin"]
    assert article.published_at == NOON.replace(hour=3, minute=30)
    assert article.article_id == article.story_id == article.story_of == article_id("gazette", f"{HOME}1")
    assert article.text_sha256 == text_sha256("One.\n\nTwo.")
    assert (article.outlet, article.country, article.language) == ("gazette", "IN", "en-IN")
    assert (article.extractor, article.found_in) == ("spider", f"{HOME}1")
    assert article.fetched_at == NOON


class FerryItem(Item):
    url = Field()
    title = Field()
    body = Field()
    published_at = Field()


def test_a_mapping_an_article_and_a_scrapy_item_give_the_same_record(tmp_path: Path) -> None:
    plain = {key: ITEM[key] for key in ("url", "title", "body", "published_at")}
    article = Article(**{**plain, "published_at": NOON.replace(hour=3, minute=30)}, fetched_at=NOON)
    article = replace(article, found_in=f"{HOME}1", extractor="spider")
    records = []
    for number, item in enumerate((plain, article, FerryItem(plain))):
        folder = tmp_path / str(number)
        folder.mkdir()
        desk = Desk(folder)
        records.append(record(desk, item))
        desk.state.close()
    assert records[0] == records[1] == records[2]


def test_what_is_kept_is_the_line_that_will_be_read(desk: Desk) -> None:
    (article,) = process(desk, ITEM)
    (part,) = desk.lake.keys("articles/")
    assert unpack(desk.lake.get(part)) == [to_line(article)]
    with desk.state.transaction() as connection:
        assert connection.execute(select(outbox)).all() == []


@pytest.mark.parametrize(
    ("change", "reason", "words"),
    [
        ({"title": ""}, NoTitle, HOME),
        ({"title": None}, NoTitle, HOME),
        ({"title": " \u200b "}, NoTitle, HOME),
        ({"body": " \n\n "}, NoBody, HOME),
        ({"body": None}, NoBody, HOME),
        ({"url": None}, BadUrl, "address"),
        ({"url": f"{HOME}{'x' * 3000}"}, BadUrl, HOME),
        ({"url": "ftp://gazette.example/1"}, BadRecord, "$.url"),
        ({"headline": "Ferry sails"}, BadRecord, "headline"),
        ({"title": 7}, BadRecord, "$.title"),
        ({"authors": "Ayla Aydin"}, BadRecord, "$.authors"),
        ({"authors": [7]}, BadRecord, "$.authors"),
        ({"published_at": "yesterday"}, BadRecord, "$.published_at"),
        ({"images": [{"caption": "no address"}]}, BadRecord, "$.images"),
        ({"access": {"declared": "sold"}}, BadRecord, "$.access"),
        ({"word_count": "many"}, BadRecord, "$.word_count"),
        ({"provenance": {"title": "\ud800"}}, BadRecord, "$.provenance"),
        ({"body": "x" * LONGEST}, BadRecord, "characters"),
    ],
)
def test_what_becomes_no_record_is_rejected_by_name(
    desk: Desk, change: dict[str, Any], reason: type[Exception], words: str
) -> None:
    with pytest.raises(reason) as caught:
        process(desk, ITEM | change)
    assert type(caught.value) is reason
    assert words in str(caught.value)
    assert desk.lake.titles() == []


def test_a_time_without_a_zone_is_no_reason_to_lose_the_article(desk: Desk) -> None:
    naive = NOON.replace(tzinfo=None, hour=9)
    given, text = process(
        desk,
        ITEM | {"published_at": naive},
        ITEM | {"url": f"{HOME}2", "title": "Other", "published_at": "2026-11-03 09:00"},
    )
    assert given.published_at == text.published_at == NOON.replace(hour=3, minute=30)


def test_an_article_that_says_nothing_new_is_unchanged(desk: Desk) -> None:
    process(desk, ITEM)
    with pytest.raises(Unchanged):
        process(desk, ITEM | {"tags": ["ferries"]})
    (edited,) = process(desk, ITEM | {"body": "Three."})
    assert (edited.version, edited.change) == (2, "body")
    assert len(desk.lake.titles()) == 2


def test_what_the_outlet_prints_below_each_article_goes_once_it_is_known_and_is_counted(desk: Desk) -> None:
    footer = "If you like what you read, help us to keep our pages free."
    items = [
        ITEM
        | {"url": f"{HOME}{n}", "title": f"Ferry {n}", "body": f"{written(str(n))}\n\n{footer}", "section": f"s{n % 2}"}
        | {"published_at": f"2026-10-0{n}T09:00:00Z"}
        for n in range(1, 9)
    ]
    articles = process(desk, *items)
    assert [footer in article.body for article in articles] == [True] * 5 + [False] * 3
    assert [article.boilerplate_words for article in articles] == [0] * 5 + [13] * 3
    assert articles[-1].body == written("8")
    assert articles[-1].word_count == len(written("8").split())
    (next_one,) = process(
        desk, items[0] | {"url": f"{HOME}9", "title": "Ferry 9", "body": f"{written('9')}\n\n{footer}"}
    )
    assert next_one.boilerplate_words == 13
    with pytest.raises(Unchanged):  # its text is known with the footer
        process(desk, items[0])
