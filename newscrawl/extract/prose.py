"""Read text as a reader sees it: white space collapsed, invisible characters gone."""

import re
from html import unescape

from lxml.etree import _Element as Element

from newscrawl.text import clean

LINE_BREAK = "\u2028"  # what a ``br`` becomes in the tree; white space to everyone else
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^<>]*>", re.IGNORECASE)


def plain(markup: str) -> str:
    """Return the text of a string that may hold entities or tags, as JSON-LD and meta values sometimes do."""
    if "<" not in markup and "&" not in markup:
        return clean(markup)
    return clean(unescape(_TAG.sub("", _BREAK.sub(" ", unescape(markup)))))


def paragraphs(markup: str) -> list[str]:
    """Split a text, with or without tags, into paragraphs at line ends and block tags."""
    text = _BREAK.sub("\n", unescape(markup) if "&lt;" in markup else markup)
    return [line for line in (plain(part) for part in text.splitlines()) if line]


def text_of(element: Element) -> str:
    """Return the text of an element in one line; ``br`` is white space since the tree was made."""
    return clean("".join(map(str, element.itertext())))
