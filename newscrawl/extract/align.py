"""Read the paragraphs of a text from the blocks of the page that it was taken from.

An extractor that answers with flat text merges list items, loses short paragraphs and repeats itself. Its answer says
where on the page the article stands; the page says what its paragraphs are.
"""

import re
from collections import Counter
from typing import TYPE_CHECKING

from newscrawl.extract.blocks import Block

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NGRAM = 4
ENOUGH = 0.8  # of a text's word 4-grams: the two are the same text
SAME = 0.95  # of them: the one says nothing that the other does not
LONG_COPY = 40  # 4-grams from which on a copy may be several paragraphs in one
LONG = 8  # words from which a block is told from others by its words alone
MAIN_SHARE = 0.2  # of the text that an element must hold to be one of the article's containers
FILLING = frozenset({"p", "h2", "h3", "h4", "li"})

_WORD = re.compile(r"\w+")
Grams = list[tuple[str, ...]]


def aligned(found: list[Block], lines: list[str]) -> list[Block]:
    """Return the blocks that say what ``lines`` say, and the short ones between them; none where too few do."""
    text = _Told(lines)
    words = [_words(block.text) for block in found]
    long = _once(found, words, [i for i, own in enumerate(words) if len(own) >= LONG and text.tells(own)])
    if not long:
        return []
    kept = set(long) | _short(found, words, text, long)
    said = {gram for i in kept for gram in _grams(words[i])}
    if len(text.own & said) < ENOUGH * len(text.own):
        return []
    kept |= _between(found, long, kept)
    return [found[i] for i in sorted(kept)]


class _Told:
    """What the lines say, prepared for look-ups."""

    def __init__(self, lines: list[str]) -> None:
        words = [_words(line) for line in lines]
        self.grams = set(_grams([word for line in words for word in line]))  # a block may run over several lines
        self.own = {gram for line in words for gram in _grams(line) if line}
        self.lines = Counter(" ".join(line) for line in words)

    def tells(self, words: list[str]) -> bool:
        own = _grams(words)
        return sum(gram in self.grams for gram in own) >= ENOUGH * len(own)


def _once(found: list[Block], words: list[list[str]], candidates: list[int]) -> list[int]:
    """Drop a block that says what others say: a teaser, or a hidden copy of the whole text.

    Smaller blocks come first, and of equal ones that of the element that holds more.
    """
    weight: Counter[Element | None] = Counter()
    for i in candidates:
        weight[found[i].element.getparent()] += len(words[i])
    seen: set[tuple[str, ...]] = set()
    kept = []
    for i in sorted(candidates, key=lambda i: (len(words[i]), -weight[found[i].element.getparent()])):
        own = _grams(words[i])
        share = ENOUGH if len(own) >= LONG_COPY else SAME
        if found[i].tag == "tr" or sum(gram in seen for gram in own) < share * len(own):
            kept.append(i)
            seen.update(own)
    return sorted(kept)


def _short(found: list[Block], words: list[list[str]], text: _Told, long: list[int]) -> set[int]:
    """Return the short blocks that are whole lines, within the article or beside its ends, no oftener than told."""
    left = text.lines.copy()
    ends = {found[long[0]].element.getparent(), found[long[-1]].element.getparent()}
    kept = set()
    for i, own in enumerate(words):
        line = " ".join(own)
        is_inside = long[0] < i < long[-1] or found[i].element.getparent() in ends
        if own and len(own) < LONG and left[line] > 0 and is_inside:
            left[line] -= 1
            kept.add(i)
    return kept


def _between(found: list[Block], long: list[int], kept: set[int]) -> set[int]:
    """Return the blocks that the lines leave out although they stand between kept ones in an article's container."""
    weight: Counter[Element | None] = Counter()
    for i in long:
        weight[found[i].element.getparent()] += len(found[i].text)
    main = {holder for holder, length in weight.items() if length >= MAIN_SHARE * weight.total()}
    return {
        i
        for i in range(min(kept), max(kept))
        if found[i].tag in FILLING
        and found[i].element.getparent() in main
        and found[i].links < 0.5 * len(found[i].text)
    }


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _grams(words: list[str]) -> Grams:
    return [tuple(words[i : i + NGRAM]) for i in range(max(1, len(words) - NGRAM + 1))]
