import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery import listings
from newscrawl.discovery.links import Found, Link
from newscrawl.discovery.listings import parse_listing
from newscrawl.errors import NotAListing, SourceError

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOME = "https://www.news.example/"
URL = "https://www.news.example/world/"
DATED = re.compile(r"^/\d{4}/\d{2}/\d{2}/[^/]+/$")
STORY = '<a href="/2026/11/02/rain/">Rain falls in the valley</a>'


def listing(*parts: str, article_url: re.Pattern[str] | None = DATED, head: str = "", url: str = URL) -> Found:
    document = f"<!doctype html><html><head>{head}</head><body>{''.join(parts)}</body></html>"
    return parse_listing(document.encode(), url, article_url, HOME)


def test_links_that_match_the_pattern_are_given_in_order_once_and_absolute() -> None:
    found = listing(
        '<a href="/2026/11/02/snow/#comments">3</a><a href="../2026/11/02/rain/">Rain falls in the valley</a>',
        '<a href="/about/">About us and our work</a>',
        '<a href="https://www.news.example/2026/11/02/snow/">Snow in the hills</a>',
    )
    assert found.links == [
        Link(url="https://www.news.example/2026/11/02/snow/", title="Snow in the hills"),
        Link(url="https://www.news.example/2026/11/02/rain/", title="Rain falls in the valley"),
    ]
    assert not found.incomplete


def test_the_pattern_sees_path_and_query_only() -> None:
    found = listing(
        '<a href="/show?id=12">x</a><a href="/other#id=3">x</a>', article_url=re.compile(r"^/show\?id=\d+$")
    )
    assert [link.url for link in found.links] == ["https://www.news.example/show?id=12"]


def test_without_a_pattern_the_address_decides_and_other_sites_do_not_count() -> None:
    share = (
        '<a href="https://social.example/share?u=https://www.news.example/2026/11/02/rain/">Share this story now</a>'
    )
    found = listing(STORY, share, '<a href="/tag/rain/">All about rain</a>', article_url=None)
    assert [link.url for link in found.links] == ["https://www.news.example/2026/11/02/rain/"]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:void(0)",
        "mailto:a@news.example",
        "data:text/html,/2026/11/02/x/",
        "http://[",
        "ftp://x/2026/11/02/x/",
        " ",
    ],
)
def test_what_is_no_web_address_is_no_link(href: str) -> None:
    assert len(listing(STORY, f'<a href="{href}">Something else here</a>').links) == 1


def test_the_page_itself_is_no_article_of_its_own() -> None:
    found = listing(
        STORY, '<a href="#main">Skip to main content</a>', url="https://www.news.example/2026/11/02/digest/"
    )
    assert [link.url for link in found.links] == ["https://www.news.example/2026/11/02/rain/"]


def test_a_base_element_is_what_links_are_relative_to() -> None:
    found = listing('<a href="rain/">x</a>', head='<base href="/2026/11/02/">')
    assert [link.url for link in found.links] == ["https://www.news.example/2026/11/02/rain/"]


@pytest.mark.parametrize(
    ("anchor", "title"),
    [
        (
            "<span>World</span><h3> Rain falls\n in <b>the</b> valley</h3><p>It has been wet.</p>",
            "Rain falls in the valley",
        ),
        ("Read more", None),
        ("12", None),
        ("", None),
        ("word " * 100, None),
        ("雨が降る 谷の村で大雨が続いています", "雨が降る 谷の村で大雨が続いています"),
    ],
)
def test_a_title_is_the_anchors_text_where_it_reads_like_one(anchor: str, title: str | None) -> None:
    assert listing(f'<a href="/2026/11/02/rain/">{anchor}</a>').links[0].title == title


def test_a_tooltip_is_a_title_where_the_anchor_shows_a_picture() -> None:
    found = listing('<a href="/2026/11/02/rain/" title="Rain falls in the valley"><img src="x"></a>')
    assert found.links[0].title == "Rain falls in the valley"


