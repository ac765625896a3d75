"""Measure each block of a page: how it lies, what it looks like, how it relates to what is told of the article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from newscrawl.extract.agency import credit, may_be_credit
from newscrawl.extract.blocks import Block, Box
from newscrawl.extract.layout import Layout, kind
from newscrawl.extract.phrases import FURNITURE, STOP_HEADINGS
from newscrawl.extract.signs import Weighed
from newscrawl.text import letters

BARE_LINKED = 0.8  # share of links from which on a block is only a link
BARE_WORDS = 8
LONGEST_LINE = 240  # characters; a longer line is prose, whatever it begins with
HALF = 0.5
DEEPEST = 6  # levels
NOWHERE = -99.0  # where there is no headline
UNDECLARED = -1.0
_TAGS = {tag: float(place) for place, tag in enumerate((  # by how often they hold an article's text
    "p", "blockquote", "pre", "h2", "h3", "h4", "li", "div", "td", "h5", "h6", "dd", "dt", "section", "article", "th",
    "figcaption", "h1", "address", "form", "header", "aside",
))}  # fmt: skip
_OTHER_TAG = 7.5
_DATE = re.compile(r"\b\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d\d\b|\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b")
_QUOTES = "\"'\u201c\u201e\u00ab"
_COLONS = (":", "\uff1a")
_OPEN_ENDS = ("?", "...", "\u2026")
_BARE = [0.0] * 23  # of what a bare link looks like nothing is asked


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says of its article elsewhere: folded title, description, outlet names; authors casefolded.

    ``declared`` are the word 4-grams of JSON-LD's articleBody, None where the page has none.
    """

    title: str = ""
    description: str = ""
    outlet: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    declared: frozenset[tuple[str, ...]] | None = None


def measures(found: Sequence[Block], layout: Layout, told: Told, weighed: Weighed) -> list[list[float]]:
    """Return the measures of each block, in one order for all."""
    reader = _Reader(found, layout, told, weighed)
    return [reader.row(i, block) for i, block in enumerate(found)]


@dataclass(slots=True)
class _Reader:
    """Measures a page's blocks one after the other."""

    found: Sequence[Block]
    layout: Layout
    told: Told
    weighed: Weighed
    seen: set[str] = field(default_factory=set)
    run: float = 0.0
    is_after_stop: bool = False
    levels: dict[Box, int] = field(default_factory=dict)

    def row(self, i: int, block: Block) -> list[float]:
        size = self.layout.sizes[i]
        row = [*self.place(i, block), *self.beside(i, block), *self.weighed.boxes(block.box)]
        row += _BARE if is_bare(block, size) else self.looks(i, block) + self.relations(i, block)
        self.run += self.layout.prose[i]
        return row

    def place(self, i: int, block: Block) -> tuple[float, ...]:
        """Return sizes, elements, and what share of the prose lies about the block."""
        page, box, parent = self.layout, block.box, block.box.parent
        total, own = page.total, kind(box)
        return (
            page.sizes[i], page.linked[i], page.is_finished[i], page.prose[i],
            _TAGS.get(box.tag, _OTHER_TAG), _TAGS.get(parent.tag, _OTHER_TAG) if parent else -1.0,
            page.alike.get(own, 0.0) / total, page.alike_above.get((own, kind(parent)), 0.0) / total,
            page.among.get(parent, 0.0) / total, page.below.get(parent, 0.0) / total if parent else 1.0,
            self.level(box), NOWHERE if page.headline is None else i - page.headline,
            i - page.first, i - page.last, self.run / total, parent is page.main,
            _levels_to_picture(box), block.follows_picture, i / len(self.found), len(self.found), box.is_hidden,
        )  # fmt: skip

    def beside(self, i: int, block: Block) -> tuple[float, ...]:
        """Return what the blocks before and after are."""
        page, found, parent = self.layout, self.found, block.box.parent
        before = (page.sizes[i - 1], page.linked[i - 1], found[i - 1].box.parent is parent) if i else (-1, -1, -1)
        j = i + 1
        after = (page.sizes[j], page.linked[j], found[j].box.parent is parent) if j < len(found) else (-1, -1, -1)
        return before + after

    def looks(self, i: int, block: Block) -> list[float]:
        """Return what the text looks like, and what its words say."""
        text, size = block.text, self.layout.sizes[i]
        is_line = len(text) <= LONGEST_LINE
        return [
            self.weighed.words(self.layout.words[i]), self.weighed.inline(block),
            block.bold / len(text), text.count(", ") / (size or 1), len(text) / (size or 1),
            text[0].islower(), is_line and text.isupper(), text[0] in _QUOTES, text[0] in "([",
            text.endswith(_COLONS), text.endswith(_OPEN_ENDS), is_line and _DATE.search(text) is not None,
            is_line and "|" in text, is_line and ("http" in text or "@" in text or "\u00a9" in text),
        ]  # fmt: skip

    def relations(self, i: int, block: Block) -> list[float]:
        """Return how the text relates to known phrases, to the blocks before, and to what is told of the article."""
        text, lower = block.text, block.text.lower()
        is_line = len(text) <= LONGEST_LINE
        is_stop = is_line and STOP_HEADINGS.fullmatch(lower.strip(" :")) is not None
        is_again = lower in self.seen and self.layout.sizes[i] > 3
        self.seen.add(lower)
        is_furniture = is_line and FURNITURE.fullmatch(lower) is not None
        is_credit = may_be_credit(self.layout.words[i]) and credit(text) is not None
        is_by = any(name in lower for name in self.told.authors)
        like = self.likeness(letters(text[:LONGEST_LINE])) if len(text) < 2 * LONGEST_LINE else (0, 0, 0)
        declared = self.declared(self.layout.words[i])
        known = [is_furniture + 2.0 * is_stop, self.is_after_stop, is_credit, is_again, is_by, declared, *like]
        self.is_after_stop = self.is_after_stop or (is_stop and i > self.layout.first)
        return known

    def likeness(self, folded: str) -> tuple[float, float, float]:
        """Return whether the block is the title or holds it, is the description or begins as it, is the outlet."""
        title, description = self.told.title, self.told.description
        is_like_title = len(folded) > 8 and title != "" and (folded in title or title in folded)
        is_like_description = len(folded) > 20 and description[:60] == folded[:60]
        return (
            2 if folded and folded == title else is_like_title,
            2 if folded and folded == description else is_like_description,
            folded in self.told.outlet,
        )

    def declared(self, own: list[str]) -> float:
        """Return what share of the block stands in the declared text."""
        if self.told.declared is None:
            return UNDECLARED
        grams = four_grams(own)
        return sum(gram in self.told.declared for gram in grams) / len(grams) if grams else UNDECLARED / 2

    def level(self, box: Box | None) -> int:
        """Return how many levels above the block the box stands that holds half of the prose."""
        if box is None or self.layout.below.get(box, 0.0) >= HALF * self.layout.total:
            return 0
        if box not in self.levels:
            self.levels[box] = min(1 + self.level(box.parent), DEEPEST)
        return self.levels[box]


def is_bare(block: Block, size: int) -> bool:
    """Tell whether a block is hardly more than a link; a third of a page's blocks are, and few of an article's."""
    return size < BARE_WORDS and block.linked >= BARE_LINKED


def four_grams(own: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the runs of four words."""
    return list(zip(own, own[1:], own[2:], own[3:], strict=False))


def _levels_to_picture(box: Box | None) -> int:
    count = 0
    while count < 3 and box is not None and not box.pictures:
        box = box.parent
        count += 1
    return count
