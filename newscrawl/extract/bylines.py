"""Find the bylines that a reader sees on a page."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element
from lxml.etree import iterwalk

from newscrawl.extract.byline_words import BY, STRONG_BY
from newscrawl.extract.document import Document
from newscrawl.extract.elsewhere import has_linked_heading, marks_of, otherness
from newscrawl.extract.headline_place import HeadlinePlace, headline_place
from newscrawl.text import clean

MAX_BYLINE = 150  # characters
MAX_HOLDERS = 6  # elements of one kind that are read as bylines; more of them are a list of authors or of teasers
_CANDIDATES = 60  # marked elements looked at
_LINES_NEAR = 60  # elements after the headline that may hold a line with ``By``
_PIECES = 60  # of the text of a byline
_BLOCKS = frozenset((
    "div", "p", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "time", "td", "tr", "dd", "dt",
    "address", "section", "br", "img", "figure",
))  # fmt: skip

_MARKS = re.compile(
    r"(?P<prop>@(?:author|creator) )|(?P<rel>rel:author )"
    r"|(?P<name>[ #_-](?:author|autor|auteur|writer)s?(?:[_-]{1,2}|__)?(?:full-?)?name)|(?P<byline>byline)"
    r"|(?P<author>(?<![a-z])(?:author|autor|auteur)(?:s|en|e|es)?(?![a-z]))"
    r"|(?P<other>(?<![a-z])(?:writer|verfasser|reporter|journalist|contributor|posted-?by|written-?by|submitted|vcard"
    r"|by|itemposter|username|user-name|full-name|article-?author|post-?author|penulis|yazar|redaktor|redakteur"
    r"|firma|signature|firmante|skribent|forfatter|redactor|credit-?name|publisher)(?![a-z]))"
)
_NO_BYLINE = re.compile(
    r"comment|(?<![a-z])(?:bio|biography|about|desc|description|avatar|social|photo|image|picture|img|more|other|card__"
    r"|date|time|role|position|job|title|icon|follow|links?|list-item|credits?-image|thumb)(?![a-z])"
)
_RANKS = ("prop", "rel", "name", "byline", "author", "other")
_FOLDERS = re.compile(
    r"/(?:author|autor|authors|autoren|auteur|auteurs|autores|writers?|people|team|profil|profile)s?/[^/]"
)


def visible_bylines(page: Document) -> Iterator[tuple[list[str], str]]:
    """Give the texts of one kind of byline after the other, each with ``dom:byline`` or ``dom:by``."""
    place = headline_place(page)
    kinds: dict[str, list[Element]] = {rank: [] for rank in _RANKS}
    for marks, element in page.marked:
        match = _MARKS.search(marks)
        if match and match.lastgroup and not (match.lastgroup in _RANKS[2:] and _NO_BYLINE.search(marks)):
            kinds[match.lastgroup].append(element)
    for rank in _RANKS[:-1]:
        yield _nearest(kinds[rank], place), "dom:byline"
    if place:
        yield _near_lines(place), "dom:by"
    yield _nearest(kinds["other"], place), "dom:byline"
    links = [link for link in page.root.iter("a") if _FOLDERS.search(link.get("href") or "")]
    yield _nearest(links, place), "dom:byline"
    yield _said_anywhere(page), "dom:by"


def _nearest(elements: list[Element], place: HeadlinePlace | None) -> list[str]:
    """Return the texts of those elements that are held together nearest to the headline."""
    best: dict[str, None] = {}
    best_key: tuple[int, Element | None] | None = None
    for element in elements[:_CANDIDATES]:
        text = line_of(element)
        if not 0 < len(text) <= MAX_BYLINE or _is_elsewhere(element):
            continue
        branch, level = place.way(element) if place else ([], 0)
        key = level, (branch[-1] if branch else None)
        if best_key is None or key[0] < best_key[0]:
            best_key, best = key, {text: None}
        elif key == best_key:
            best.setdefault(text)
    return list(best)[:1] if len(best) > MAX_HOLDERS else list(best)


def _is_elsewhere(element: Element) -> bool:
    """Tell whether an element is in a teaser, a comment, a caption or another part that is not the article's."""
    holder: Element | None = element
    while holder is not None and holder.tag != "body":
        if otherness(str(holder.tag), marks_of(holder)) >= 1 and holder.tag != "article":
            return True
        holder = holder.getparent()
    parent = element.getparent()
    return parent is not None and has_linked_heading(parent)


def _near_lines(place: HeadlinePlace) -> list[str]:
    for element in islice(_after(place.element), _LINES_NEAR):
        if len(element) > 3 or element.tag in {"a", "script"}:
            continue
        line = line_of(element)
        if len(line) <= MAX_BYLINE / 2 and BY.match(line):
            return [line]
    return []


def _said_anywhere(page: Document) -> list[str]:
    """Return the first line that says who wrote, in words that hardly say anything else."""
    for element in page.root.iter("p", "span", "div", "li", "em", "strong", "small", "dd"):
        start = (element.text or "").strip()
        if start and STRONG_BY.match(start):
            line = line_of(element)
            if len(line) <= MAX_BYLINE / 2 and not _is_elsewhere(element):
                return [line]
    return []


def _after(element: Element) -> Iterator[Element]:
    """Give the elements that follow another in the page's order, without those inside it."""
    holder: Element | None = element
    while holder is not None:
        for sibling in holder.itersiblings():
            yield from sibling.iter()
        holder = holder.getparent()


def line_of(element: Element) -> str:
    """Return the text of an element; a line end stands between blocks and between words that touch."""
    pieces: list[str] = []
    length = 0
    for event, node in islice(iterwalk(element, events=("start", "end")), _PIECES):
        if node.tag in _BLOCKS and node is not element:
            pieces.append("\n")
        text = node.text if event == "start" else node.tail if node is not element else None
        if not text:
            continue
        if pieces and pieces[-1][-1:].isalnum() and text[:1].isalnum():
            pieces.append("\n")
        pieces.append(" ".join(text.split("\n")) if "\n" in text else text)
        length += len(text)
        if length > 4 * MAX_BYLINE:
            break
    lines = (clean(line) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