@pytest.mark.parametrize(
    "markup",
    [
        '<a rel="next" href="/world/page/2/">x</a>',
        '<a href="/world/page/2/" rel="nofollow NEXT">x</a>',
        '<a class="page_nav next" href="page/2/">x</a>',
        '<a href="/world/page/2/">Next</a>',
        '<a href="/world/page/2/"> Next page \u00bb</a>',
        '<a href="/world/page/2/">\u2190 Older posts</a>',
        '<a href="/world/page/2/">\u203a</a>',
        '<a href="/world/page/2/"><span>&gt;&gt;</span></a>',
        '<a href="/world/page/2/">N\u00e4chste Seite</a>',
        '<a href="/world/page/2/">Suivant</a>',
        '<a href="/world/page/2/">下一页</a>',
        '<a rel="next" href="https://evil.example/2/">x</a><a href="/world/page/2/">Next</a>',
        '<a rel="next" href="/world/">x</a><a href="/world/page/2/">Next</a>',
    ],
)
def test_the_next_page_is_found(markup: str) -> None:
    assert listing(STORY, markup).next_page == "https://www.news.example/world/page/2/"


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("/world/", "/world/page/2/"),
        ("/world/", "/world/2"),
        ("/world", "/world/seite-2.html"),
        ("/world/", "/world/?page=2"),
        ("/world/?sort=new", "/world/?sort=new&p=2"),
        ("/world/page/2/", "/world/page/3/"),
        ("/world/?page=9", "/world/?page=10"),
        ("/2026/world/2/", "/2026/world/3/"),
    ],
)
def test_without_a_word_the_number_after_the_page_s_own_is_next(url: str, following: str) -> None:
    site = "https://www.news.example"
    number = re.findall(r"\d+", following)[-1]
    pages = f'<a href="{url}">{int(number) - 1}</a><a href="{following}">{number}</a><a href="/world/77/">77</a>'
    assert listing(STORY, pages, url=site + url).next_page == site + following


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/world/page/3/">3</a>',
        '<a href="/world/comments/2">2</a>',
        '<a href="/sport/page/2/">2</a>',
        '<a href="/world/liga-2/">2</a>',
        '<a href="/world/2/about">2</a>',
        '<a href="/world/">2</a>',
        '<a href="/world/2026/">2026</a>',
        '<a href="/world/\u0662/">\u0662</a>',
    ],
)
def test_a_number_alone_makes_no_next_page(markup: str) -> None:
    assert listing(STORY, markup).next_page is None


def json_ld(value: str) -> str:
    return f'<script type="application/ld+json">{value}</script>'


def test_a_list_in_json_ld_adds_links_and_dates() -> None:
    found = listing(
        STORY,
        json_ld(
            """{"@context": "https://schema.org", "@type": "CollectionPage", "mainEntity": {"@type": ["ItemList"],
            "itemListElement": [
            {"@type": "ListItem", "position": 1, "url": "/2026/11/02/snow/"},
            {"@type": "ListItem", "position": 2, "item": {"@type": "NewsArticle", "@id": "/2026/11/02/rain/",
             "headline": "Rain &amp; wind", "datePublished": "2026-11-02T13:00:00+01:00"}},
            {"@type": "ListItem", "item": "https://www.news.example/2026/11/02/hail/"},
            {"@type": "ListItem", "url": "/about/"}, {"@type": "ListItem", "url": "http://["}, 7, null]}}"""
        ),
    )
    assert found.links == [
        Link(url="https://www.news.example/2026/11/02/rain/", title="Rain & wind", published_at=NOON),
        Link(url="https://www.news.example/2026/11/02/snow/"),
        Link(url="https://www.news.example/2026/11/02/hail/"),
    ]


def test_an_article_by_declaration_needs_no_telling_address() -> None:
    items = [
        ("NewsArticle", "/rain"),
        ("WebPage", "/snow"),
        ("http://schema.org/Article", "https://other.example/hail"),
        ("Article", "https://www.news.example/world/"),
    ]
    parts = ",".join(f'{{"@type": "{kind}", "url": "{url}"}}' for kind, url in items)
    document = json_ld(f'[{{"@type": "CollectionPage", "hasPart": [{parts}]}}]')
    found = listing(document, article_url=None)
    assert [link.url for link in found.links] == ["https://www.news.example/rain"]
    with pytest.raises(NotAListing):
        listing(document)  # where there is a pattern, it decides


def test_breadcrumbs_and_broken_json_are_no_list() -> None:
    crumbs = '{"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "item": "/2026/11/02/hail/"}]}'
    found = listing(STORY, json_ld(crumbs), json_ld('{"@type": "ItemList",'), json_ld("[" * 100_000))
    assert len(found.links) == 1


