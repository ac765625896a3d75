"""Find where the headline stands, and what lies between it and another element."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from newscrawl.extract.elements import Elements
from newscrawl.extract.meta import Metas

_MOST = 40  # headings looked at, of each kind
_PIECES = 20  # of the text of a heading
_LEAST_SHARED = 0.5  # of a heading's words, to be the one that the title repeats
_WORD = re.compile(r"\w{2,}")
_APART = frozenset({"nav", "footer", "aside"})


class HeadlinePlace:
    """The headline's element and what holds it."""

    def __init__(self, headline: Element) -> None:
        """Remember what holds the headline."""
        self.element = headline
        self._levels = {holder: level for level, holder in enumerate([headline, *headline.iterancestors()])}

    def way(self, element: Element) -> tuple[list[Element], int]:
        """Return what holds ``element`` but not the headline, itself first, and the headline's levels below both."""
        branch: list[Element] = []
        holder: Element | None = element
        while holder is not None and holder not in self._levels:
            branch.append(holder)
            holder = holder.getparent()
        return branch, 0 if holder is None else self._levels[holder]


def headline_place(elements: Elements, metas: Metas) -> HeadlinePlace | None:
    """Return the place of the ``h1`` that the page's title repeats, else of such a heading, else the only ``h1``."""
    title = _words(" ".join(_titles(elements, metas)))
    firsts = [heading for heading in elements.tagged("h1")[:_MOST] if _words(_text(heading))]
    headings = [*firsts, *elements.tagged("h2", "h3")[:_MOST]]
    best = max(firsts, key=lambda heading: _shared(heading, title), default=None)
    if best is None or not _shared(best, title):
        best = next((heading for heading in headings if _shared(heading, title)), None)
    if best is None and len(inside := [heading for heading in firsts if _is_inside(heading)]) == 1:
        best = inside[0]
    return HeadlinePlace(best) if best is not None else None


def _shared(heading: Element, title: set[str]) -> int:
    """Return how many words of the title a heading repeats; none where it says more other words than these."""
    words = _words(_text(heading))
    shared = len(words & title)
    return shared if shared >= _LEAST_SHARED * len(words) else 0


def _is_inside(heading: Element) -> bool:
    return all(holder.tag not in _APART for holder in heading.iterancestors())


def _titles(elements: Elements, metas: Metas) -> Iterator[str]:
    yield from (content for content, _ in metas.all("og:title", "twitter:title"))
    yield from map(_text, elements.tagged("title")[:1])


def _text(element: Element) -> str:
    return "".join(map(str, islice(element.itertext(), _PIECES)))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
