"""Listing pages: from the HTML of a front page, section or archive to links."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from newscrawl.discovery.links import Found, Link
from newscrawl.discovery.markup import read_html
from newscrawl.errors import NotAListing
from newscrawl.text import clean
from newscrawl.urls import host, is_web_address, looks_like_article, matches, normalise

MAX_ANCHORS = 100_000  # looked at on one page; real pages have up to a few thousand
MAX_TITLE = 300  # characters; more is a teaser
MIN_TITLE = 15  # characters; less is a label such as "Read more"
FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FORWARD = "\u203a\u00bb\u2192>"  # the arrows that pages show: single and double guillemet, arrow, greater-than
BACKWARD = "\u2039\u00ab\u2190<"
NUMBER = re.compile(r"[/?].*\d")  # in an address of a page that is not the first; a section may be called "Next"
NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
NEXT_WORDS = """
next; go to next; the next; older; load more; show more; nächste; weiter; ältere; mehr laden; mehr
anzeigen; suivant; suivante; siguiente; próximo; próxima; seguinte; successivo; successiva; avanti;
volgende; nästa; neste; næste; seuraava; następna; další; sonraki; далее; дальше; следующая;
наступна; التالي; الصفحة التالية; अगला; 次へ; 次のページ; 下一页; 下一頁; 다음
"""
NEXT_TEXT = re.compile(
    rf"(?:{'|'.join(' '.join(word.split()) for word in NEXT_WORDS.split(';'))})"
    r"(?: (?:page|posts?|articles?|entries|stories|news|seite|beiträge|artikel|página|pagina|sayfa|strona|страница))?"
)


def parse_listing(
    body: bytes, url: str, article_url: re.Pattern[str] | None, home: str, encoding: str | None = None
) -> Found:
    """Read a listing page: its links to articles in document order, the next page, and the feeds it advertises.

    An article's link has a path and query in which ``article_url`` is found, on whatever host; without a pattern it is
    one that looks like an article of the outlet at ``home``. ``encoding`` is the one of the HTTP header. Raise
    NotAListing when there is no such link.
    """
    root = read_html(body, encoding)
    if root is None:
        raise NotAListing(f"{url}: no HTML that can be read; see in a browser what the address gives")
    base = _absolute(url, next(iter(root.xpath("//base/@href")), "")) or url
    own = url.partition("#")[0]  # "Skip to content" is no article
    every = list(islice(_anchors(root, base), MAX_ANCHORS))
    anchors = [(address, anchor) for address, anchor in every if address != own]
    links = _articles(anchors, _chosen_by(article_url, home))
    if not links:
        wanted = f"matches article_url {article_url.pattern}" if article_url else "looks like an article"
        raise NotAListing(f"{url}: no link on the page {wanted}; set article_url, or render where it needs JavaScript")
    return Found(
        links=list(links.values()),
        next_page=_next_page(root, [(a, e) for a, e in anchors if a not in links], url, base),
        feeds=_feeds(root, base),
        incomplete=len(every) == MAX_ANCHORS,
    )


def _chosen_by(article_url: re.Pattern[str] | None, home: str) -> Callable[[str], bool]:
    """Return the test of which addresses are articles."""
    if article_url is None:
        return lambda address: looks_like_article(address, home)
    return lambda address: matches(article_url, address)


def _articles(anchors: list[tuple[str, Any]], chosen: Callable[[str], bool]) -> dict[str, Link]:
    """Return the links to articles by address, each with the first title that one of its anchors gives."""
    links: dict[str, Link] = {}
    others: set[str] = set()
    for address, anchor in anchors:
        known = links.get(address)
        if known is None and address not in others and not chosen(address):
            others.add(address)
        elif address not in others and (known is None or known.title is None):
            links[address] = Link(url=address, title=_title(anchor))
    return links


def _anchors(root: Any, base: str) -> Iterator[tuple[str, Any]]:
    """Yield each anchor to an http(s) address, absolute and without fragment, in document order."""
    for anchor in root.iter("a"):
        address = _absolute(base, anchor.get("href", ""))
        if address:
            yield address, anchor


def _absolute(base: str, reference: str) -> str | None:
    """Return the address that a page at ``base`` names, without fragment; None for anything but http(s)."""
    try:
        address = urljoin(base, reference.strip()).partition("#")[0]
    except ValueError:  # an unfinished IPv6 address
        return None
    return address if is_web_address(address) else None


def _title(anchor: Any) -> str | None:
    """Return what the anchor shows where it reads like a title: its heading's text, its own, or its tooltip."""
    heading = next(anchor.iter(*HEADINGS), None)
    for text in ("".join((anchor if heading is None else heading).itertext()), anchor.get("title", "")):
        title = clean(text)
        if MIN_TITLE <= len(title) <= MAX_TITLE and " " in title:
            return title
    return None


def _next_page(root: Any, anchors: list[tuple[str, Any]], url: str, base: str) -> str | None:
    """Return the page that continues this one, on the same host: rel=next first, else an anchor that says so."""
    declared = (_absolute(base, link.get("href", "")) for link in root.iter("link") if _has(link, "rel", "next"))
    related = (address for address, anchor in anchors if _has(anchor, "rel", "next"))
    said = (address for address, anchor in anchors if NUMBER.search(address, len("https://")) and _says_next(anchor))
    for candidates in (declared, related, said):
        for address in candidates:
            if address and _continues(address, url):
                return address
    return None


def _continues(address: str, url: str) -> bool:
    try:
        return host(address) == host(url) and normalise(address) != normalise(url)
    except ValueError:
        return False


def _says_next(anchor: Any) -> bool:
    """Tell whether an anchor's class, label or text says that older links follow there."""
    if NEXT_CLASS.search(anchor.get("class", "")):
        return True
    text = " ".join("".join(islice(anchor.itertext(), 5)).split())
    words = text.strip(FORWARD + BACKWARD + " ").lower()
    if not words:
        return bool(text) and not text.strip(FORWARD + " ")
    return NEXT_TEXT.fullmatch(words) is not None


def _feeds(root: Any, base: str) -> list[str]:
    """Return the feeds that the page's head advertises, each once."""
    advertised = (
        _absolute(base, link.get("href", ""))
        for link in root.iter("link")
        if _has(link, "rel", "alternate") and link.get("type", "").strip().lower() in FEED_TYPES
    )
    return list(dict.fromkeys(address for address in advertised if address))


def _has(element: Any, attribute: str, token: str) -> bool:
    return token in element.get(attribute, "").lower().split()
