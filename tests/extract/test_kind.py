"""An article is never refused; a listing, a front page, a wall or a page without a text is never called one."""

import pytest

from newscrawl.extract import Kind, extract
from tests.extract.pages import URL, article, html, json_ld, meta, news

TOWNS = ("Upper Garn", "Sallow", "Tavrik", "Port Ness", "Ravelin", "Elmstrand", "Balgarth", "Northwell")
TEASERS = "".join(
    f"<div class='teaser'><h3><a href='/world/{i}'>{town} has waited for its bridge since the flood of spring</a></h3>"
    f"<p>The council of {town} met on Tuesday and put off the vote until the engineers have spoken.</p></div>"
    for i, town in enumerate(TOWNS)
)


def test_a_page_with_a_text_is_an_article() -> None:
    assert extract(article(), URL).kind == Kind.ARTICLE


def test_a_short_text_is_an_article_where_the_page_says_so() -> None:
    head = news(headline="Flash", datePublished="2024-05-06T07:08:09Z")
    page = html("<article><h1>Flash</h1><p>The bridge over the northern arm is open again.</p></article>", head)
    assert extract(page, URL).kind == Kind.ARTICLE


def test_a_live_blog_says_so() -> None:
    head = json_ld({"@type": "LiveBlogPosting", "headline": "Bridge live", "datePublished": "2024-05-06"})
    assert extract(article(head=head), URL).kind == Kind.LIVEBLOG


def test_a_section_page_is_a_listing() -> None:
    page = html(f"<h1>World</h1>{TEASERS}", meta(og__type="website"))
    assert extract(page, "https://www.example.com/world").kind == Kind.LISTING


@pytest.mark.parametrize("path", ["", "/", "/index.html"])
def test_a_front_page_is_a_listing(path: str) -> None:
    assert extract(html(TEASERS), f"https://www.example.com{path}").kind == Kind.LISTING


def test_a_search_page_is_a_listing() -> None:
    head = json_ld({"@type": "SearchResultsPage"}) + meta(og__type="website")
    assert extract(html(TEASERS, head), "https://www.example.com/search?q=bridge").kind == Kind.LISTING


def test_a_shop_whose_goods_have_no_links_is_no_article() -> None:
    goods = "".join(
        f"<div class='product'><img src='{i}.jpg'><p>Lamp of {town}, $ {i + 20}</p></div>"
        for i, town in enumerate(TOWNS)
    )
    blurb = (
        "<p>Our lamps light the bridges of the north, from the harbour to the hills, in every size and colour.</p>" * 3
    )
    page = html(f"<h1>Lamps</h1>{blurb}<div class='grid'>{goods}</div>", meta(og__type="website"))
    assert extract(page, "https://www.example.com/collections/lamps").kind not in (Kind.ARTICLE, Kind.LIVEBLOG)


def test_a_page_without_a_text_is_no_article() -> None:
    head = news(headline="Bridge", datePublished="2024-05-06T07:08:09Z")
    assert extract(html("<h1>Bridge</h1>", head), URL).kind == Kind.OTHER
    assert extract(html("<h1>Bridge</h1><p>There is no text.</p>"), URL).kind == Kind.OTHER


def test_a_page_that_is_only_a_film_is_media() -> None:
    head = json_ld({"@type": "VideoObject", "name": "Bridge"}) + meta(og__type="video.other")
    assert extract(html("<h1>Bridge</h1><video src='a.mp4'></video>", head), URL).kind == Kind.MEDIA


@pytest.mark.parametrize(
    "text",
    [
        "We and our 212 partners store cookies on your device. You may accept all cookies or refuse.",
        "Um weiterzulesen, brauchen wir Ihre Einwilligung. Mehr dazu im Hinweis zum Datenschutz und zu Cookies.",
        "Please verify you are a human. Enable JavaScript and cookies to continue.",
    ],
)
def test_a_page_that_asks_for_consent_is_a_wall(text: str) -> None:
    assert extract(html(f"<h1>Before you read on</h1><p>{text}</p>"), URL).kind == Kind.WALL
