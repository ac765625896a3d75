"""Measure each block of a page: how it lies, what it looks like, how it relates to what is told of the article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import or_

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
DEEPEST = 6.0  # levels
NOWHERE = -99.0  # where there is no headline
UNDECLARED = -1.0
_TAGS = {tag: float(place) for place, tag in enumerate((  # by how often they hold an article's text
    "p", "blockquote", "pre", "h2", "h3", "h4", "li", "div", "td", "h5", "h6", "dd", "dt", "section", "article", "th",
    "figcaption", "h1", "address", "form", "header", "aside",
))}  # fmt: skip
_OTHER_TAG = 7.5
_DATE = re.compile(r"\b\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d\d\b|\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b")
_DIGIT = re.compile(r"\d")  # without one the search for a date, many times slower, is in vain
_QUOTES = "\"'\u201c\u201e\u00ab"
_COLONS = (":", "\uff1a")
_OPEN_ENDS = ("?", "...", "\u2026")
_BARE = (0.0,) * 23  # of what a bare link looks like nothing is asked
_FEW = 3  # words
_MARKS = (0.0, 1.0)

Column = list[float]  # a measure of each block


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
    """Return the measures of each block, in one order for all.

    Each is taken of all blocks before the next one, which costs less than going from block to block. All are floats,
    which trees compare faster than what they are made of.
    """
    signs = zip(*[weighed.boxes(block.box) for block in found], strict=True)
    rows = [list(row) for row in zip(*_place(found, layout), *_beside(found, layout), *signs, strict=True)]
    asked = [i for i, block in enumerate(found) if not is_bare(block, layout.sizes[i])]
    texts = _Texts(asked, [found[i] for i in asked], layout)
    answers = zip(*texts.looks(weighed), *texts.relations(told), strict=True)
    of_texts = dict(zip(asked, answers, strict=True))
    for i, row in enumerate(rows):
        row.extend(of_texts.get(i, _BARE))
    return rows


def _place(found: Sequence[Block], page: Layout) -> tuple[Column, ...]:
    """Return sizes, elements, and what share of the prose lies about each block."""
    boxes, count, total = [block.box for block in found], len(found), page.total
    parents = [box.parent for box in boxes]
    kinds, kinds_above = [(box.tag, box.names) for box in boxes], [kind(parent) for parent in parents]
    below = [page.below.get(parent, 0.0) / total if parent else 1.0 for parent in parents]
    is_main = [parent is page.main for parent in parents]
    since_headline = [NOWHERE] * count if page.headline is None else _from(-page.headline, count)
    return (
        list(map(float, page.sizes)), page.linked, _marks(page.is_finished), list(map(float, page.prose)),
        [_TAGS.get(box.tag, _OTHER_TAG) for box in boxes],
        [_TAGS.get(parent.tag, _OTHER_TAG) if parent else -1.0 for parent in parents],
        [page.alike.get(own, 0.0) / total for own in kinds],
        [page.alike_above.get(both, 0.0) / total for both in zip(kinds, kinds_above, strict=True)],
        [page.among.get(parent, 0.0) / total for parent in parents], below, _levels(boxes, page),
        since_headline, _from(-page.first, count), _from(-page.last, count),
        [run / total for run in accumulate(page.prose[:-1], initial=0.0)], _marks(is_main),
        list(map(_levels_to_picture, boxes)), _marks([block.follows_picture for block in found]),
        [i / count for i in range(count)], [float(count)] * count, _marks([box.is_hidden for box in boxes]),
    )  # fmt: skip


def _beside(found: Sequence[Block], page: Layout) -> tuple[Column, ...]:
    """Return what the blocks before and after each block are."""
    sizes = list(map(float, page.sizes))
    parents = [block.box.parent for block in found]
    same = _marks([one is other for one, other in pairwise(parents)])
    before = [-1.0, *sizes[:-1]], [-1.0, *page.linked[:-1]], [-1.0, *same]
    after = [*sizes[1:], -1.0], [*page.linked[1:], -1.0], [*same, -1.0]
    return before + after


def _marks(answers: Iterable[bool]) -> Column:
    """Return 1 for yes and 0 for no: ever the same two floats, since a page can have thousands of blocks."""
    return list(map(_MARKS.__getitem__, answers))


def _from(first: int, count: int) -> Column:
    return list(map(float, range(first, first + count)))


@dataclass(slots=True)
class _Texts:
    """Measures the texts of those of a page's blocks that are more than a link; ``indices`` says which ones."""

    indices: list[int]
    blocks: list[Block]
    layout: Layout
    texts: list[str] = field(init=False)
    sizes: list[int] = field(init=False)
    words: list[list[str]] = field(init=False)
    are_lines: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = [block.text for block in self.blocks]
        self.sizes = [self.layout.sizes[i] for i in self.indices]
        self.words = [self.layout.words[i] for i in self.indices]
        self.are_lines = [len(text) <= LONGEST_LINE for text in self.texts]

    def looks(self, weighed: Weighed) -> tuple[Column, ...]:
        """Return what the texts look like, and what their words say."""
        texts, per_word = self.texts, [size or 1 for size in self.sizes]
        lines = list(zip(self.are_lines, texts, strict=True))
        return (
            list(map(weighed.words, self.words)), list(map(weighed.inline, self.blocks)),
            [block.bold / len(block.text) for block in self.blocks],
            [text.count(", ") / size for text, size in zip(texts, per_word, strict=True)],
            [len(text) / size for text, size in zip(texts, per_word, strict=True)],
            _marks([text[0].islower() for text in texts]),
            _marks([is_line and text.isupper() for is_line, text in lines]),
            _marks([text[0] in _QUOTES for text in texts]), _marks([text[0] in "([" for text in texts]),
            _marks([text.endswith(_COLONS) for text in texts]), _marks([text.endswith(_OPEN_ENDS) for text in texts]),
            _marks([is_line and _holds_date(text) for is_line, text in lines]),
            _marks([is_line and "|" in text for is_line, text in lines]),
            _marks([is_line and ("http" in text or "@" in text or "\u00a9" in text) for is_line, text in lines]),
        )  # fmt: skip

    def relations(self, told: Told) -> tuple[Column, ...]:
        """Return how the texts relate to known phrases, to the blocks before, and to what is told of the article."""
        lower = [text.lower() for text in self.texts]
        lines = list(zip(self.are_lines, lower, strict=True))
        stops = [is_line and STOP_HEADINGS.fullmatch(text.strip(" :")) is not None for is_line, text in lines]
        furniture = [is_line and FURNITURE.fullmatch(text) is not None for is_line, text in lines]
        worded = zip(self.words, self.texts, strict=True)
        credited = [may_be_credit(own) and credit(text) is not None for own, text in worded]
        likeness = [_likeness(text, told) for text in self.texts]
        return (
            [one + 2.0 * stop for one, stop in zip(_marks(furniture), stops, strict=True)], self.after_stop(stops),
            _marks(credited), self.repeated(lower),
            _marks([any(name in text for name in told.authors) for text in lower]),
            [_declared(own, told) for own in self.words], *([one[i] for one in likeness] for i in range(3)),
        )  # fmt: skip

    def after_stop(self, stops: list[bool]) -> Column:
        """Return which blocks stand after a heading such as ``Related posts``, once the article has begun."""
        first = self.layout.first
        ends = [stop and i > first for i, stop in zip(self.indices, stops, strict=True)]
        return _marks(accumulate([False, *ends][: len(ends)], or_))

    def repeated(self, lower: list[str]) -> Column:
        """Return which texts of some words stand before in the same words."""
        firsts = dict(zip(reversed(lower), range(len(lower) - 1, -1, -1), strict=True))
        return _marks(
            [firsts[text] < i and size > _FEW for i, (text, size) in enumerate(zip(lower, self.sizes, strict=True))]
        )


