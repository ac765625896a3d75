"""Find the headline that readers see among the headings of a page."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.etree import _Element as Element

from newscrawl.extract.document import Document
from newscrawl.extract.outlet_name import OwnNames
from newscrawl.extract.prose import text_of
from newscrawl.text import letters

_MOST = 60  # headings looked at
_LONGEST = 400  # characters of a headline
_LEAST_KEY = 8  # letters of a lower heading that the title repeats
_WORD = re.compile(r"\w+")


class Heading(NamedTuple):
    """A heading's text, and how much it is like the declared titles: the words of both as a share of either's."""

    text: str
    likeness: float = 0.0


def shown(page: Document, titles: list[str], own: OwnNames) -> Heading | None:
    """Return the ``h1`` that is most like the declared titles, the first of equals; logos and teasers are none.

    Where a page has several, the best is none either if most of its words are in no title.
    """
    words = set(_words(" ".join(titles)))
    site = _rest(titles)
    texts = [text for text in dict.fromkeys(first_headings(page)) if not own.has(text) and letters(text) != site]
    found = [Heading(text, _likeness(text, words)) for text in texts]
    best = max(found, key=lambda heading: heading.likeness, default=None)
    return best if best and (len(found) == 1 or not words or _is_mostly(best.text, words)) else None


def first_headings(page: Document) -> Iterator[str]:
    """Give the texts of the ``h1`` elements, except logos that lead home."""
    for heading in page.elements.tagged("h1")[:_MOST]:
        text = text_of(heading)
        if text and len(text) <= _LONGEST and not _leads_home(heading):
            yield text


def repeated_heading(page: Document, title: str) -> str | None:
    """Return the longest lower heading that ``title`` repeats as a whole."""
    folded = letters(title)
    texts = (text_of(heading) for heading in page.elements.tagged("h2", "h3")[:_MOST])
    inside = [text for text in texts if len(letters(text)) >= _LEAST_KEY and letters(text) in folded]
    return max(inside, key=len, default=None)


def _leads_home(heading: Element) -> bool:
    link = heading.find(".//a") if len(heading) else heading.getparent()
    return link is not None and link.tag == "a" and (link.get("href") or "").rstrip("/").count("/") in {0, 2}


def _likeness(text: str, words: set[str]) -> float:
    """Return the words that both have, as a share of all words of either."""
    own = set(_words(text))
    return len(own & words) / (len(own | words) or 1)


def _is_mostly(text: str, words: set[str]) -> bool:
    own = set(_words(text))
    return 2 * len(own & words) >= len(own)


def _words(text: str) -> Iterable[str]:
    return _WORD.findall(text.casefold())


def _rest(titles: list[str]) -> str:
    """Return what the longest title has beside the one that it holds: the name of a site or section."""
    keys = sorted(set(map(letters, titles)) - {""}, key=len)
    return next((keys[-1].replace(inner, "", 1) for inner in reversed(keys[:-1]) if inner in keys[-1]), "")
