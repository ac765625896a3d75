"""What a page says of its site: feeds, WordPress's API, and in its navigation the sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from newscrawl.discovery.anchors import advertised_feeds, anchors, base_of, has, linked
from newscrawl.discovery.choice import COMMENTS
from newscrawl.discovery.markup import read_html
from newscrawl.discovery.wordpress import POSTS
from newscrawl.text import clean
from newscrawl.urls import MEDIA, SERVICE, SERVICE_PAGE, looks_like_article, outlet_domain, within

MAX_ANCHORS = 10_000
MAX_LABEL = 40  # characters; a section is named in a word or two
MAX_UP = 12  # elements between an anchor and the navigation it stands in
FEED_ADDRESS = re.compile(r"(?:^|[/._~-])(?:rss2?|atom|feeds?|rdf)(?:[/._-]|\d|$)|\.(?:rss|rdf|atom)$", re.IGNORECASE)
DOCUMENT = re.compile(r"\.xml$", re.IGNORECASE)
NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:main|site|top|primary)?[_-]?(?:nav|navi|navigation|navbar|menu)(?:$|[\s_-])", re.IGNORECASE
)
# First segments of what navigations lead to besides sections.
NO_SECTIONS = """
my-account account my-offers offers angebote faq help hilfe contact kontakt contact-us about about-us ueber-uns
impressum datenschutz privacy privacy-statement terms copyright sitemap epaper e-paper podcast podcasts video videos
audio mediathek live livestream tv radio events shop store games spiele puzzles sudoku comics coupons weather wetter
meteo horoscope apps app service services advertise advertorials jobs careers donate spenden unterstuetzen
"""
NEVER = SERVICE | frozenset(NO_SECTIONS.split())
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a page says of its site; ``feeds`` are advertised, ``feed_links`` only look like feeds."""

    feeds: Sequence[str] = ()
    feed_links: Sequence[str] = ()
    wordpress: str | None = None
    sections: Sequence[str] = ()
    name: str | None = None
    language: str | None = None


def read_hints(body: bytes, url: str, home: str, encoding: str | None = None) -> Hints:
    """Return what the page at ``url`` says of the outlet at ``home``; nothing where it is no HTML."""
    root = read_html(body, encoding)
    if root is None:
        return Hints()
    base = base_of(root, url)
    every = list(islice(anchors(root, base), MAX_ANCHORS))
    feed_links = (address for address, _ in every if _looks_like_feed(address))
    language = clean(root.get("lang", ""))
    return Hints(
        feeds=advertised_feeds(root, base),
        feed_links=list(dict.fromkeys(feed_links)),
        wordpress=_wordpress(root, base) or (urljoin(home, POSTS) if b"/wp-content/" in body else None),
        sections=list(dict.fromkeys(_sections(every, home))),
        name=clean(next(iter(root.xpath("//meta[@property='og:site_name']/@content")), ""))[:100] or None,
        language=language if LANGUAGE.fullmatch(language) else None,
    )


def _looks_like_feed(address: str) -> bool:
    path = urlsplit(address).path
    return bool(FEED_ADDRESS.search(path) or DOCUMENT.search(path)) and not COMMENTS.search(address)


def _wordpress(root: Any, base: str) -> str | None:
    """Return the address of the posts where the page names the API (``rel="https://api.w.org/"``)."""
    roots = (linked(base, link.get("href", "")) for link in root.iter("link") if has(link, "rel", "https://api.w.org/"))
    api = next((address for address in roots if address), None)
    if api is None:
        return None
    if "rest_route=" in api:  # a site without permalinks
        return f"{api.rstrip('/')}{POSTS.removeprefix('wp-json')}"
    return urljoin(api if api.endswith("/") else f"{api}/", POSTS.removeprefix("wp-json/"))


def _sections(every: Sequence[tuple[str, Any]], home: str) -> Iterator[str]:
    """Yield what the page's navigation leads to that may be a section; where it has none, any short path."""
    possible = [(address, anchor) for address, anchor in every if _may_be_section(address, anchor, home)]
    in_navigation = [address for address, anchor in possible if _is_in_navigation(anchor)]
    found = in_navigation or [address for address, _ in possible]
    yield from sorted(found, key=lambda address: urlsplit(address).path.rstrip("/").count("/"))  # the broad ones first


def _may_be_section(address: str, anchor: Any, home: str) -> bool:
    parts = urlsplit(address)
    path = parts.path.lower()
    segments = [segment for segment in path.split("/") if segment]
    return (
        bool(segments)
        and len(segments) <= 3
        and within(address, [outlet_domain(home)])
        and NEVER.isdisjoint(segments)
        and not MEDIA.search(path)
        and not SERVICE_PAGE.match(segments[-1])
        and not _looks_like_feed(address)
        and not looks_like_article(address, home)
        and 0 < len(" ".join("".join(islice(anchor.itertext(), 9)).split())) <= MAX_LABEL
    )


def _is_in_navigation(anchor: Any) -> bool:
    for element in islice(anchor.iterancestors(), MAX_UP):
        if element.tag == "nav" or element.get("role") == "navigation":
            return True
        if NAVIGATION.search(element.get("class", "")) or NAVIGATION.search(element.get("id", "")):
            return True
    return False
