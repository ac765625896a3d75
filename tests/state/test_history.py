"""The whole story of a link, from the source that offered it to the line that it became."""

from collections.abc import Iterator

import pytest

from newscrawl.state import links, outbox
from newscrawl.state.database import Database
from newscrawl.state.history import LinkHistory, history_of
from newscrawl.urls import link_key
from tests.lake.faults import FaultyLake, Outlet
from tests.sample import HOME, sample


@pytest.fixture
def outlet(location: str) -> Iterator[Outlet]:
    crawled = Outlet(location, FaultyLake())
    crawled.begin()
    yield crawled
    crawled.state.close()


def history(state: Database, url: str = f"{HOME}1") -> LinkHistory | None:
    with state.transaction() as connection:
        return history_of(connection, link_key("gazette", url))


def test_a_link_that_nobody_offered_has_no_history(outlet: Outlet) -> None:
    assert history(outlet.state) is None


def test_a_delivered_link_tells_who_offered_it_when_what_happened_and_where_its_line_lies(outlet: Outlet) -> None:
    for number in (2, 1):
        outlet.keep(sample(number, crawl_id=outlet.crawl_id))
    outlet.write(links.fetched, link_key("gazette", f"{HOME}1"), now=outlet.now)
    waiting = history(outlet.state)
    assert waiting is not None
    assert (waiting.state, waiting.part, waiting.line, waiting.delivered_at) == ("pending", None, None, None)
    outlet.deliver()
    told = history(outlet.state)
    assert told is not None
    (segment,) = outlet.write(outbox.delivered, outlet.crawl_id)
    assert (told.outlet, told.url, told.found_in, told.crawl_id) == ("gazette", f"{HOME}1", "f", outlet.crawl_id)
    assert (told.state, told.reason, told.article_id) == ("delivered", None, sample(1).article_id)
    assert (told.part, told.line) == (segment.key, 2)
    assert told.delivered_at == outlet.now
    assert told.due_at is None


def test_times_are_those_of_the_last_attempt(outlet: Outlet) -> None:
    key = link_key("gazette", f"{HOME}1")
    outlet.keep(sample(2, crawl_id=outlet.crawl_id))
    offer = [links.OfferedLink(key=key, url=f"{HOME}1")]
    outlet.write(links.offer, outlet="gazette", crawl_id=outlet.crawl_id, found_in=HOME, offered=offer, now=outlet.now)
    began = outlet.now
    outlet.write(links.put_off, key, links.FAILED, reason="http-500", now=began + 10)
    outlet.write(links.take, outlet="gazette", crawl_id="crawl-2", now=began + 20, limit=9)
    owed = history(outlet.state)
    assert owed is not None
    assert (owed.state, owed.fetched_at, owed.decided_at, owed.attempts, owed.due_at) == (
        "offered",
        None,
        None,
        1,
        began + 10,
    )
    outlet.write(links.fetched, key, now=began + 30)
    outlet.write(links.settle, key, links.REJECTED, reason="no-body", now=began + 31)
    ended = history(outlet.state)
    assert ended is not None
    assert (ended.offered_at, ended.fetched_at, ended.decided_at) == (began, began + 30, began + 31)
    assert (ended.state, ended.reason, ended.crawl_id, ended.due_at) == ("rejected", "no-body", "crawl-2", None)


def test_a_link_that_brought_a_known_text_names_the_article_that_it_repeats(outlet: Outlet) -> None:
    outlet.keep(sample(1, crawl_id=outlet.crawl_id))
    assert outlet.keep(sample(2, title=sample(1).title, body=sample(1).body, crawl_id=outlet.crawl_id)) is None
    told = history(outlet.state, f"{HOME}2")
    assert told is not None
    assert (told.state, told.reason, told.article_id) == ("unchanged", "copy", sample(1).article_id)
    assert told.read_from == f"{HOME}1"
