"""JSON-LD lists on a listing page (schema.org ItemList): the articles it shows, as data."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from newscrawl.discovery.anchors import linked
from newscrawl.discovery.dates import instant
from newscrawl.discovery.json_documents import text_of, whole
from newscrawl.discovery.links import Link
from newscrawl.discovery.titles import plain_title

MAX_NODES = 10_000
MAX_ITEMS = 1_000
LISTS = frozenset(("ItemList", "CollectionPage", "Blog"))
MEMBERS = ("itemListElement", "hasPart", "blogPost")
ARTICLES = ("Article", "BlogPosting", "LiveBlogPosting", "ReportageNewsArticle")


def listed(root: Any, base: str) -> Iterator[tuple[Link, bool]]:
    """Yield each entry of the page's lists, and whether it is declared to be an article."""
    entries = (entry for node in islice(_nodes(root), MAX_NODES) for entry in _members(node))
    for entry in islice(entries, MAX_ITEMS):
        item = entry.get("item", entry)
        item = item if isinstance(item, dict) else {"url": item}
        address = linked(base, _address(item) or _address(entry))
        if address:
            link = Link(
                url=address,
                title=plain_title(text_of(item.get("headline")) or text_of(item.get("name"))),
                published_at=instant(text_of(item.get("datePublished"))),
                modified_at=instant(text_of(item.get("dateModified"))),
            )
            yield link, any(kind.endswith(ARTICLES) for kind in _types(item))


def _nodes(root: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the page's JSON-LD."""
    scripts = (one for one in root.iter("script") if "ld+json" in one.get("type", "").lower())
    waiting = deque(whole("".join(script.itertext())) for script in scripts)
    while waiting:
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
        if isinstance(value, dict | list):
            waiting.extend(value.values() if isinstance(value, dict) else value)


def _members(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a list holds; bare addresses as objects."""
    if LISTS.isdisjoint(_types(node)):
        return
    for name in MEMBERS:
        members = node.get(name)
        for member in members if isinstance(members, list) else [members]:
            if isinstance(member, dict):
                yield member
            elif isinstance(member, str):
                yield {"url": member}


def _types(node: dict[str, Any]) -> list[str]:
    given = node.get("@type")
    return [one.rpartition("/")[2] for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]


def _address(item: dict[str, Any]) -> str:
    page = item.get("mainEntityOfPage")
    page = page.get("@id") if isinstance(page, dict) else page
    return text_of(item.get("url")) or text_of(item.get("@id")) or text_of(page)
