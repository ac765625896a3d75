"""Description, section, tags, language, canonical address, pictures and access, each with its source."""

import pytest

from newscrawl.article import Image
from newscrawl.extract import Rules, extract
from tests.extract.pages import URL, article, html, json_ld, meta, news


def test_each_found_field_says_where_it_was_found() -> None:
    head = (
        news(
            headline="Bridge",
            description="It <b>holds</b>.",
            articleSection="World",
            keywords="bridge, valley",
            inLanguage="en-gb",
        )
        + '<link rel="canonical" href="/world/bridge">'
    )
    page = extract(article(head=head), URL)
    assert (page.description, page.section, page.tags) == ("It holds.", "World", ["bridge", "valley"])
    assert (page.language, page.canonical_url) == ("en-GB", "https://www.example.com/world/bridge")
    fields = ("description", "section", "tags", "language", "canonical_url")
    assert [page.provenance[field] for field in fields] == ["json-ld"] * 4 + ["dom:link"]


def test_what_is_not_found_is_empty_and_has_no_source() -> None:
    page = extract(b"<html><body><p>x</p></body></html>", URL)
    assert (page.description, page.section, page.tags, page.language, page.canonical_url) == (
        None,
        None,
        [],
        None,
        None,
    )
    assert page.provenance == {"encoding": "default"}


def test_a_base_element_is_what_links_are_relative_to() -> None:
    page = html("", '<base href="https://cdn.example.com/a/"><link rel="canonical" href="b">')
    assert extract(page, URL).canonical_url == "https://cdn.example.com/a/b"


@pytest.mark.parametrize("address", ["javascript:void(0)", "http://[", "mailto:a@example.com", ""])
def test_a_canonical_link_that_is_no_address_is_none(address: str) -> None:
    assert extract(html("", f'<link rel="canonical" href="{address}">'), URL).canonical_url is None


def test_the_section_is_read_from_a_breadcrumb_trail() -> None:
    trail = "<div class='breadcrumbs'><a href='/'>Home</a> <a href='/health/'>Health</a></div>"
    page = extract(html(trail + "<h1>Clinic</h1>"), URL)
    assert (page.section, page.provenance["section"]) == ("Health", "dom:breadcrumb")


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "articleSection": "World",}',
        '{"@type": "NewsArticle", "articleSection": "World", "headline": "two\nlines"}',
        '// <![CDATA[\n{"@type": "NewsArticle", "articleSection": "World"}\n// ]]>',
        '{"@type": "WebSite"}{"@type": "NewsArticle", "articleSection": "World"};',
        '[{"@type": "Thing"}, {"@type": ["Thing", "https://schema.org/NewsArticle"], "articleSection": "World"}]',
        '{"@type": "NewsArticle", "articleSection": "World", "path": "C:\\x"}',
    ],
)
def test_json_ld_is_read_leniently(broken: str) -> None:
    assert extract(html("", f"<script type='application/ld+json'>{broken}</script>"), URL).section == "World"


def test_the_node_about_this_page_is_the_article() -> None:
    nodes = [
        {
            "@type": "NewsArticle",
            "headline": "Other",
            "datePublished": "2020-01-02",
            "url": "https://www.example.com/other",
        },
        {"@type": "NewsArticle", "headline": "Bridge", "datePublished": "2024-05-06", "mainEntityOfPage": {"@id": URL}},
    ]
    assert extract(html("", json_ld(nodes)), URL).title == "Bridge"


def test_pictures_have_caption_and_credit() -> None:
    figure = "<figure><img src='/a.jpg'><figcaption>The bridge (Photo: N. N.)</figcaption></figure>"
    page = extract(article(figure, meta(og__image="https://www.example.com/a.jpg")), URL)
    assert page.images == [Image(url="https://www.example.com/a.jpg", caption="The bridge", credit="N. N.")]


def test_pictures_of_json_ld_are_followed_by_reference() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": "x", "image": {"@id": "#i"}},
        {"@type": "ImageObject", "@id": "#i", "url": "/b.jpg", "caption": "Below", "creditText": "N. N."},
    ]
    page = extract(html("", json_ld({"@graph": graph})), URL)
    assert page.images == [Image(url="https://www.example.com/b.jpg", caption="Below", credit="N. N.")]


@pytest.mark.parametrize(
    ("said", "declared"), [(True, "free"), ("False", "paid"), ("http://schema.org/False", "paid"), ("perhaps", None)]
)
def test_access_is_what_the_page_declares(said: object, declared: str | None) -> None:
    assert extract(article(head=news(isAccessibleForFree=said)), URL).access.declared == declared


def test_rules_may_select_any_field() -> None:
    page = html("<p class='s'>Standfirst</p><p class='k'>World</p><a class='t'>one</a><a class='t'>two</a>")
    rules = Rules(select={"description": ".s", "section": ".k", "tags": ".t"})
    found = extract(page, URL, rules)
    assert (found.description, found.section, found.tags) == ("Standfirst", "World", ["one", "two"])
    assert {found.provenance[field] for field in ("description", "section", "tags")} == {"rule"}


def test_tags_are_each_kept_once_in_their_first_spelling() -> None:
    page = article(head=meta(keywords="Bridge, bridge; valley، river"))
    assert extract(page, URL).tags == ["Bridge", "valley", "river"]


@pytest.mark.parametrize(
    ("box", "source"),
    [("<a rel='tag'>bridge</a>", "dom:rel-tag"), ("<div class='post-tags'><a>bridge</a></div>", "dom:tags")],
)
def test_tags_are_read_from_the_links_below_the_article(box: str, source: str) -> None:
    page = extract(article(box), URL)
    assert (page.tags, page.provenance["tags"]) == (["bridge"], source)


@pytest.mark.parametrize(
    ("lang", "tag"), [("und", None), ("zh-hans-cn", "zh-Hans-CN"), ("en_us", "en-US"), ("x", None)]
)
def test_a_language_is_a_tag_or_nothing(lang: str, tag: str | None) -> None:
    assert extract(html("<p>x</p>", lang=lang), URL).language == tag


def test_the_section_is_read_from_the_crumbs_of_json_ld() -> None:
    names = ("Home", "Health", "Clinics", "Clinic opens")
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": name} for name in names]}
    page = extract(html("<h1>Clinic opens</h1>", json_ld(crumbs)), URL)
    assert (page.section, page.provenance["section"]) == ("Health", "json-ld:breadcrumb")