def test_the_next_page_may_be_named_in_the_head() -> None:
    assert listing(STORY, head='<link rel="next" href="?page=2">').next_page == "https://www.news.example/world/?page=2"


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="#" class="next">Next</a>',
        '<a href="/world/#2">Next</a>',
        '<a href="https://other.example/page/2/">Next</a>',
        '<a href="/next/">Next</a>',
        '<a href="/world/page/1/">\u00ab Previous</a>',
        '<a href="/world/page/1/">\u00ab</a>',
        '<a href="/world/page/1/">Newer posts</a>',
        '<a href="/2026/11/02/rain/" class="next">Next</a>',
        '<a href="/page/2">The next president</a>',
    ],
)
def test_what_only_looks_like_a_next_page_is_none(markup: str) -> None:
    assert listing(STORY, markup).next_page is None


def test_advertised_feeds_are_given_once() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        "<link rel=alternate type=application/atom+xml href=/atom>"
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" hreflang="de" href="/de/">'
    )
    assert listing(STORY, head=head).feeds == ["https://www.news.example/feed/", "https://www.news.example/atom"]


@pytest.mark.parametrize(
    ("document", "encoding"),
    [
        (b'<meta charset="windows-1251"><a href="/2026/11/02/x/">{}</a>', None),
        (b'<a href="/2026/11/02/x/">{}</a>', "windows-1251"),
    ],
)
def test_a_page_is_read_in_its_encoding(document: bytes, encoding: str | None) -> None:
    title = "Дождь идёт в долине"
    body = document.decode().format(title).encode("windows-1251")
    assert parse_listing(body, URL, DATED, HOME, encoding).links[0].title == title


@pytest.mark.parametrize(
    "body", [b"", b" ", b"{}", b"<html></html>", b'<a href="/about/">About</a>', b"\x00\x01", b"<!-- x -->"]
)
@pytest.mark.parametrize("article_url", [DATED, None])
def test_a_page_without_an_article_is_no_listing(body: bytes, article_url: re.Pattern[str] | None) -> None:
    with pytest.raises(NotAListing, match=f"^{re.escape(URL)}: no "):
        parse_listing(body, URL, article_url, HOME)


def test_a_hundred_thousand_links_are_read() -> None:
    anchors = [f'<a href="/2026/11/02/rain-{n}/">Rain falls in the valley</a>' for n in range(99_999)]
    assert len(listing(*anchors).links) == 99_999


def test_no_more_anchors_than_the_limit_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "MAX_ANCHORS", 2)
    assert listing(STORY, STORY, "<a href='/2026/11/02/snow/'>Snow</a>").incomplete


@pytest.mark.parametrize(
    "tag",
    [
        "<a " + " ".join(f"a{n}=1" for n in range(300_000)) + ">",
        '<a x=y" ' + " ".join(f"a{n}='>'" for n in range(300_000)) + ">",
        "<a " * 500_000,
    ],
)
def test_a_tag_of_endless_attributes_is_refused_before_it_is_parsed(tag: str) -> None:
    with pytest.raises(NotAListing, match="no HTML that can be read"):
        listing(STORY, tag)


TOKENS = [
    *(
        "<a href='/2026/11/02/x/'>",
        "<a href=",
        "</a>",
        "<a>",
        "<base href='http://['>",
        "<base href='javascript:x'>",
        "<h2>",
        "<!--",
    ),
    *(
        "<link rel=next href='?2'>",
        "<link rel=alternate type=application/rss+xml href=x>",
        "class=next",
        "<",
        ">",
        '"',
        "'",
        "\x00",
    ),
    *(
        "Next",
        "\u00bb",
        "&lt;",
        "&#0;",
        "<meta charset=utf-7>",
        "<meta charset=idna>",
        "<script>",
        "é",
        "<frameset>",
        """<script type=application/ld+json>{"@type": "ItemList", "itemListElement": [{"url": "/2026/11/02/x/"}]}""",
        "</script>",
        "<a href=/2>2</a>",
        "]]>",
    ),
]
SOUP = st.lists(st.sampled_from(TOKENS), max_size=25).map(lambda tokens: "".join(tokens).encode())


@given(
    st.binary(max_size=200) | SOUP,
    st.sampled_from([DATED, None]),
    st.sampled_from([None, "utf-8", "x", "idna", "utf-16", "é\n"]),
)
def test_any_bytes_give_links_or_a_named_reason(
    body: bytes, article_url: re.Pattern[str] | None, encoding: str | None
) -> None:
    try:
        found = parse_listing(body, URL, article_url, HOME, encoding)
    except SourceError as error:
        reason = str(error)
        assert reason.startswith(URL)
    else:
        assert all(link.url.startswith(("http://", "https://")) for link in found.links)
