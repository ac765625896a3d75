"""Whatever the bytes, extraction answers, and answers the same twice."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newscrawl.extract import Kind, Page, Rules, extract
from tests.extract.pages import PROSE, URL, article, html, json_ld, meta, news

FRAGMENTS = st.sampled_from(
    [
        b"<", b">", b"</", b"<p>", b"<div", b"<!--", b"<![CDATA[", b"<script type='application/ld+json'>", b"</script>",
        b'{"@type": "NewsArticle", "headline": ', b'[{"@graph": {', b"\\ud800", b"&#xD800;", b"&#0;", b"<meta charset=",
        b"utf-16", b"<base href='http://[1'>", b"<a href='http://[::1'>", b"<h1>", b"<time datetime='9999-99-99'>",
        b"<table><tr><td>", b"<svg><title>", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00",
        b"<blockquote class='twitter-tweet'>",
        b"<meta property='article:published_time' content='2024-02-31T25:61'>", "\u2028\u202e\ufeff".encode(),
    ]
)  # fmt: skip
SOUP = st.lists(FRAGMENTS | st.binary(max_size=12), max_size=40).map(b"".join)
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(SOUP, st.text(max_size=30), st.none() | st.text(max_size=12))
@example(b"\xff\xfe\x00\xd8<p>a", "x", "utf-16")
@example(b"<p>a", "http://[", "\x00")
@example(b"<p>a", "", "utf-7")
def test_no_bytes_raise(page: bytes, url: str, encoding: str | None) -> None:
    assert isinstance(extract(page, url, None, encoding), Page)


@QUIET
@given(SOUP, st.text(max_size=20), st.text(max_size=20))
def test_no_rules_raise(page: bytes, selector: str, zone: str) -> None:
    rules = Rules(select={"body": selector, "title": selector}, drop=(selector,), timezone=zone)
    assert isinstance(extract(article() + page, URL, rules), Page)


def test_the_same_page_gives_the_same_answer() -> None:
    assert extract(article(), URL) == extract(article(), URL)


@pytest.mark.parametrize("page", [b"", b"  \n", b"\x00\x01\x02\x03" * 100, bytes(range(256))])
def test_what_is_no_page_is_of_kind_other(page: bytes) -> None:
    found = extract(page, URL)
    assert (found.kind, found.body, found.title) == (Kind.OTHER, "", None)


@pytest.mark.parametrize("page", [b"<!doctype html><html lang='en><p>text", b"<!-- <p> --><!", b"</p>"])
def test_a_page_without_a_whole_element_is_no_page(page: bytes) -> None:
    assert extract(page, URL).reason == "no HTML"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(b"<html><body><p " + b"a=1 " * 6_000 + b">text", id="attributes"),
        pytest.param(b"<p " + b"a " * 300_000 + b">text", id="very many attributes"),
        pytest.param(b"<p " + b"a='>' " * 300_000 + b">text", id="attributes with what ends a tag"),
        pytest.param(b"<p a='>' " + b"a " * 300_000 + b">text", id="attributes after what ends a tag"),
        pytest.param(b"<p " + (b"a " * 900 + b'a = "x\'>" ') * 300 + b">text", id="attributes among what ends a tag"),
        pytest.param(("<p " + ("a " * 900 + "a = '>' ") * 90 + ">text").encode("utf-16"), id="the same in UTF-16"),
        pytest.param(b"<script " + b"a " * 300_000 + b"></script><p>text", id="attributes of a script"),
        pytest.param(b"<p " + b"a< " * 300_000 + b">text", id="attributes with what begins a tag"),
        pytest.param(b"<p " + b"a/" * 300_000 + b">text", id="attributes without spaces"),
        pytest.param(("<p " + "a='>' " * 300_000 + ">text").encode("utf-16"), id="attributes in UTF-16"),
        pytest.param(b"<p>x" * 100_001, id="tags"),
        pytest.param(b"<div>" * 600 + b"<p>text", id="nesting"),
        pytest.param(b"<div>" * 90_000 + b"<p>text", id="nesting beyond what the parser keeps"),
        pytest.param(b'<?xml version="1.0"?><rss><channel><title>News</title></channel></rss>', id="a feed"),
        pytest.param(b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", id="a sitemap"),
    ],
)
def test_a_page_beyond_the_limits_is_refused_unread(page: bytes) -> None:
    found = extract(page, URL)
    assert found.reason
    assert found == Page(kind=Kind.OTHER, reason=found.reason, extractor="newscrawl-2")


def test_a_long_text_in_an_attribute_or_script_is_no_reason_to_refuse() -> None:
    assert extract(article(head=meta(description="word " * 20_000)), URL).body
    assert extract(article(head="<script>for(i=0;i<n;i++){" + "a = b;" * 20_000 + "}</script>"), URL).body


def test_text_below_nesting_depth_256_is_read() -> None:
    deep = "<div>" * 400 + "".join(f"<p>{line}</p>" for line in PROSE) + "</div>" * 400
    assert PROSE[1] in extract(html(deep), URL).body


@pytest.mark.parametrize("start", [b"<!-- a -->\n" * 5_000, b"<?x?>" * 5_000, b"<!--" * 50_000, b" " * 500_000])
def test_a_page_that_begins_with_much_that_says_nothing_is_read_at_once(start: bytes) -> None:
    assert isinstance(extract(start + article(), URL), Page)


def test_fields_of_any_length_are_read_at_once() -> None:
    for filler in ("a - ", "by ", "photo: ", "share ", "2024-", "( ", "x\u2013", "and "):
        text = filler * 50_000
        head = news(headline=text, author=text, datePublished=text) + meta(og__image__alt=text)
        assert isinstance(extract(article(f"<p>{text}</p>", head, title=text), URL), Page)


def test_json_ld_as_deep_as_the_parser_bears_is_survived() -> None:
    nested: object = {"@type": "Thing"}
    for _ in range(400):
        nested = [nested]
    assert extract(article(head=json_ld(nested)), URL).body
    bottomless = "<script type='application/ld+json'>" + "[" * 100_000 + "</script>"
    assert extract(article(head=bottomless), URL).body
