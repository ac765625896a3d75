"""An outlet's rules win over the engine, hold as long as they are said to, and are checked before a page is read."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from newscrawl.errors import BadFacts
from newscrawl.extract import Rules, extract
from newscrawl.extract.rules import SELECTABLE, mistakes
from newscrawl.outlet import OutletSpider
from tests.extract.pages import PROSE, URL, article, html, meta, news

OTHER = "On the far bank the baker had put a table with rolls and tea before his shop, and they were gone by ten."
PLACE = "<div class='{}'>{}</div>"
ODD = {  # field -> what stands on the page, and what is to come of it
    "title": ("A headline of ours", "A headline of ours"),
    "description": ("A standfirst of ours", "A standfirst of ours"),
    "authors": ("By Ann Bell and Carl Dean", ["Ann Bell", "Carl Dean"]),
    "section": ("Valley", "Valley"),
    "tags": ("Bridges", ["Bridges"]),
    "language": ("fr", "fr"),
    "agency": ("Reuters", "Reuters"),
}
DECLARED = news(
    headline="Declared",
    description="Declared",
    author="Dora Eck",
    articleSection="Declared",
    keywords="Declared",
    inLanguage="de",
)


@pytest.mark.parametrize("field", ODD)
def test_a_selector_wins_over_what_the_page_declares(field: str) -> None:
    shown, expected = ODD[field]
    found = extract(article(head=DECLARED, after=PLACE.format("ours", shown)), URL, Rules(select={field: ".ours"}))
    assert getattr(found, field) == expected
    if field != "agency":  # credited in a line of its own, which the engine reads too
        assert found.provenance[field] == "rule"


def test_dates_addresses_and_pictures_can_be_selected() -> None:
    own = "<time class=first>2024-05-03T10:00Z</time><time class=last>2024-05-04T10:00Z</time>"
    own += "<a class=own href='/own'>x</a><div class=pictures><img src='/b.jpg'></div>"
    head = news(datePublished="2020-01-01T00:00Z", image="https://www.example.com/a.jpg")
    select = {"published_at": ".first", "modified_at": ".last", "canonical_url": ".own", "images": ".pictures"}
    found = extract(article(after=own, head=head), URL, Rules(select=select))
    assert [str(found.published_at)[:10], str(found.modified_at)[:10]] == ["2024-05-03", "2024-05-04"]
    assert found.canonical_url == "https://www.example.com/own"
    assert [image.url for image in found.images] == ["https://www.example.com/b.jpg"]
    assert {found.provenance[field] for field in select} == {"rule"}


def test_a_selected_wall_means_that_a_part_was_read() -> None:
    page = article(after="<div class=gate>x</div>")
    found = extract(page, URL, Rules(select={"access": ".gate"}, drop=(".gate",)))
    assert (found.access.observed, found.access.evidence) == ("partial", ".gate")
    assert found.provenance["access"] == "rule"
    assert extract(page, URL, Rules(select={"access": ".no"})).access.observed != "partial"


def test_a_body_is_selected_and_what_is_dropped_is_no_part_of_it() -> None:
    odd = html(f"<section class=x><p>{PROSE[0]}</p><p class=ad>{PROSE[1]}</p></section><p>{PROSE[2]}</p>")
    found = extract(odd, URL, Rules(select={"body": ".x"}, drop=(".ad",)))
    assert found.body == PROSE[0]
    assert found.provenance["body"] == "rule"


def test_what_is_dropped_is_no_part_of_the_engines_body_either() -> None:
    page = article(f"<p class=more>{OTHER}</p>")
    assert OTHER in extract(page, URL).body
    found = extract(page, URL, Rules(drop=(".more",)))
    assert OTHER not in found.body
    assert found.provenance["body"] == "dom, without rule's drop"


def test_every_field_of_a_page_that_is_read_can_be_selected() -> None:
    assert set(SELECTABLE) == set(extract(article(), URL).__dataclass_fields__) - {
        "kind", "reason", "wall", "paragraphs", "encoding", "provenance", "extractor", "rights",
    }  # fmt: skip


OLD = Rules(select={"title": ".old"}, valid_until=date(2020, 12, 31))
MIDDLE = Rules(select={"title": ".middle"}, valid_until=date(2022, 6, 30))
ALL = Rules(select={"title": ".new"}, older=(MIDDLE, OLD), timezone="Asia/Kolkata")
HEADLINES = "<b class=old>Old</b><b class=middle>Middle</b><b class=new>New</b>"


@pytest.mark.parametrize(
    ("day", "title", "source"),
    [
        ("2019-01-01", "Old", "rule"),
        ("2020-12-31", "Old", "rule"),
        ("2021-01-01", "Middle", "rule"),
        ("2022-07-01", "New", "rule"),
        ("", "New", "rule"),
    ],
)
def test_older_rules_hold_until_their_last_day(day: str, title: str, source: str) -> None:
    head = meta(article__published_time=f"{day}T12:00:00+05:30") if day else ""
    found = extract(article(HEADLINES, head=head), "https://www.example.com/a", ALL)
    assert (found.title, found.provenance["title"]) == (title, source)


def test_an_old_article_in_the_new_layout_is_read_by_the_new_rules() -> None:
    head = meta(article__published_time="2019-01-01T12:00:00+05:30")
    assert extract(article("<b class=new>New</b>", head=head), URL, ALL).title == "New"


def test_the_facts_of_the_outlet_hold_for_older_layouts() -> None:
    head = meta(article__published_time="2019-01-01T12:00:00")
    assert str(extract(article(HEADLINES, head=head), URL, ALL).published_at) == "2019-01-01 12:00:00+05:30"


@pytest.mark.parametrize(("day", "title"), [("2020-12-31", "Old"), ("2021-01-01", "Bridge opens after eleven months")])
def test_rules_with_a_last_day_leave_later_pages_to_the_engine(day: str, title: str) -> None:
    head = meta(article__published_time=f"{day}T12:00:00Z")
    assert extract(article(HEADLINES, head=head), URL, OLD).title == title


misread: Any = Rules  # takes what a type checker would not let pass


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (Rules(select={"headline": "h1"}), 'rules: select["headline"] is no field; the fields are title, description'),
        (Rules(select={"autors": "h1"}), "did you mean 'authors'?"),
        (Rules(select={"title": "h1..x"}), "rules: select[\"title\"] 'h1..x' is no CSS selector: Expected ident"),
        (Rules(select={"title": "//h1"}), "rules: select[\"title\"] '//h1' is no CSS selector"),
        (Rules(select={"title": "h1:frist-child"}), "'h1:frist-child' is no CSS selector"),
        (Rules(select={"title": ""}), "is no CSS selector"),
        (Rules(drop=(".a", "[x")), "rules: drop[1] '[x' is no CSS selector"),
        (misread(drop=".ad"), "rules: drop is one text; write a tuple, for example drop=('.ad',)"),
        (misread(drop=(5,)), "rules: drop[0] 5 is no CSS selector"),
        (misread(valid_until="2024-01-01"), "rules: valid_until is '2024-01-01'; write the layout's last day as date("),
        (Rules(older=(Rules(select={"title": "h1"}),)), "rules: older[0]: set valid_until"),
        (
            Rules(older=(replace(OLD, timezone="Asia/Kolkata"),)),
            "rules: older[0]: timezone is the same for all layouts",
        ),
        (Rules(older=(replace(OLD, drop=("..",)),)), "rules: older[0]: drop[0] '..' is no CSS selector"),
        ({"title": "h1"}, "rules is {'title': 'h1'}; write Rules("),
    ],
)
def test_wrong_rules_end_a_crawl_before_it_begins(rules: Any, message: str) -> None:
    spider = type("Example", (OutletSpider,), {"name": "example", "home": "https://example.com/", "rules": rules})
    with pytest.raises(BadFacts) as raised:
        spider()
    assert message in str(raised.value)
    assert "example: rules" in str(raised.value)


def test_right_rules_are_not_complained_about() -> None:
    select = dict.fromkeys(SELECTABLE, "main > p:not(.a), [itemprop='x'] a")
    assert list(mistakes(Rules(select=select, older=(OLD,), drop=("a, b",)))) == []
