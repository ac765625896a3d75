"""Tell what sort of page it is; in doubt it is an article, for a lost article is worse than a listing looked at."""

from typing import NamedTuple

from newscrawl.extract.barrier import SHORT, Barrier, barrier
from newscrawl.extract.body import Text
from newscrawl.extract.document import Document
from newscrawl.extract.jsonld import ARTICLE_TYPES, MEDIA_TYPES, types
from newscrawl.extract.model import model
from newscrawl.extract.page import Kind
from newscrawl.extract.page_signs import Fields, page_signs, teasers

SHORTEST = 250  # of a page that does not say it is an article
TEASERS = 3  # links to other pages that make a listing
THRESHOLD = 0.6  # log-odds from which on a page is an article
LENIENT = 0.0  # the same for a text beside which hardly a link stands
DOUBTFUL = -1.0  # log-odds from which on it may be one whose text was missed
REASONS: dict[Barrier, str] = {
    "consent": "asks for consent: {}",
    "challenge": "asks for a proof of being human: {}",
    "login": "asks for a login or a subscription: {}",
    "not-found": "says that there is no such page: {}",
}


class Sort(NamedTuple):
    """The kind of a page, and why it is no article, None where it is one; ``wall`` says which sort of wall it is."""

    kind: Kind
    reason: str | None = None
    wall: Barrier | None = None


def kind(page: Document, text: Text, found: Fields, *, is_selected: bool = False) -> Sort:
    """Return the kind of page, given what was found on it; a body that the outlet's rule selected is an article's."""
    declared = is_selected or _is_declared(page)
    if "liveblogposting" in types(page.article):
        return Sort(Kind.LIVEBLOG)
    if not declared and (found_wall := barrier(page, text)):
        return Sort(Kind.WALL, REASONS[found_wall[0]].format(found_wall[1]), found_wall[0])
    if not text.paragraphs:
        return Sort(Kind.MEDIA) if _is_media(page) else _no_article(text, declared=declared)
    least = LENIENT if _is_alone(text) else THRESHOLD
    if declared or model().pages.score(page_signs(page, text, found)) > least:
        return Sort(Kind.ARTICLE)
    if text.length < SHORT and _is_media(page):
        return Sort(Kind.MEDIA)
    return _no_article(text, declared=declared)


def _no_article(text: Text, *, declared: bool) -> Sort:
    """Tell a listing, by its text or its links, from a page that holds nothing."""
    if text.length >= SHORTEST or (not declared and teasers(text) >= TEASERS):
        return Sort(Kind.LISTING, "links to other pages")
    return Sort(Kind.OTHER, "hardly any text" if text.paragraphs else "no text")


def may_be_article(page: Document, text: Text, found: Fields) -> bool:
    """Tell whether a page on which hardly any text was found is worth a closer look."""
    return _is_declared(page) or model().pages.score(page_signs(page, text, found)) > DOUBTFUL


def _is_alone(text: Text) -> bool:
    """Tell whether there is a text and hardly a link beside it that could make the page a listing."""
    return text.length >= SHORTEST and teasers(text) < TEASERS


def _is_declared(page: Document) -> bool:
    """Tell whether the page says that it is an article, and of which day."""
    named = any(ARTICLE_TYPES.get(name, 0) >= 8 for name in types(page.article))
    dated = page.article.get("datePublished") or page.metas.first("article:published_time")[0]
    return bool(dated) and (named or page.metas.first("og:type")[0] == "article")


def _is_media(page: Document) -> bool:
    og_type = page.metas.first("og:type")[0] or ""
    return og_type.startswith(("video", "music")) or any(types(node) & MEDIA_TYPES for node in page.nodes[:20])
