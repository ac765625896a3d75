"""Find the places of a page where the date of its article may stand."""

import re
from collections.abc import Iterator
from itertools import chain, islice, pairwise
from typing import Any, NamedTuple

from lxml.etree import XPath
from lxml.etree import _Element as Element

from newscrawl.extract.document import Document

LONGEST = 300  # characters of a place; more is prose
MOST = 60  # places of each kind
BEFORE = 40  # characters before a place that may say what its date is
_TEXTS_BEFORE, _TEXTS_AFTER = 12, 40  # about the headline
_LINE = 50  # characters; prose parts a place from the headline by its lines
_BARE_MOST = 200
_BARE_LONGEST = 80  # characters of a text that may be a date alone
_WITH_YEAR = XPath("//body//text()[contains(., '20') or contains(., '19')]")
_MARK = re.compile(
    r"date|time|publi|byline|author|posted|created|updated|modified|submitted|meta(?:\b|_)|info|stand|datum|fecha"
    r"|data(?<=\bdata)\b"  # a literal at the beginning of each branch is what makes the search fast
)
_NO_PLACE = frozenset({
    "html", "body", "main", "article", "meta", "link", "form", "input", "img", "nav", "iframe", "button", "select",
    "option", "time",
})  # fmt: skip
_WORD = re.compile(r"\w")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}|\d\d\s*$")


class Place(NamedTuple):
    """An element that may hold a date, its text and the texts about it; how many lines part it from the headline."""

    element: Element
    text: str
    before: str = ""
    rank: int | None = None
    after: str = ""


def places_after(headline: Element) -> Iterator[Place]:
    """Give the texts right after the headline, whatever their marks."""
    before, rank = "", 0
    texts = islice(_after(headline), _TEXTS_AFTER)
    for (element, text), (_, after) in pairwise(chain(texts, [(headline, "")])):
        if _DIGIT.search(text) or element.get("datetime"):
            line = " ".join(text[: LONGEST * 2].split())[:LONGEST]
            yield Place(element, line, before, rank, after[:BEFORE].strip())
        before = text[-BEFORE:]
        rank += 1 + len(text) // _LINE


def places_before(headline: Element) -> Iterator[Place]:
    """Give the elements right before the headline, the nearest first."""
    for rank, element in enumerate(islice(_before(headline), _TEXTS_BEFORE)):
        text = short_text(element)
        if _DIGIT.search(text) or element.get("datetime"):
            yield Place(element, text, "", rank)


def time_places(page: Document) -> Iterator[Place]:
    """Give the elements made for dates."""
    for element in page.elements.tagged("time", "relative-time", "time-ago", "date")[:MOST]:
        yield Place(element, short_text(element))


def marked_places(page: Document) -> Iterator[Place]:
    """Give the elements whose marks speak of a date, and that are short."""
    found = (element for _, element in page.marks.matching(_MARK) if element.tag not in _NO_PLACE)
    for element in islice(found, MOST):
        if _DIGIT.search(text := short_text(element)):
            yield Place(element, text)


def bare_places(page: Document) -> Iterator[Place]:
    """Give the short texts with a year, of whatever marks; one XPath is a fifth of the cost of a walk."""
    for text in islice(_texts_with_year(page), _BARE_MOST):
        if len(text) > _BARE_LONGEST or not _YEAR.search(text):
            continue
        inner: Element | None = text.getparent()
        if inner is None:
            continue
        label, holder = (inner, inner.getparent()) if text.is_tail else (inner.getprevious(), inner)
        if holder is not None and holder.tag not in _NO_PLACE:
            yield Place(holder, " ".join(text.split()), "" if label is None else short_text(label)[-BEFORE:])


def _texts_with_year(page: Document) -> list[Any]:
    found = _WITH_YEAR(page.root)
    return found if isinstance(found, list) else []


def short_text(element: Element) -> str:
    """Return the text of an element; nothing where it is longer than a place of a date."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(str(piece))
        length += len(piece.strip())
        if length > LONGEST:
            return ""
    return " ".join(" ".join(pieces).split())


def _after(element: Element) -> Iterator[tuple[Element, str]]:
    """Give the texts after an element in the page's order, each with the element that holds it; no separators."""
    holder: Element | None = element
    while holder is not None:
        parent = holder.getparent()
        if parent is not None and holder.tail and _WORD.search(holder.tail):
            yield parent, holder.tail
        for sibling in holder.itersiblings():
            for inner in sibling.iter():
                if inner.text and _WORD.search(inner.text):
                    yield inner, inner.text
                elif inner.get("datetime"):
                    yield inner, ""
                if inner.tail and _WORD.search(inner.tail) and (outer := inner.getparent()) is not None:
                    yield outer, inner.tail
        holder = parent


def _before(element: Element) -> Iterator[Element]:
    holder: Element | None = element
    while holder is not None and holder.tag != "body":
        yield from holder.itersiblings(preceding=True)
        holder = holder.getparent()