def _holds_date(text: str) -> bool:
    return _DIGIT.search(text) is not None and _DATE.search(text) is not None


def _likeness(text: str, told: Told) -> tuple[float, float, float]:
    """Return whether the text is the title or holds it, is the description or begins as it, is the outlet."""
    if len(text) >= 2 * LONGEST_LINE:
        return 0.0, 0.0, 0.0
    folded = letters(text[:LONGEST_LINE])
    title, description = told.title, told.description
    is_like_title = len(folded) > 8 and title != "" and (folded in title or title in folded)
    is_like_description = len(folded) > 20 and description[:60] == folded[:60]
    return (
        2.0 if folded and folded == title else _MARKS[is_like_title],
        2.0 if folded and folded == description else _MARKS[is_like_description],
        _MARKS[folded in told.outlet],
    )


def _declared(own: list[str], told: Told) -> float:
    """Return what share of the words stands in the declared text."""
    if told.declared is None:
        return UNDECLARED
    grams = four_grams(own)
    return sum(gram in told.declared for gram in grams) / len(grams) if grams else UNDECLARED / 2


def _levels(boxes: Sequence[Box], page: Layout) -> Column:
    """Return how many levels above each box the one stands that holds half of the prose."""
    below, half = page.below, HALF * page.total
    known: dict[Box, float] = {}

    def level(box: Box | None) -> float:
        if box is None:
            return 0.0
        if box not in known:
            known[box] = 0.0 if below.get(box, 0.0) >= half else min(1 + level(box.parent), DEEPEST)
        return known[box]

    return list(map(level, boxes))


def is_bare(block: Block, size: int) -> bool:
    """Tell whether a block is hardly more than a link; a third of a page's blocks are, and few of an article's."""
    return size < BARE_WORDS and block.linked >= BARE_LINKED


def four_grams(own: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the runs of four words."""
    return list(zip(own, own[1:], own[2:], own[3:], strict=False))


def _levels_to_picture(box: Box | None) -> float:
    count = 0.0
    while count < 3 and box is not None and not box.pictures:
        box = box.parent
        count += 1
    return count
