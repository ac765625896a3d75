"""Find the bylines that a reader sees on a page."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element
from lxml.etree import iterwalk

from newscrawl.extract.byline_words import BY, DATED_BY, STRONG_BY
from newscrawl.extract.elsewhere import has_linked_heading, marks_of, otherness
from newscrawl.extract.headline_place import HeadlinePlace
from newscrawl.extract.marks import Marks
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

_ROOTS = re.compile(  # one of them is part of each word of ``_MARKS``
    r"aut(?:h|or|eur)|by|writer|creator|reporter|contributor|vcard|user-?name|full-name|penulis|firma|redakt"
)
_MARKS = re.compile(
    r"(?P<prop>@(?:author|creator) )|(?P<rel>rel:author )"
    r"|(?P<name>[ #_-](?:author|autor|auteur|writer)s?(?:[_-]{1,2})?(?:full-?)?name)|(?P<byline>byline)"
    r"|(?P<author>(?<![a-z])(?:author|autor|auteur)(?:s|en|e|es)?(?![a-z]))"
    r"|(?P<other>(?<![a-z])(?:writer|reporter|contributor|posted-?by|written-?by|submitted-?by|created-?by|vcard|by"
    r"|username|user-name|full-name|penulis|redaktor|redakteur|firma|firmante)(?![a-z]))"
)
_RUN_TOGETHER = re.compile(
    r"(?P<other>author(?:s|info|link|bold|box|container|wrapper|name|meta|block|details|date)?(?![a-z]))"
)  # of postAuthor, for example
_NO_BYLINE = re.compile(
    r"comment|powered|(?<![a-z])(?:bio|biography|about|desc|description|avatar|social|photo|image|picture|img|more|other"
    r"|role|position|job|title|icon|follow|list-item|thumb)(?![a-z])"
)
_FOOT_OF_ARTICLE = re.compile(r"(?:entry|post|article)[-_]+footer")
_RANKS = ("prop", "rel", "name", "byline", "author", "other")
_DIGIT = re.compile(r"\d")
_FOLDERS = re.compile(
    r"/(?:author|autor|authors|autoren|auteur|auteurs|autores|writers?|people|team|profil|profile)s?/[^/]"
)


Byline = tuple[list[str], str]  # its lines, and where they were found


def visible_bylines(root: Element, marks: Marks, place: HeadlinePlace | None) -> Iterator[Byline]:
    """Give the texts of one kind of byline after the other, each with ``dom:byline`` or ``dom:by``."""
    kinds: dict[str, list[Element]] = {rank: [] for rank in _RANKS}
    for own, element in marks.matching(_ROOTS):
        match = _MARKS.search(own) or _RUN_TOGETHER.search(own)
        if match and match.lastgroup and not (match.lastgroup in _RANKS[2:] and _NO_BYLINE.search(own)):
            kinds[match.lastgroup].append(element)
    for rank in _RANKS[:-1]:
        yield _nearest(kinds[rank], place), "dom:byline"
    if place:
        yield _near_lines(place), "dom:by"
    yield _nearest(kinds["other"], place), "dom:byline"
    links = [link for link in root.iter("a") if _FOLDERS.search(link.get("href") or "")]
    yield _nearest(links, place), "dom:byline"
    yield _said_anywhere(root), "dom:by"


def _nearest(elements: list[Element], place: HeadlinePlace | None) -> list[str]:
    """Return the texts of those elements that are held together nearest to the headline."""
    best: dict[str, None] = {}
    best_key: tuple[int, Element | None] | None = None
    for element in elements[:_CANDIDATES]:
        branch, level = place.way(element) if place else (_holders(element), 0)
        if best_key is not None and level > best_key[0]:
            continue
        key = level, (branch[-1] if branch and place else None)
        if best_key is not None and level == best_key[0] and key != best_key:
            continue
        if _is_elsewhere(branch) or not 0 < len(text := line_of(element)) <= MAX_BYLINE:
            continue
        if key == best_key:
            best.setdefault(text)
        else:
            best_key, best = key, {text: None}
    return list(best)[:1] if len(best) > MAX_HOLDERS else list(best)


def _holders(element: Element) -> list[Element]:
    return [element, *element.iterancestors("*")][:-2]  # all but body and html


def _is_elsewhere(branch: list[Element]) -> bool:
    """Tell whether an element, by what holds it, is in a teaser, a comment, a caption or the like."""
    if len(branch) > 1 and has_linked_heading(branch[1]):
        return True
    return any(
        otherness(str(holder.tag), marks) >= 1 and not _FOOT_OF_ARTICLE.search(marks)
        for holder in branch
        if holder.tag != "article" and (marks := marks_of(holder))
    )


def _near_lines(place: HeadlinePlace) -> list[str]:
    for element in islice(_after(place.element), _LINES_NEAR):
        if len(element) > 3 or element.tag in {"a", "script"} or not _may_be_line(element):
            continue
        line = line_of(element)
        if len(line) > MAX_BYLINE / 2:
            continue
        if dated := DATED_BY.search(line):
            line = line[dated.end() :]
        if dated or BY.match(line):
            return [_said_first(line)]
    return []


def _may_be_line(element: Element) -> bool:
    """Tell whether an element begins as a byline or as a date does; its whole text is read only then."""
    start = next((piece for piece in map(str, element.itertext()) if piece.strip()), "").lstrip()
    return len(start) <= MAX_BYLINE and (BY.match(f"{start} ") is not None or _DIGIT.search(start) is not None)


def _said_first(lines: str) -> str:
    """Return the first of the lines, with the second where the first says no more than ``By``."""
    first, _, rest = lines.partition("\n")
    match = BY.match(first + " ")
    return f"{first} {rest.partition(chr(10))[0]}" if match and match.end() >= len(first) else first


def _said_anywhere(root: Element) -> list[str]:
    """Return the first line that says who wrote, in words that hardly say anything else."""
    for element in root.iter("p", "span", "div", "li", "em", "strong", "small", "dd", "h3", "h4", "h5", "h6"):
        start = (element.text or "").strip() or (element[0].text or "").strip() if len(element) else element.text
        if start and STRONG_BY.match(start.lower() + " "):
            line = line_of(element)
            if len(line) <= MAX_BYLINE / 2 and not _is_elsewhere(_holders(element)):
                return [_said_first(line)]
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
