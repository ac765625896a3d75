"""JSON Feed, versions 1 and 1.1, https://www.jsonfeed.org/version/1.1/: from its text to links."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from newscrawl.discovery.dates import instant
from newscrawl.discovery.json_documents import objects_from, text_of, whole
from newscrawl.discovery.links import Found, Link, absolute, refused
from newscrawl.discovery.titles import plain_title
from newscrawl.errors import EmptySource, NotAFeed
from newscrawl.urls import is_web_address

MAX_ENTRIES = 20_000
ITEMS = re.compile(r'"items"\s{0,64}:\s{0,64}\[')


def looks_like_json(text: str) -> bool:
    """Tell whether a document is JSON and no XML."""
    return text[:64].lstrip("\ufeff\t\n\r ")[:1] in ("{", "[")


def parse_json_feed(text: str, url: str) -> Found:
    """Read a JSON Feed; one that is cut off, or beyond 20,000 items, gives what was read.

    ``next_page`` is the feed's ``next_url``. Raise NotAFeed or EmptySource.
    """
    feed = whole(text)
    items = feed.get("items") if isinstance(feed, dict) else None
    if feed is not None and not isinstance(items, list):
        hint = "put it under wordpress" if isinstance(feed, list) else "correct the outlet's feeds"
        raise NotAFeed(f"{url}: not a feed but JSON without items; {hint}")
    given = objects_from(text, ITEMS) if items is None else (item for item in items if isinstance(item, dict))
    entries = list(islice(given, MAX_ENTRIES + 1))
    links = _links(entries[:MAX_ENTRIES], url)
    if not links:
        raise EmptySource(f"{url}: the feed has no item with a link; see in a browser whether it is still filled")
    further = absolute(url, text_of(feed.get("next_url"))) if isinstance(feed, dict) else None
    left_out = refused(url, (text_of(item.get("url")) for item in entries[:MAX_ENTRIES]))
    incomplete = feed is None or len(entries) > MAX_ENTRIES
    return Found(links=links, next_page=further, incomplete=incomplete, left_out=left_out)


def _links(items: Iterable[dict[str, Any]], url: str) -> list[Link]:
    found: dict[str, Link] = {}
    for item in items:
        address = absolute(url, text_of(item.get("url"))) or _permalink(text_of(item.get("id")))
        if address and address not in found:
            found[address] = Link(
                url=address,
                title=plain_title(text_of(item.get("title"))),
                published_at=instant(text_of(item.get("date_published"))),
                modified_at=instant(text_of(item.get("date_modified"))),
            )
    return list(found.values())


def _permalink(written: str) -> str | None:
    return written if is_web_address(written) else None
