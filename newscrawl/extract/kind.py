"""Tell what sort of page it is; in doubt it is an article, for a lost article is worse than a listing looked at."""

import re
from urllib.parse import urlsplit

from newscrawl.extract.document import Document
from newscrawl.extract.furniture import Parted
from newscrawl.extract.jsonld import ARTICLE_TYPES, MEDIA_TYPES, types
from newscrawl.extract.page import Kind
from newscrawl.extract.prose import text_of

SHORT = 600  # characters; a body of fewer may be a wall's or a gallery's
SHORTEST = 250  # of an article that does not say it is one
WALL_TEXT = 1500  # of the page, in which a wall says what it wants
TEASER_SHARE = 0.3  # of the paragraphs
TEASERS = 4  # linked headlines that make a listing of a page without any declaration
LONG = 1500  # from which on a page without any declaration holds a text worth keeping
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


def kind(page: Document, text: Parted, *, selected: bool = False) -> Kind:
    """Return the kind of page, given what was found on it; a body that the outlet's rule selected is an article's."""
    declared = selected or _is_declared(page)
    length = sum(map(len, text.lines))
    if "liveblogposting" in types(page.article):
        return Kind.LIVEBLOG
    if length < SHORT and not declared and _is_wall(page):
        return Kind.WALL
    if not text.lines:
        return Kind.MEDIA if _is_media(page) else Kind.OTHER
    if declared:
        return Kind.ARTICLE
    return _undeclared(page, text, length)


def _undeclared(page: Document, text: Parted, length: int) -> Kind:
    if _is_front(page.url) or _is_listing(page, text, length):
        return Kind.LISTING
    if length < SHORT and _is_media(page):
        return Kind.MEDIA
    return Kind.OTHER if length < SHORTEST else Kind.ARTICLE


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


def _is_listing(page: Document, text: Parted, length: int) -> bool:
    """Weigh what speaks for a listing: what the page declares, where it lives, and that it holds no prose."""
    prose = sum(len(line) for line in text.lines if len(line) >= PROSE)
    signs = 2 * (text.linked >= TEASERS and text.linked >= TEASER_SHARE * len(text.lines))
    signs += 2 * any(types(node) & LISTING_TYPES for node in page.nodes)
    signs += bool(SERVICE.search(page.url.lower()))
    signs += (page.metas.first("og:type")[0] or "") in {"website", "product.group", "object"}
    signs += length < LONG
    signs += (
        text.linked >= TEASERS
        and not page.article
        and not page.metas.first("article:published_time", "date", "author")[0]
    )
    signs += prose < 0.5 * length
    return signs >= 3
