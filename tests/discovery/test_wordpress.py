import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.links import Link
from newscrawl.discovery.wordpress import parse_posts, posts_address
from newscrawl.errors import EmptySource, NotAnApi, SourceError

POSTS = "https://news.example/wp-json/wp/v2/posts"
URL = posts_address(POSTS)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def answer(*posts: Any) -> bytes:
    return json.dumps(posts).encode()


def urls(body: bytes) -> list[str]:
    return [link.url for link in parse_posts(body, URL).links]


def test_a_post_gives_link_title_and_both_dates_in_utc() -> None:
    post = {
        "link": "https://news.example/2026/11/02/rain/",
        "title": {"rendered": "Rain &#038; snow &#8211; again"},
        "date_gmt": "2026-11-02T12:00:00",
        "modified_gmt": "2026-11-02T12:00:00",
        "date": "2026-11-02T17:30:00",
    }
    title = "Rain & snow \u2013 again"
    expected = Link(url="https://news.example/2026/11/02/rain/", title=title, published_at=NOON, modified_at=NOON)
    assert parse_posts(answer(post), URL).links == [expected]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        (POSTS, f"{POSTS}?per_page=20&_fields=link,title,date_gmt,modified_gmt"),
        (f"{POSTS}?per_page=50", f"{POSTS}?per_page=50&_fields=link,title,date_gmt,modified_gmt"),
        (
            "https://news.example/?rest_route=/wp/v2/posts",
            "https://news.example/?per_page=20&_fields=link,title,date_gmt,modified_gmt&rest_route=/wp/v2/posts",
        ),
    ],
)
def test_the_api_is_asked_for_what_a_link_needs_and_for_nothing_else(written: str, asked: str) -> None:
    assert posts_address(written) == asked
    assert posts_address(asked) == asked


@pytest.mark.parametrize(
    ("parameters", "posts", "pages", "following"),
    [
        ({"per_page": "2"}, 2, None, "2"),
        ({"per_page": "2"}, 1, None, None),
        ({"per_page": "2"}, 2, 1, None),
        ({"per_page": "2"}, 1, 7, "2"),  # a site that gives fewer than it was asked for
        ({"per_page": "2", "page": "6"}, 2, 7, "7"),
        ({"per_page": "2", "page": "7"}, 2, 7, None),
        ({"per_page": "2", "page": "x"}, 2, None, "2"),
    ],
)
def test_the_next_page_follows_from_the_numbers(
    parameters: dict[str, str], posts: int, pages: int | None, following: str | None
) -> None:
    body = answer(*({"link": f"/{number}"} for number in range(posts)))
    found = parse_posts(body, posts_address(POSTS, **parameters), pages)
    expected = following and posts_address(POSTS, **parameters | {"page": following})
    assert found.next_page == expected


@pytest.mark.parametrize("lead", [b"\xef\xbb\xbf", b"\n", b"<br />Notice: undefined [0] in x.php on line 3\n"])
def test_what_stands_before_the_answer_is_passed_over(lead: bytes) -> None:
    assert urls(lead + answer({"link": "/1"}, {"link": "/2"})) == ["https://news.example/1", "https://news.example/2"]


@pytest.mark.parametrize("cut", [1, 4, 10])
def test_an_answer_cut_off_gives_whole_posts_only_and_says_so(cut: int) -> None:
    found = parse_posts(answer({"link": "/1"}, {"link": "/2"})[:-cut], URL)
    assert found.links[0].url == "https://news.example/1"
    assert found.incomplete


@pytest.mark.parametrize(
    "post",
    [{}, {"link": None}, {"link": ["/1"]}, {"link": "javascript:x"}, {"link": "http://["}, "/1", None, 7],
)
def test_a_post_without_a_web_address_is_left_out(post: Any) -> None:
    assert urls(answer(post, {"link": "/2", "title": {"rendered": 5}, "date_gmt": {}})) == ["https://news.example/2"]


@pytest.mark.parametrize("date", ["0000-00-00T00:00:00", "", "yesterday", None])
def test_a_date_that_is_none_stays_none(date: Any) -> None:
    assert parse_posts(answer({"link": "/1", "date_gmt": date}), URL).links[0].published_at is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"code": "rest_no_route", "message": "No route"}', "not a list of posts (rest_no_route)"),
        (b'{"code": 5}', "not a list of posts;"),
        (b"<!doctype html><html><body>Not found</body></html>", "not a list of posts but other text"),
        (b"", "not a list of posts but other text"),
        (b"[" * 100_000, "not a list of posts but other text"),
        (b"<script>var a = [{'link': 1}]</script>", "not a list of posts but other text"),
    ],
)
def test_what_is_no_list_of_posts_is_refused_by_name(body: bytes, message: str) -> None:
    with pytest.raises(NotAnApi, match=f"^{re.escape(URL)}: {re.escape(message)}"):
        parse_posts(body, URL)


@pytest.mark.parametrize("body", [b"[]", b"[{}]", answer({"id": 1})])
def test_an_api_without_a_post_is_empty(body: bytes) -> None:
    with pytest.raises(EmptySource, match="lists no post"):
        parse_posts(body, URL)


TOKENS = [
    *('[{"link": "/1"}', '{"link": ', '"/2"', '"title": {"rendered": "x"}', '"title": 1', '"date_gmt": "2026-11-02"'),
    *("{", "}", "[", "]", ",", ":", '"', "\\", "null", "1e999", "9" * 50, "-", "\x00", "é", "\ufeff", " "),
]
SOUP = st.lists(st.sampled_from(TOKENS), max_size=25).map(lambda tokens: "".join(tokens).encode())


@given(
    SOUP | SOUP.map(lambda soup: b'[{"link": "/1"},' + soup) | st.binary(max_size=200),
    st.sampled_from([URL, POSTS, f"{POSTS}?page=9&per_page=\u0662", "https://news.example/?page=&per_page=0"]),
    st.none() | st.integers(0, 10),
)
def test_any_bytes_give_links_or_a_named_reason(body: bytes, url: str, pages: int | None) -> None:
    try:
        found = parse_posts(body, url, pages)
    except SourceError as error:
        reason = str(error)
        assert reason.startswith(url)
    else:
        assert all(link.url.startswith(("http://", "https://")) for link in found.links)
