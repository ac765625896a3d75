"""Search the names that a page gives its elements: class, id, itemprop and rel."""

import re
from collections.abc import Callable, Iterable, Iterator
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
        for element in root.iter():
            names, key = element.get("class"), element.get("id")
            props, rels = element.get("itemprop"), element.get("rel")
            more = _more(props, rels) if props or rels else ""
            if names or key or more:
                lines.append(f" {names or ''} #{key or ''} {more}")
                self._elements.append(element)
        self._text = _END.join(lines).lower()

    def hold_any(self, parts: Iterable[str]) -> bool:
        """Tell whether the marks of any element hold one of the parts."""
        return any(part in self._text for part in parts)

    def count(self, part: str, most: int) -> int:
        """Return how many elements have marks that hold ``part``, counted up to ``most``."""
        text, count, place = self._text, 0, self._text.find(part)
        while place >= 0 and count < most:
            count += 1
            end = text.find(_END, place)
            place = text.find(part, end) if end >= 0 else -1
        return count

    def holding(self, part: str) -> Iterator[Marked]:
        """Give the elements whose marks hold ``part``."""
        return self._found(lambda start: self._text.find(part, start))

    def matching(self, pattern: re.Pattern[str]) -> Iterator[Marked]:
        """Give the elements whose marks the pattern matches somewhere."""
        search = pattern.search
        return self._found(lambda start: match.start() if (match := search(self._text, start)) else -1)

    def _found(self, find: Callable[[int], int]) -> Iterator[Marked]:
        """Give the elements at the places that ``find`` names, from a position on; it names -1 where there is none."""
        text, index, start = self._text, 0, 0
        while (place := find(start)) >= 0:
            index += text.count(_END, start, place)
            begin = max(text.rfind(_END, start, place) + 1, start)
            end = text.find(_END, place)
            if end < 0:
                yield Marked(text[begin:], self._elements[index])
                return
            yield Marked(text[begin:end], self._elements[index])
            index, start = index + 1, end + 1


def _more(props: str | None, rels: str | None) -> str:
    return "".join([f"@{name} " for name in (props or "").split()] + [f"rel:{name} " for name in (rels or "").split()])
