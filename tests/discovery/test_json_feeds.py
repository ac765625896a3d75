import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery import json_feeds
from newscrawl.discovery.feeds import parse_feed
from newscrawl.discovery.links import Link
from newscrawl.errors import EmptySource, NotAFeed, SourceError

URL = "https://news.example/feed.json"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def feed(*items: Any, **more: Any) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items} | more).encode()


def urls(body: bytes) -> list[str]:
    return [link.url for link in parse_feed(body, URL).links]


def test_an_item_gives_link_title_and_both_dates() -> None:
    item = {
        "id": "4711",
        "url": "/1",
        "title": "Rain &amp; <b>snow</b>",
        "content_text": "It has been wet.",
        "date_published": "2026-11-02T13:00:00+01:00",
        "date_modified": "2026-11-02T12:00:00Z",
    }
    expected = Link(url="https://news.example/1", title="Rain & snow", published_at=NOON, modified_at=NOON)
    assert parse_feed(feed(item), URL, "application/feed+json").links == [expected]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"id": "https://news.example/1"}, "https://news.example/1"),
        ({"id": "https://news.example/guid", "url": "https://news.example/1"}, "https://news.example/1"),
        ({"id": 1, "url": "1"}, "https://news.example/1"),
        ({"url": " https://news.example/1\n", "external_url": "https://other.example/"}, "https://news.example/1"),
    ],
)
def test_the_link_of_an_item_is_its_own(item: Any, url: str) -> None:
    assert urls(feed(item)) == [url]


@pytest.mark.parametrize(
    "item",
    [
        {"id": "4711"},
        {"url": "javascript:alert(1)"},
        {"url": "http://["},
        {"url": None},
        {"url": ["x"]},
        {"external_url": "https://other.example/"},
        "text",
        None,
        [],
    ],
)
def test_an_item_without_a_web_address_is_left_out(item: Any) -> None:
    assert urls(feed(item, {"url": "/2"})) == ["https://news.example/2"]


@pytest.mark.parametrize("date", ["", "2026-11-02", "2026-11-02T12:00:00", "yesterday", 1_793_707_200, None, {}])
def test_a_date_that_names_no_instant_is_none(date: Any) -> None:
    [link] = parse_feed(feed({"url": "/1", "date_published": date}), URL).links
    assert link.published_at is None


def test_the_feed_s_next_page_is_followed() -> None:
    assert parse_feed(feed({"url": "/1"}, next_url="?page=2"), URL).next_page == "https://news.example/feed.json?page=2"
    assert parse_feed(feed({"url": "/1"}), URL).next_page is None


@pytest.mark.parametrize("cut", [1, 5, 12, 15])
def test_a_feed_cut_off_gives_whole_items_only_and_says_so(cut: int) -> None:
    found = parse_feed(feed({"url": "/1"}, {"url": "/2"})[:-cut], URL)
    assert [link.url for link in found.links][:1] == ["https://news.example/1"]
    assert found.incomplete


def test_an_item_given_twice_counts_once() -> None:
    assert urls(feed({"id": "1", "url": "/1"}, {"id": "2", "url": "/1"})) == ["https://news.example/1"]


def test_no_more_items_than_the_limit_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_feeds, "MAX_ENTRIES", 10)
    items = [{"url": f"/{number}"} for number in range(11)]
    assert not parse_feed(feed(*items[:10]), URL).incomplete
    flood = parse_feed(feed(*items), URL)
    assert (len(flood.links), flood.incomplete) == (10, True)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"code": "rest_no_route"}', "JSON without items; correct the outlet's feeds"),
        (b'[{"link": "/1"}]', "JSON without items; put it under wordpress"),
        (b'{"items": {"url": "/1"}}', "JSON without items"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body: bytes, message: str) -> None:
    with pytest.raises(NotAFeed, match=f"^{re.escape(URL)}: not a feed but {re.escape(message)}"):
        parse_feed(body, URL)


@pytest.mark.parametrize("body", [feed(), feed("x"), b'{"items": [', b"{", b'{"a":' * 50_000])
def test_a_feed_without_a_link_is_empty(body: bytes) -> None:
    with pytest.raises(EmptySource, match="no item with a link"):
        parse_feed(body, URL)


TOKENS = [
    *(
        '{"items": [',
        '{"url": "/1"}',
        '"url": ',
        '"/2"',
        '{"id": 1, "url": "http://["}',
        '"next_url": "?2"',
        '"\\ud800"',
    ),
    *("{", "}", "[", "]", ",", ":", '"', "\\", "null", "1e999", "9" * 50, "-", "\x00", "é", "\ufeff", " "),
]
SOUP = st.lists(st.sampled_from(TOKENS), max_size=25).map(lambda tokens: "".join(tokens).encode())


@given(SOUP | SOUP.map(lambda soup: b'{"items": [' + soup) | st.binary(max_size=100).map(lambda some: b"{" + some))
def test_any_bytes_give_links_or_a_named_reason(body: bytes) -> None:
    try:
        found = parse_feed(body, URL)
    except SourceError as error:
        reason = str(error)
        assert reason.startswith(URL)
    else:
        assert all(link.url.startswith(("http://", "https://")) for link in found.links)
