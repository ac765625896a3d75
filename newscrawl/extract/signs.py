"""Name the words of a page's blocks and of the names of their boxes; a learnt model knows how much each says.

Source of the method: tokens of class names and text as in M. Vogels, O.-E. Ganea, C. Eickhoff: Web2Text (ECIR 2018).
The signs can be read in the model's file: ``o:`` of the box itself, ``p:`` of its parent, ``a:`` of all boxes around,
``i:`` of the inline element that a block begins with, ``w:`` of its text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from newscrawl.extract.blocks import Block, Box

STRUCTURE = frozenset({
    "article", "main", "aside", "header", "section", "figure", "figcaption", "blockquote", "ul", "ol", "li", "table",
    "tr", "td", "th", "form", "p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "pre", "address", "details",
    "summary", "hgroup", "center", "fieldset",
})  # fmt: skip
LEXICAL_WORDS = 80  # a longer block says more by its size and place than by its words
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class Names:
    """The words in the names of a page's boxes; a template repeats names, so each is taken apart once."""

    def __init__(self) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        self._around: dict[Box, frozenset[str]] = {}
        self._alike: dict[tuple[frozenset[str], str, str, bool], frozenset[str]] = {}

    def own(self, box: Box) -> Iterator[str]:
        """Give the signs of the box's own names."""
        return ("o:" + word for word in self.words(box.names))

    def parent(self, box: Box) -> Iterator[str]:
        """Give the signs of the box above."""
        if box.parent is not None:
            yield "ptag:" + box.parent.tag
            yield from ("p:" + word for word in self.words(box.parent.names))

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
        if box.tag in {"body", "html", "root"} or box.parent is None:
            found: frozenset[str] = frozenset()
        else:
            up = self.around(box.parent)
            key = up, box.tag if box.tag in STRUCTURE else "", box.names, box.is_hidden
            if key not in self._alike:  # siblings of one template are many
                own = {"a:" + word for word in self.words(box.names)}
                own |= {"at:" + key[1]} if key[1] else set()
                own |= {"hidden"} if box.is_hidden else set()
                self._alike[key] = up if own <= up else up | own
            found = self._alike[key]
        self._around[box] = found
        return found

    def words(self, names: str) -> tuple[str, ...]:
        """Return the words that class names and ids are made of, each once."""
        if names not in self._words:
            found = {word.lower() for word in _NAME.findall(names)}
            self._words[names] = tuple(word for word in found if 2 < len(word) < 20 or word in {"ad", "fb"})
        return self._words[names]


class Weighed:
    """Weighs the signs of a page's blocks: ``names`` holds what each sign says, ``words`` what each word says."""

    def __init__(self, names: Mapping[str, float], words: Mapping[str, float]) -> None:
        self._weight = names.get
        self._word_weights = words
        self._known_words = words.keys()
        self._names = Names()
        self._boxes: dict[tuple[Box | None, str, str, bool], tuple[float, float, float]] = {}
        self._around: dict[frozenset[str], float] = {}

    def boxes(self, box: Box) -> tuple[float, float, float]:
        """Return what the box's own names say, those of its parent, and those of all boxes around."""
        key = box.parent, box.tag, box.names, box.is_hidden
        if key not in self._boxes:  # siblings of one template are many
            around = self._names.around(box)
            if around not in self._around:
                self._around[around] = self._sum(around)
            sums = self._sum(self._names.own(box)), self._sum(self._names.parent(box)), self._around[around]
            self._boxes[key] = sums
        return self._boxes[key]

    def inline(self, block: Block) -> float:
        """Return what the inline element says that the block begins with."""
        return self._sum(self._names.inline(block)) if block.inline else 0.0

    def words(self, own: list[str]) -> float:
        """Return what the words of a block say; nothing where they are many."""
        if len(own) >= LEXICAL_WORDS:
            return 0.0
        return sum([self._word_weights[word] for word in self._known_words & set(own)])

    def _sum(self, signs: Iterable[str]) -> float:
        return sum([self._weight(sign, 0.0) for sign in signs])


def signs_of(names: Names, block: Block, own_words: list[str]) -> Iterator[str]:
    """Give all signs of a block, as they are learnt from."""
    yield from names.own(block.box)
    yield from names.parent(block.box)
    yield from names.around(block.box)
    yield from names.inline(block)
    if len(own_words) < LEXICAL_WORDS:
        yield from ("w:" + word for word in set(own_words))
