"""Tell what sort of page it is; in doubt it is an article, for a lost article is worse than a listing looked at."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from newscrawl.extract.body import Text
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import ARTICLE_TYPES, MEDIA_TYPES, types
from newscrawl.extract.page import Kind
from newscrawl.extract.prose import text_of

SHORT = 600  # characters; a body of fewer may be a wall's or a gallery's
SHORTEST = 250  # of an article that does not say it is one
WALL_TEXT = 1500  # of the page, in which a wall says what it wants
TEASER_SHARE = 0.3  # of the paragraphs
TEASERS = 4  # linked headlines that make a listing of a page without any declaration
LONG = 1500  # from which on a page without any declaration holds a text worth keeping
TEASER_LINKED = 0.8  # of a block that is a link
PROSE = 80  # characters of a paragraph that is prose rather than a teaser or a menu
LISTING_TYPES = {"collectionpage", "searchresultspage", "itemlist", "offercatalog", "productcollection", "blog"}
SERVICE = re.compile(
    r"/(?:tags?|categor(?:y|ies)|kategorie|topics?|themen?|authors?|autor|search|suche|page/\d+|collections?|archives?)(?:/|$)"
)

_WALL = re.compile(
    r"\bcookies?\b|consent|einwilligung|zustimm|datenschutz|consentement|consentimiento|consenso|privacy policy|"
    r"subscribe to (?:read|continue)|to continue reading|sign in to continue|log in to continue|already a subscriber|"
    r"verify (?:that )?you are (?:a )?human|are you a robot|enable javascript|access denied|checking your browser|"
    r"weiterlesen mit|jetzt abonnieren|abonnez-vous pour",
    re.IGNORECASE,
)


class Sort(NamedTuple):
    """The kind of a page, and why it is no article, None where it is one."""

    kind: Kind
    reason: str | None = None


def kind(page: Document, text: Text, found: Mapping[str, Found[Any] | None], *, is_selected: bool = False) -> Sort:
    """Return the kind of page, given what was found on it; a body that the outlet's rule selected is an article's."""
    declared = is_selected or _is_declared(page)
    lines = [paragraph.text for paragraph in text.paragraphs]
    length = text.length
    if "liveblogposting" in types(page.article):
        return Sort(Kind.LIVEBLOG)
    if length < SHORT and not declared and _is_wall(page):
        return Sort(Kind.WALL, "asks for consent, payment or a proof of being human")
    if not lines:
        return Sort(Kind.MEDIA) if _is_media(page) else Sort(Kind.OTHER, "no text")
    if declared:
        return Sort(Kind.ARTICLE)
    if _is_front(page.url):
        return Sort(Kind.LISTING, "front page")
    if _is_listing(page, lines, length, teasers(text)):
        return Sort(Kind.LISTING, "teasers of other pages")
    if length < SHORT and _is_media(page):
        return Sort(Kind.MEDIA)
    return Sort(Kind.OTHER, "hardly any text") if length < SHORTEST else Sort(Kind.ARTICLE)


def teasers(text: Text) -> int:
    """Count the linked headlines within the text."""
    return sum(text.blocks[i].linked > TEASER_LINKED for i in text.chosen)


def _is_declared(page: Document) -> bool:
    """Tell whether the page says that it is an article, and of which day."""
    named = any(ARTICLE_TYPES.get(name, 0) >= 8 for name in types(page.article))
    dated = page.article.get("datePublished") or page.metas.first("article:published_time")[0]
    return bool(dated) and (named or page.metas.first("og:type")[0] == "article")


def _is_wall(page: Document) -> bool:
    text = text_of(page.root)[:WALL_TEXT]
    return len(_WALL.findall(text)) >= (3 if len(text) == WALL_TEXT else 2)


def _is_media(page: Document) -> bool:
    og_type = page.metas.first("og:type")[0] or ""
    return og_type.startswith(("video", "music")) or any(types(node) & MEDIA_TYPES for node in page.nodes[:20])


def _is_front(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path.rstrip("/").lower() in {"", "/index.html", "/index.php", "/home"} and not parts.query


def _is_listing(page: Document, lines: list[str], length: int, linked: int) -> bool:
    """Weigh what speaks for a listing: what the page declares, where it lives, and that it holds no prose."""
    prose = sum(len(line) for line in lines if len(line) >= PROSE)
    signs = 2 * (linked >= TEASERS and linked >= TEASER_SHARE * len(lines))
    signs += 2 * any(types(node) & LISTING_TYPES for node in page.nodes)
    signs += bool(SERVICE.search(page.url.lower()))
    signs += (page.metas.first("og:type")[0] or "") in {"website", "product.group", "object"}
    signs += length < LONG
    signs += (
        linked >= TEASERS
        and not page.article
        and not page.metas.first("article:published_time", "date", "author")[0]
    )
    signs += prose < 0.5 * length
    return signs >= 3
