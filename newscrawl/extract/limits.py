"""Refuse a page that would cost the parser more than any real page, before it is parsed."""

import re

MAX_BYTES = 20_000_000
MAX_TAGS = 100_000  # real pages have at most about 8,000
MAX_ATTRIBUTES = 5_000  # in one tag; real pages have at most about 600
MAX_DEPTH = 2_000

_XML = re.compile(  # atomic groups, so that a head full of comments is read once
    rb"(?:\xef\xbb\xbf)?(?>(?>\s+|<!--.*?-->|<\?[^>]*>)*)<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.DOTALL
)
_TAG = re.compile(rb"<\x00?[a-zA-Z]")  # also in UTF-16
_LONG = 10_000  # bytes; 5,000 attributes need at least so many
_LONG_TAG = re.compile(rb"\x00?[a-zA-Z][^>]{10000}[^>]*")


def refusal(html: bytes) -> str | None:
    """Return why the bytes are not worth parsing, or None; the time is linear in their number."""
    if not html or html.isspace():
        return "empty"
    if _XML.match(html) or not _TAG.search(html):
        return "no HTML"
    if len(html) > MAX_BYTES:
        return "too many bytes"
    if html.count(b"<") > MAX_TAGS and len(_TAG.findall(html)) > MAX_TAGS:
        return "too many tags"
    if any(_has_many_attributes(piece) for piece in html.split(b"<") if len(piece) > _LONG):
        return "too many attributes"
    return None


def _has_many_attributes(piece: bytes) -> bool:
    """Tell whether what follows a ``<`` is one tag with more attributes than any real one."""
    tag = _LONG_TAG.match(piece)
    return tag is not None and max(len(tag.group().split()), tag.group().count(b"=")) > MAX_ATTRIBUTES
