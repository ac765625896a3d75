"""Titles as sources write them: plain, as HTML, or as HTML that was escaped once more."""

import html
import re

from newscrawl.text import clean

TAG = re.compile(r"</?[A-Za-z][^<>]*>")
MAX_MARKUP = 2_000  # characters read of a title's markup


def plain_title(markup: str) -> str | None:
    """Return the title without its markup, None where nothing is left."""
    markup = markup[:MAX_MARKUP]
    return clean(html.unescape(TAG.sub(" " if "<br" in markup else "", markup))) or None
