"""Search the names that a page gives its elements: class, id, itemprop and rel."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from lxml.etree import _Element as Element

_END = "\0"  # of an element's marks; no attribute holds it, for the parser is given none


class Marked(NamedTuple):
    """An element and its marks: `` class names #id @itemprop rel:name `` in lower case, with a space at both ends."""

    marks: str
    element: Element


class Marks:
    """The marks of all elements that have any, in the page's order.

    They are searched as one text: once for each pattern rather than once for each element.
    """

    def __init__(self, root: Element) -> None:
        """Read the elements of a page."""
        lines: list[str] = []
        self._elements: list[Element] = []
        for element in root.iter("*"):
            get = element.get
            names, own, prop, rel = get("class"), get("id"), get("itemprop"), get("rel")
            if names or own or prop or rel:
                line = f" {names or ''} #{own or ''} "
                lines.append(line if prop is None and rel is None else line + _more(prop, rel))
                self._elements.append(element)
        self._text = _END.join(lines).lower()
        self._lines = self._text.split(_END)
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))

    def holding(self, part: str) -> Iterator[Marked]:
        """Give the elements whose marks hold ``part``."""
        position = self._text.find(part)
        while position >= 0:
            index = self._index(position)
            yield Marked(self._lines[index], self._elements[index])
            position = self._text.find(part, self._starts[index + 1])

    def matching(self, pattern: re.Pattern[str]) -> Iterator[Marked]:
        """Give the elements whose marks the pattern matches somewhere."""
        match = pattern.search(self._text)
        while match:
            index = self._index(match.start())
            yield Marked(self._lines[index], self._elements[index])
            match = pattern.search(self._text, self._starts[index + 1])

    def _index(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1


def _more(prop: str | None, rel: str | None) -> str:
    props = "".join([f"@{name} " for name in (prop or "").split()])
    return props + "".join([f"rel:{name} " for name in (rel or "").split()])
