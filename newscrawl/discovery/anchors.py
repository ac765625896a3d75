"""The addresses in a page: what its anchors and link elements lead to, and how anchors are titled."""

from collections.abc import Iterator
from typing import Any

from newscrawl.discovery.links import absolute
from newscrawl.text import clean

FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/feed+json"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MAX_TITLE = 300  # characters; more is a teaser
MIN_TITLE = 15  # characters; less is a label such as "Read more"


def base_of(root: Any, url: str) -> str:
    """Return what the page's relative addresses are relative to."""
    return linked(url, next(iter(root.xpath("//base/@href")), "")) or url


def linked(base: str, reference: str) -> str | None:
    """Return the address that a page at ``base`` names, without fragment; None for anything but http(s)."""
    address = absolute(base, reference)
    return address.partition("#")[0] if address else None


def anchors(root: Any, base: str) -> Iterator[tuple[str, Any]]:
    """Yield each anchor to an http(s) address, absolute and without fragment, in document order."""
    for anchor in root.iter("a"):
        address = linked(base, anchor.get("href", ""))
        if address:
            yield address, anchor


def title_of(anchor: Any) -> str | None:
    """Return what the anchor shows where it reads like a title: its heading's text, its own, or its tooltip."""
    heading = next(anchor.iter(*HEADINGS), None)
    for text in ("".join((anchor if heading is None else heading).itertext()), anchor.get("title", "")):
        title = clean(text)
        if MIN_TITLE <= len(title) <= MAX_TITLE and " " in title:
            return title
    return None


def advertised_feeds(root: Any, base: str) -> list[str]:
    """Return the feeds that the page's head advertises, each once."""
    advertised = (
        linked(base, link.get("href", ""))
        for link in root.iter("link")
        if has(link, "rel", "alternate") and link.get("type", "").strip().lower() in FEED_TYPES
    )
    return list(dict.fromkeys(address for address in advertised if address))


def has(element: Any, attribute: str, token: str) -> bool:
    """Tell whether an attribute holds a word, in whatever case."""
    return token in element.get(attribute, "").lower().split()
