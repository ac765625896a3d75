"""Measure each block of a page: how it lies, what it looks like, how it relates to what is told of the article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from newscrawl.extract.blocks import Block, Box
from newscrawl.extract.layout import Layout, kind
from newscrawl.extract.signs import Weighed
from newscrawl.text import letters, words

BARE_LINKED = 0.8  # share of links from which on a block is only a link
LONGEST_LINE = 240  # characters; a longer line is prose, whatever it begins with
NOWHERE = -99.0  # where there is no headline
UNDECLARED = -1.0
_TAGS = {tag: float(place) for place, tag in enumerate((  # by how often they hold an article's text
    "p", "blockquote", "pre", "h2", "h3", "h4", "li", "div", "td", "h5", "h6", "dd", "dt", "section", "article", "th",
    "figcaption", "h1", "address", "form", "header", "aside",
))}  # fmt: skip
_OTHER_TAG = 7.5
_FEW = 3  # words
_BEGIN = 20  # letters and digits that a description and its beginning have in common
_MARKS = (0.0, 1.0)

Column = list[float]  # a measure of each block
Row = tuple[float, ...]  # the measures of a block


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


def places(found: Sequence[Block], page: Layout, weighed: Weighed) -> list[Row]:
    """Return what each block is and where it lies, without a look at its words.

    Each measure is taken of all blocks before the next one, which costs less than going from block to block. All are
    floats, which trees compare faster than what they are made of.
    """
    boxes, count, total = [block.box for block in found], len(found), page.total
    parents = [box.parent for box in boxes]
    kinds, kinds_above = list(map(kind, boxes)), list(map(kind, parents))
    since_headline = [NOWHERE] * count if page.headline is None else _from(-page.headline, count)
    return list(zip(
        list(map(float, page.sizes)), page.linked, _marks(page.is_finished), list(map(float, page.prose)),
        [_TAGS.get(box.tag, _OTHER_TAG) for box in boxes],
        [_TAGS.get(parent.tag, _OTHER_TAG) if parent else -1.0 for parent in parents],
        [page.alike.get(own, 0.0) / total for own in kinds],
        [page.alike_above.get(both, 0.0) / total for both in zip(kinds, kinds_above, strict=True)],
        [page.among.get(parent, 0.0) / total for parent in parents],
        since_headline, _from(-page.first, count), _from(-page.last, count),
        [run / total for run in accumulate(page.prose[:-1], initial=0.0)],
        list(map(_levels_to_picture, boxes)), _marks([block.follows_picture for block in found]),
        [i / count for i in range(count)], [float(count)] * count,
        _marks([parent is page.main for parent in parents]), [-1.0, *page.linked[:-1]], [*page.linked[1:], -1.0],
        *zip(*map(weighed.box, boxes), strict=True), strict=True,
    ))  # fmt: skip


def looks(found: Sequence[Block], asked: Sequence[int], told: Told, weighed: Weighed) -> list[Row]:
    """Return what some of a page's blocks say, how they look, and how they relate to what is told of the article."""
    texts = [found[i].text for i in asked]
    own = list(map(words, texts))
    firsts = {found[i].text: i for i in reversed(range(len(found)))}
    sizes = [len(one) or 1 for one in own]
    return list(zip(
        list(map(weighed.words, own)),
        [found[i].bold / len(found[i].text) for i in asked],
        [text.count(", ") / size for text, size in zip(texts, sizes, strict=True)],
        [len(text) / size for text, size in zip(texts, sizes, strict=True)],
        _marks([firsts[text] < i and size > _FEW for i, text, size in zip(asked, texts, sizes, strict=True)]),
        _marks([any(name in text for name in told.authors) for text in map(str.lower, texts)]),
        [_declared(one, told) for one in own], [_is_description(text, told.description) for text in texts],
        strict=True,
    ))  # fmt: skip


def four_grams(own: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the runs of four words."""
    return list(zip(own, own[1:], own[2:], own[3:], strict=False))


def _marks(answers: Iterable[bool]) -> Column:
    """Return 1 for yes and 0 for no: ever the same two floats, since a page can have thousands of blocks."""
    return list(map(_MARKS.__getitem__, answers))


def _from(first: int, count: int) -> Column:
    return list(map(float, range(first, first + count)))


def _levels_to_picture(box: Box | None) -> float:
    count = 0.0
    while count < 3 and box is not None and not box.pictures:
        box = box.parent
        count += 1
    return count


def _declared(own: list[str], told: Told) -> float:
    """Return what share of the words stands in the declared text."""
    if told.declared is None:
        return UNDECLARED
    grams = four_grams(own)
    return sum(gram in told.declared for gram in grams) / len(grams) if grams else UNDECLARED / 2


def _is_description(text: str, description: str) -> float:
    """Return 2 for a text that is the description, 1 for one that begins as it."""
    if len(text) >= 2 * LONGEST_LINE or not description.startswith(letters(text[:_BEGIN])):
        return 0.0
    folded = letters(text[:LONGEST_LINE])
    if folded and folded == description:
        return 2.0
    return _MARKS[len(folded) > _BEGIN and description[:60] == folded[:60]]
