"""Find where the headline stands, and what lies between it and another element."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from newscrawl.extract.document import Document
from newscrawl.extract.prose import text_of

_MOST = 60  # headings looked at
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


def headline_place(page: Document) -> HeadlinePlace | None:
    """Return the place of the heading that the page's title repeats most of, or else of its only ``h1``."""
    title = _words(" ".join(_titles(page)))
    best, most = None, 0.0
    for heading in islice(page.root.iter("h1", "h2", "h3"), _MOST):
        words = _words(text_of(heading))
        shared = len(words & title)
        if shared >= _LEAST_SHARED * len(words) and (size := shared + (heading.tag == "h1")) > most and shared:
            best, most = heading, size
    if best is None:
        first = [
            heading for heading in islice(page.root.iter("h1"), 9) if _words(text_of(heading)) and _is_inside(heading)
        ]
        best = first[0] if len(first) == 1 else None
    return HeadlinePlace(best) if best is not None else None


def _is_inside(heading: Element) -> bool:
    return all(holder.tag not in _APART for holder in heading.iterancestors())


def _titles(page: Document) -> Iterator[str]:
    yield from (content for content, _ in page.metas.all("og:title", "twitter:title"))
    title = page.root.find(".//title")
    if title is not None:
        yield text_of(title)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
