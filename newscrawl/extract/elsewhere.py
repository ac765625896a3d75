"""Tell which parts of a page are about something else than its article."""

import re
from functools import lru_cache

from lxml.etree import _Element as Element

_PICTURES = frozenset({"figure", "figcaption"})
_CAPTION = re.compile(r"(?<![a-z])(?:caption|pic|photo|image)")
_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:relat|sidebar|recent|comment|leser|footer|nav|listing|popular|carousel|recirc|recommend|latest"
    r"|trending|breaking|ticker|most[-_]|calendar|menu)|(?<![-_a-z])widget"
)
_PERHAPS_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:teaser|cards?\b|promos?\b|promotions?\b|slide|more[-_]|also|events?\b|next|banner)|[-_]card"
)
_LONGEST_MARKS = 1_000  # characters; what is remembered of one page must not fill the memory of a crawl


def marks_of(element: Element) -> str:
    """Return the class and id of an element as ``Marks`` writes them."""
    return f" {element.get('class') or ''} #{element.get('id') or ''} ".lower()


def otherness(tag: str, marks: str) -> float:
    """Return how much an element by its tag and marks holds something else than the article's text, from 0 to 2.

    A picture's caption has 2, what holds other articles 1, what may hold them 0.5.
    """
    return _otherness(tag, marks[:_LONGEST_MARKS])


@lru_cache(maxsize=1024)
def _otherness(tag: str, marks: str) -> float:
    if tag in _PICTURES or _CAPTION.search(marks):
        return 2
    if tag == "aside" or _ELSEWHERE.search(marks):
        return 1
    return 0.5 if _PERHAPS_ELSEWHERE.search(marks) else 0


def has_linked_heading(holder: Element) -> bool:
    """Tell whether a heading that is a link stands right in ``holder``, as in a teaser."""
    for child in holder.iterchildren("a", "h2", "h3", "h4"):
        if any("a" in (inner.tag, child.tag) for inner in child.iterchildren("a", "h2", "h3", "h4")):
            return True
    return False
