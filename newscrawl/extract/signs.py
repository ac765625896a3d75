"""Name the words of a page's blocks and of the names of their boxes; a learnt model knows how much each says.

Source of the method: tokens of class names and text as in M. Vogels, O.-E. Ganea, C. Eickhoff: Web2Text (ECIR 2018).
The signs can be read in the model's file: ``o:`` of the box itself, ``p:`` of its parent, ``a:`` of all boxes around,
``i:`` of the inline element that a block begins with, ``w:`` of its text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import fsum
from string import ascii_lowercase

from newscrawl.extract.blocks import Block, Box

STRUCTURE = frozenset({
    "article", "main", "aside", "header", "section", "figure", "figcaption", "blockquote", "ul", "ol", "li", "table",
    "tr", "td", "th", "form", "p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "pre", "address", "details",
    "summary", "hgroup", "center", "fieldset",
})  # fmt: skip
WHOLE_PAGES = frozenset({"body", "html", "root"})
LEXICAL_WORDS = 80  # a longer block says more by its size and place than by its words
_SHORT = frozenset({"ad", "fb"})
_LETTERS = bytes(code if chr(code) in ascii_lowercase else b" "[0] for code in range(256))
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class Names:
    """The words in the names of a page's boxes; a template repeats names, so each is taken apart once."""

    def __init__(self) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        self._around: dict[Box, frozenset[str]] = {}

    def own(self, box: Box) -> list[str]:
        """Return the signs of the box's own names."""
        return ["o:" + word for word in self.words(box.names)]

    def parent(self, box: Box) -> list[str]:
        """Return the signs of the box above."""
        above = box.parent
        return ["ptag:" + above.tag, *["p:" + word for word in self.words(above.names)]] if above else []

    def inline(self, block: Block) -> Iterator[str]:
        """Give the signs of the inline element that the block begins with."""
        if block.inline:
            tag, _, names = block.inline.partition(" ")
            yield "itag:" + tag
            yield from ("i:" + word for word in self.words(names))

    def around(self, box: Box) -> frozenset[str]:
        """Return the signs of all boxes from this one up to the page's body, each once."""
        known = self._around.get(box)
        if known is not None:
            return known
        found = frozenset() if is_whole_page(box) or box.parent is None else self.around(box.parent) | self.level(box)
        self._around[box] = found
        return found

    def level(self, box: Box) -> set[str]:
        """Return the signs of one box among those around a block."""
        own = {"a:" + word for word in self.words(box.names)}
        own |= {"at:" + box.tag} if box.tag in STRUCTURE else set()
        return own | {"hidden"} if box.is_hidden else own

    def words(self, names: str) -> tuple[str, ...]:
        """Return the words that class names and ids are made of, each once."""
        known = self._words.get(names)
        if known is None:
            found = set(_parts(names))
            known = self._words[names] = tuple([word for word in found if 2 < len(word) < 20 or word in _SHORT])
        return known


def _parts(names: str) -> list[str]:
    if names.isascii() and names.islower():  # in a third of the time
        return names.encode().translate(_LETTERS).decode().split()
    return [word.lower() for word in _NAME.findall(names)]


_Signs = tuple[int, float]  # a set of signs, as the bits of a number, and what they say together
_NOTHING: _Signs = (0, 0.0)


def is_whole_page(box: Box) -> bool:
    """Tell whether a box holds all of the page, so that its names tell the blocks of it nothing."""
    return box.tag in WHOLE_PAGES


class Weighed:
    """Weighs the signs of a page's blocks: ``names`` holds what each sign says, ``words`` what each word says."""

    def __init__(self, names: Mapping[str, float], words: Mapping[str, float]) -> None:
        self._weight = names.get
        self._word_weight = words.get
        self._names = Names()
        # A template repeats names and boxes, so what they say is summed once.
        self._own: dict[str, float] = {}
        self._parents: dict[tuple[str, str], float] = {}
        self._around: dict[Box, _Signs] = {}
        self._levels: dict[tuple[str, str, bool], _Signs] = {}
        self._bits: dict[str, int] = {}
        self._weights: list[float] = []  # of the signs, by their bits

    def boxes(self, box: Box) -> tuple[float, float, float]:
        """Return what the box's own names say, those of its parent, and those of all boxes around."""
        names, parent = box.names, box.parent
        if names not in self._own:
            self._own[names] = self._sum(self._names.own(box))
        above = 0.0
        if parent is not None:
            key = parent.tag, parent.names
            if key not in self._parents:
                self._parents[key] = self._sum(self._names.parent(box))
            above = self._parents[key]
        return self._own[names], above, self.around(box)[1]

    def around(self, box: Box) -> _Signs:
        """Return the signs of all boxes from this one up to the page's body that say anything, each once."""
        known = self._around.get(box)
        if known is None:
            known = _NOTHING
            if box.parent is not None and not is_whole_page(box):
                known = self._joined(self.around(box.parent), self._level(box))
            self._around[box] = known
        return known

    def _joined(self, up: _Signs, level: _Signs) -> _Signs:
        shared = up[0] & level[0]
        if shared == level[0]:
            return up
        return up[0] | level[0], up[1] + (self._total(level[0] & ~shared) if shared else level[1])

    def _level(self, box: Box) -> _Signs:
        """Return the signs of one box that say anything."""
        key = box.tag, box.names, box.is_hidden
        known = self._levels.get(key)
        if known is None:
            bits = 0
            for sign in self._names.level(box):
                if weight := self._weight(sign):
                    bits |= self._bit(sign, weight)
            known = self._levels[key] = (bits, self._total(bits))
        return known

    def _bit(self, sign: str, weight: float) -> int:
        bit = self._bits.get(sign)
        if bit is None:
            bit = self._bits[sign] = 1 << len(self._weights)
            self._weights.append(weight)
        return bit

    def _total(self, bits: int) -> float:
        weights = []
        while bits:
            last = bits.bit_length() - 1
            weights.append(self._weights[last])
            bits ^= 1 << last
        return fsum(weights)

    def inline(self, block: Block) -> float:
        """Return what the inline element says that the block begins with."""
        return self._sum(self._names.inline(block)) if block.inline else 0.0

    def words(self, own: list[str]) -> float:
        """Return what the words of a block say; nothing where they are many."""
        if len(own) >= LEXICAL_WORDS:
            return 0.0
        return fsum(filter(None, map(self._word_weight, set(own))))

    def _sum(self, signs: Iterable[str]) -> float:
        return fsum([self._weight(sign, 0.0) for sign in signs])  # the same in any order


def signs_of(names: Names, block: Block, own_words: list[str]) -> Iterator[str]:
    """Give all signs of a block, as they are learnt from."""
    yield from names.own(block.box)
    yield from names.parent(block.box)
    yield from names.around(block.box)
    yield from names.inline(block)
    if len(own_words) < LEXICAL_WORDS:
        yield from ("w:" + word for word in set(own_words))
