"""From the bytes of an HTML page to its tree, in bounded time."""

import re
from typing import Any

from lxml import etree

from newscrawl.discovery.decoding import decode_html

# An attribute and a start tag as the HTML standard's tokeniser sees them (13.2.5). Possessive: nothing is tried twice.
ATTRIBUTE = r"""[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
START_TAG = re.compile(rf"<[A-Za-z](?:[\s/=]++|{ATTRIBUTE})*+")
ONE_ATTRIBUTE = re.compile(ATTRIBUTE)
LONG_TAG = 3_000  # characters: below, there is no room for attributes that cost anything
# libxml2 compares each attribute of a tag with every other: 200,000 take a minute, 20,000 half a second. Real tags
# have up to 600.
MAX_COMPARISONS = 20_000**2
NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], " ")


def read_html(body: bytes, encoding: str | None = None) -> Any:
    """Return the root element of a page, None where there is no element or reading it would take minutes.

    ``encoding`` is the one of the HTTP header; byte-order mark, meta elements and the bytes are asked too.
    """
    text = decode_html(body, encoding).translate(NOT_XML)
    if not text.strip() or _is_hostile(text):
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _is_hostile(text: str) -> bool:
    """Tell whether tags have so many attributes that libxml2 would not come to an end."""
    long_tags = (tag[0] for tag in START_TAG.finditer(text) if len(tag[0]) > LONG_TAG)
    return sum(sum(1 for _ in ONE_ATTRIBUTE.finditer(tag)) ** 2 for tag in long_tags) > MAX_COMPARISONS
