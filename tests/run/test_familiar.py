"""How far a listing that grows in the browser is asked for more."""

import asyncio

import pytest

from newscrawl.discovery.links import Link
from newscrawl.outlet import OutletSpider
from newscrawl.run.crawl import Crawl
from newscrawl.run.familiar import Familiar
from tests.run.crawling import Desk

HOME = "https://gazette.example/"
OLD, NEW = (tuple(f"{HOME}{age}-ferry-to-the-island-{number}" for number in range(6)) for age in ("old", "new"))


def listing(*links: str) -> bytes:
    return "".join(f"<h2><a href='{url}'>Ferry to the island leaves</a></h2>" for url in links).encode()


@pytest.fixture
def answers(desk: Desk) -> list[bool]:
    """What is said of a listing as it grows: new ones, then old ones among them, then old ones alone."""
    pages = (b"<p>wait</p>", listing(NEW[0]), listing(*NEW[:2], OLD[0]), listing(*NEW[:2], *OLD[:4]))
    said: list[bool] = []

    async def grow(crawl: Crawl) -> None:
        spider = OutletSpider("gazette", home=HOME)
        await crawl.sources.offered(HOME, [Link(url=url) for url in OLD], at_end=True)
        desk.now += 60
        for walked in (int(desk.now) - 60, 0):
            familiar = Familiar(spider, crawl, walked)
            said.extend([await familiar(page, HOME) for page in pages])

    asyncio.run(desk.ended(grow))
    return said


def test_it_is_enough_when_all_that_came_is_known(answers: list[bool]) -> None:
    assert answers[:4] == [False, False, False, True]


def test_a_listing_that_was_never_walked_to_its_end_is_never_enough(answers: list[bool]) -> None:
    assert answers[4:] == [False] * 4
