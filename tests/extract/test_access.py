"""Access is what the page declares and what is seen of the body; unknown where nothing speaks for either."""

from typing import Any

import pytest

from newscrawl.article import Access
from newscrawl.extract.access import access
from newscrawl.extract.document import parse
from tests.extract.pages import PROSE, URL, article, meta, news

WALL = "<div class='paywall-box'><h3>Read on</h3><p>Subscribe to continue reading this article.</p></div>"
LONG = [" ".join(["word"] * 300)]


def seen(page: bytes, lines: list[str] | tuple[str, ...] = ()) -> Access:
    document = parse(page, URL)
    assert document is not None
    found = access(document, lines)
    return found.value if found else Access()


@pytest.mark.parametrize(
    ("said", "declared"), [(True, "free"), ("False", "paid"), ("http://schema.org/False", "paid"), ("perhaps", None)]
)
def test_json_ld_is_believed(said: object, declared: str | None) -> None:
    assert seen(article(head=news(isAccessibleForFree=said))).declared == declared


def test_a_part_that_has_to_be_paid_for_makes_the_article_paid() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".text"}
    found = seen(article(head=news(hasPart=part)))
    assert (found.declared, found.evidence) == ("paid", "hasPart isAccessibleForFree false")


@pytest.mark.parametrize(("tier", "declared"), [("locked", "paid"), ("metered", "paid"), ("free", "free"), ("x", None)])
def test_the_tier_of_a_meta_element_is_believed(tier: str, declared: str | None) -> None:
    assert seen(article(head=meta(article__content_tier=tier))).declared == declared


@pytest.mark.parametrize(
    ("after", "head", "lines", "observed"),
    [
        pytest.param(WALL, {}, PROSE, "partial", id="a short body beside a wall"),
        pytest.param(WALL, {}, LONG, None, id="a long body beside a wall"),
        pytest.param("", {}, PROSE, None, id="a short body without a wall"),
        pytest.param("<div class='paywall'></div>", {}, PROSE, None, id="a wall that is not shown"),
        pytest.param(f"<footer>{WALL}</footer>", {}, PROSE, None, id="a wall in the footer"),
        pytest.param(f"<div class='paywall'>{'text ' * 400}</div>", {}, PROSE, None, id="what a wall hides elsewhere"),
        pytest.param(WALL, {"isAccessibleForFree": True}, PROSE, None, id="a page that says it is free"),
        pytest.param("", {"wordCount": 900, "isAccessibleForFree": False}, PROSE, "partial", id="few of the words"),
        pytest.param("", {"wordCount": 300}, LONG, "full", id="all of the words"),
        pytest.param("", {"wordCount": "300"}, LONG, "full", id="a count in quotes"),
        pytest.param("", {"wordCount": [300], "articleBody": {}}, LONG, None, id="no count"),
        pytest.param("", {"articleBody": "\n".join(PROSE)}, PROSE, "full", id="the end of articleBody"),
        pytest.param(WALL, {"wordCount": 300}, [], None, id="no body"),
        pytest.param("", {}, [PROSE[0], "Subscribe to continue reading"], "partial", id="a wall in the body"),
    ],
)
def test_the_body_is_full_or_partial_only_with_evidence(
    after: str, head: dict[str, Any], lines: list[str], observed: str | None
) -> None:
    found = seen(article(after=after, head=news(**head)), lines)
    assert (found.observed, bool(found.evidence)) == (observed, observed is not None or "isAccessibleForFree" in head)
