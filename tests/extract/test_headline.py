"""The headline is what most of the page's titles agree on, without the outlet's name."""

import pytest

from newscrawl.extract.document import parse
from newscrawl.extract.page import Rules
from newscrawl.extract.title import title
from tests.extract.pages import URL, article, html, meta, news

TITLE = "Bridge opens after eleven months"


def found(page: bytes, rules: Rules | None = None) -> tuple[str | None, str | None]:
    document = parse(page, URL)
    answer = title(document, rules or Rules()) if document is not None else None
    return (answer.value, answer.source) if answer else (None, None)


def test_the_outlets_selector_wins() -> None:
    page = html("<h1>Section</h1><h2 class='head'>Bridge\n opens</h2>", meta(og__title="Other"))
    assert found(page, Rules(select={"title": ".head"})) == ("Bridge opens", "rule")


def test_a_selector_that_finds_nothing_leaves_it_to_the_engine() -> None:
    assert found(article(), Rules(select={"title": ".missing"}))[0] == TITLE
    assert found(article(), Rules(select={"title": "h1[[["}))[0] == TITLE


def test_json_ld_is_believed_first() -> None:
    assert found(article(head=news(headline=TITLE) + meta(og__title="Short"), title="Third")) == (TITLE, "json-ld")


def test_agreement_of_others_outweighs_one_source() -> None:
    head = news(headline="Bridge | Kicker for search engines") + meta(og__title=TITLE)
    assert found(article(head=head)) == (TITLE, "meta:og:title")


@pytest.mark.parametrize("suffix", [" | Valley Post", " - Valley Post", " \u2013 Valley Post", " :: Valley Post"])
def test_the_outlets_name_is_no_part_of_it(suffix: str) -> None:
    head = f"<title>{TITLE}{suffix}</title>" + meta(og__site_name="Valley Post")
    assert found(html("<p>x</p>", head)) == (TITLE, "dom:title")


def test_a_dash_inside_a_headline_stays() -> None:
    head = "<title>Bridge - what now?</title>" + meta(og__site_name="Valley Post")
    assert found(html("<p>x</p>", head))[0] == "Bridge - what now?"


def test_the_outlets_name_alone_is_no_headline() -> None:
    head = "<title>Valley Post</title>" + meta(og__site_name="Valley Post")
    assert found(html("<p>x</p>", head)) == (None, None)


def test_entities_and_tags_in_a_declared_title_are_read() -> None:
    assert found(html("", news(headline="Fish &amp; <em>chips</em>"))) == ("Fish & chips", "json-ld")


def test_the_visible_headline_outweighs_one_made_for_search_engines() -> None:
    head = meta(og__title="Bridges 2024: everything on the new bridge") + "<title>Bridges 2024 | Valley Post</title>"
    assert found(article(head=head)) == (TITLE, "dom:h1")


def test_what_a_news_article_declares_twice_outweighs_another_visible_headline() -> None:
    head = news(headline="Valley bridge opens again") + meta(og__title="Valley bridge opens again")
    assert found(article(head=head)) == ("Valley bridge opens again", "json-ld")


@pytest.mark.parametrize("rest", [" | Valley Post", " \u2013 all we know | Valley Post | News of the valley"])
def test_what_follows_the_visible_headline_is_no_part_of_it(rest: str) -> None:
    assert found(article(head=meta(og__title=TITLE + rest)))[0] == TITLE


def test_a_kicker_or_date_in_the_heading_is_no_part_of_a_declared_title() -> None:
    page = article(head=meta(og__title=TITLE), title=f"<span>Traffic</span> {TITLE}")
    assert found(page) == (TITLE, "meta:og:title")


def test_a_title_cut_off_is_not_preferred() -> None:
    assert found(article(head=meta(og__title="Bridge opens after \u2026"))) == (TITLE, "dom:h1")


def test_logos_and_teasers_are_no_headlines() -> None:
    logo = "<h1><a href='/'>Bridge news</a></h1>"
    teasers = "<h1>Trains run late</h1><h1>Mayor resigns</h1>"
    assert found(html(logo + f"<h1>{TITLE}</h1>" + teasers, f"<title>{TITLE} | Bridge news</title>"))[0] == TITLE
    assert found(html(teasers, meta(og__title=TITLE))) == (TITLE, "meta:og:title")


def test_the_heading_of_a_section_is_no_headline() -> None:
    page = html(f"<h1>Blog</h1><h2>{TITLE}</h2>", f"<title>{TITLE} \u00bb Blog</title>")
    assert found(page)[0] == TITLE


def test_the_outlets_name_is_known_by_its_host_and_despite_accents() -> None:
    head = f"<title>{TITLE} | Exämple.com | News</title>"
    assert found(html("<p>x</p>", head)) == (TITLE, "dom:title")


def test_a_news_articles_title_for_sharing_is_preferred_where_it_was_written_by_hand() -> None:
    head = news(headline=TITLE) + meta(og__title="Valley rejoices at last") + f"<title>{TITLE}</title>"
    assert found(article(head=head)) == ("Valley rejoices at last", "meta:og:title")
    copied = news(headline=TITLE) + meta(og__title="Bridge guide") + "<title>Bridge guide</title>"
    assert found(article(head=copied)) == (TITLE, "json-ld")


def test_the_shown_punctuation_is_preferred() -> None:
    assert found(article(head=news(headline=f'"{TITLE}"'))) == (TITLE, "dom:h1")
