"""Refuse a page that would cost the parser more than any real page, or of which the parser would lose a part."""

import re
from collections.abc import Iterator

from lxml.etree import XPath
from lxml.etree import _Element as Element

MAX_BYTES = 20_000_000
MAX_TAGS = 100_000  # real pages have at most about 8,000
MAX_ATTRIBUTES = 5_000  # in one tag; real pages have at most about 600
MAX_DEPTH = (
    500  # elements within each other; real pages have at most about 60, and the parser drops what is below 2,048
)

_XML = re.compile(  # atomic groups, so that a head full of comments is read once
    rb"(?:\xef\xbb\xbf)?(?>(?>\s+|<!--.*?-->|<\?[^>]*>)*)<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.DOTALL
)
_TAG = re.compile(rb"<\x00?[a-zA-Z]")  # also in UTF-16
_VALUE = rb"=[\s\x00]*+(?>\"[^\"]*+\"|'[^']*+'|)"
_REST = rb"(?>[^>=]++|" + _VALUE + rb")*+"  # of a tag; a ``>`` in quotes does not end it
_SCRIPT = rb"(?:[^<]++|<(?!/script))*+"  # what it holds, of which no ``i<n`` is a tag
_WHOLE_TAG = re.compile(
    rb"<(?>((?i:script\b)" + _REST + rb")" + _SCRIPT + rb"|(\x00?[a-zA-Z]" + _REST + rb"))", re.DOTALL
)
_QUOTED = re.compile(_VALUE)
_NAME = re.compile(rb"[^\s\x00/]+")
_QUOTES = (b'"', b"'")
_BLANK = b" \t\n\r\f\v\x00"
_PARTING = _BLANK + b"/="  # what parts the names of attributes
_TOO_DEEP = XPath("boolean(/*" + "/*" * MAX_DEPTH + ")")
_LONG_TAG = 2 * MAX_ATTRIBUTES  # bytes: an attribute has one at least, as has what parts it from the next


def refusal(html: bytes) -> str | None:
    """Return why the bytes are not worth parsing, or None; the time is linear in their number."""
    if not html or html.isspace():
        return "empty"
    if _XML.match(html) or not _TAG.search(html):
        return "no HTML"
    if len(html) > MAX_BYTES:
        return "too many bytes"
    if len(html) > 3 * MAX_TAGS and html.count(b"<") > MAX_TAGS and len(_TAG.findall(html)) > MAX_TAGS:
        return "too many tags"
    if _may_have_many_attributes(html) and any(_attributes(tag) > MAX_ATTRIBUTES for tag in _long_tags(html)):
        return "too many attributes"
    return None


def is_too_deep(root: Element) -> bool:
    """Tell whether elements are nested more deeply than in any real page."""
    return bool(_TOO_DEEP(root))


def _may_have_many_attributes(html: bytes) -> bool:
    """Tell whether any tag could have too many.

    Few pages have so many equals signs, so many words in one run, or the end of a tag in quotes where one is looked at.
    """
    if html.count(b"=") > MAX_ATTRIBUTES:
        return True
    start, quotes = 0, [-1, -1]
    while start < len(html) - _LONG_TAG:
        end = html.rfind(b">", start, start + _LONG_TAG + 1)  # the runs up to it are too short
        if end < 0:
            end = html.find(b">", start) % (len(html) + 1)  # its end, or the page's where none ends it
            run = html[start:end]
            if len(run) - len(run.translate(None, _PARTING)) > MAX_ATTRIBUTES:
                return True
        quotes = [max(html.rfind(quote, start, end), last) for quote, last in zip(_QUOTES, quotes, strict=True)]
        if any(_opens_a_value(html, quote) for quote in quotes):  # the end may stand in it, and be none
            return True
        start = end + 1
    return False


def _opens_a_value(html: bytes, quote: int) -> bool:
    """Tell whether an equals sign stands before the quotation mark at ``quote``, -1 for none, or too much space."""
    before = html[max(quote - _LONG_TAG, 0) : max(quote, 0)]
    return before != b"" and before.rstrip(_BLANK)[-1:] in {b"=", b""}


def _long_tags(html: bytes) -> Iterator[bytes]:
    """Give the tags that are long enough to have too many attributes."""
    for tag in _WHOLE_TAG.finditer(html):
        if tag.end() - tag.start() > _LONG_TAG:
            yield tag[1] or tag[2]


def _attributes(tag: bytes) -> int:
    """Count the attributes of a tag, roughly; what stands in quotes is none."""
    bare, values = _QUOTED.subn(b" ", tag)
    return max(values, len(_NAME.findall(bare)))
