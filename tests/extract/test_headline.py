"""The headline is what most of the page's titles agree on, without the outlet's name."""

import pytest

from newscrawl.extract import Rules, extract
from tests.extract.pages import URL, article, html, meta, news

TITLE = "Bridge opens after eleven months"


def found(page: bytes, rules: Rules | None = None) -> tuple[str | None, str | None]:
    answer = extract(page, URL, rules)
    return answer.title, answer.provenance.get("title")


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
