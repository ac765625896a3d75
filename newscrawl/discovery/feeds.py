"""Feeds: from the bytes of an RSS 2.0, RSS 1.0, Atom or JSON Feed document to links."""

from calendar import timegm
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import feedparser

from newscrawl.discovery.dates import has_zone
from newscrawl.discovery.decoding import decode_xml
from newscrawl.discovery.json_feeds import looks_like_json, parse_json_feed
from newscrawl.discovery.links import Found, Link, absolute, refused
from newscrawl.discovery.mending import mended
from newscrawl.discovery.titles import plain_title
from newscrawl.discovery.ttl import ttl
from newscrawl.errors import EmptySource, NotAFeed

XML_UTF8 = "application/xml; charset=utf-8"


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> Found:
    """Read a feed; one that is cut off or damaged, or beyond 20,000 entries, gives what was read.

    ``url`` resolves relative links. Titles are plain text. A date counts only with time and zone; one in the future is
    kept as it is. Entries without an http(s) link are left out, a link given twice counts once. Raise NotAFeed or
    EmptySource.
    """
    text = decode_xml(body, content_type)
    if looks_like_json(text):
        return parse_json_feed(text, url)
    document, complete = mended(text, url)
    headers = {"content-location": url, "content-type": XML_UTF8}
    try:
        parsed = feedparser.parse(document, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise NotAFeed(f"{url}: feedparser fails on this feed ({error!r}); see what the address gives") from error
    links = _links(parsed.entries, url, is_rss=parsed.version.startswith("rss"))
    if not links:
        raise EmptySource(f"{url}: the feed has no entry with a link; see in a browser whether it is still filled")
    left_out = refused(url, map(_written, parsed.entries))
    return Found(links=links, incomplete=not complete, ttl=ttl(text), left_out=left_out)


def _links(entries: Iterable[Any], url: str, *, is_rss: bool) -> list[Link]:
    found: dict[str, Link] = {}
    for entry in entries:
        address = absolute(url, _written(entry))
        if address and address not in found:
            published, modified = _instant(entry, "published"), _instant(entry, "updated")
            if is_rss and published is None:
                published, modified = modified, None  # dc:date, which feedparser calls updated
            found[address] = Link(
                url=address, title=plain_title(entry.get("title") or ""), published_at=published, modified_at=modified
            )
    return list(found.values())


def _written(entry: Any) -> str:
    link: str = entry.get("feedburner_origlink") or entry.get("link") or ""  # before any FeedBurner redirection
    return link


def _instant(entry: Any, name: str) -> datetime | None:
    # not entry.get: feedparser's own answers ``updated`` with ``published``
    written, parsed = dict.get(entry, name), dict.get(entry, f"{name}_parsed")
    if not written or not parsed or not has_zone(written):
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (OverflowError, OSError, ValueError):
        return None
