"""Name the words of a page's blocks and of the names of their boxes; a learnt model knows how much each says.

Source of the method: tokens of class names and text as in M. Vogels, O.-E. Ganea, C. Eickhoff: Web2Text (ECIR 2018).
The signs can be read in the model's file: for each word of names, and element such as ``<li>``, what it says of a block
as a name of the box itself, of its parent, and of any of the boxes around; then what each word of a text says. All in
thousandths of log-odds: whole numbers have the same sum in any order, in which the words of a set come.
"""

import re
from collections.abc import Mapping
from string import ascii_lowercase

from newscrawl.extract.blocks import Box

WHOLE_PAGES = frozenset({"body", "html", "root"})  # their names tell the blocks of a page nothing
LEXICAL_WORDS = 80  # a longer block says more by its size and place than by its words
_LETTERS = bytes(code if chr(code) in ascii_lowercase else b" "[0] for code in range(256))
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_Around = tuple[frozenset[str], int]  # signs, and what they say together
_NOTHING: _Around = (frozenset(), 0)


class Weighed:
    """Weighs the signs of a page's blocks: ``names`` holds what each sign of a box says, ``words`` what each word."""

    def __init__(self, names: Mapping[str, tuple[int, int, int]], words: Mapping[str, int]) -> None:
        self._names = names
        self._word = words.get
        # A template repeats names and boxes, so what they say is summed once.
        self._kinds: dict[tuple[str, str, bool], tuple[float, float, _Around]] = {}
        self._boxes: dict[Box, _Around] = {}

    def box(self, box: Box) -> tuple[float, float, float]:
        """Return what the box's own signs say, those of its parent, and those of all boxes around."""
        above = self._kind(box.parent)[1] if box.parent is not None else 0.0
        return self._kind(box)[0], above, float(self._around(box)[1])

    def _kind(self, box: Box) -> tuple[float, float, _Around]:
        """Return what the signs of a box say as its own, as the parent's, and among those around."""
        key = box.tag, box.names, box.is_hidden
        known = self._kinds.get(key)
        if known is None:
            names = self._names
            said = {sign: names[sign] for sign in signs_of(box) if sign in names}
            own, above, around = map(sum, zip(*said.values(), strict=True)) if said else (0, 0, 0)
            telling = frozenset(sign for sign, (_, _, weight) in said.items() if weight)
            known = self._kinds[key] = float(own), float(above), (telling, around)
        return known

    def _around(self, box: Box) -> _Around:
        """Return the signs of all boxes from this one up to the page's body that say anything, each once."""
        known = self._boxes.get(box)
        if known is None:
            known = _NOTHING
            if box.parent is not None and box.tag not in WHOLE_PAGES:
                known = self._joined(self._around(box.parent), self._kind(box)[2])
            self._boxes[box] = known
        return known

    def _joined(self, up: _Around, level: _Around) -> _Around:
        new = level[0] - up[0]
        if not new:
            return up
        names = self._names
        return up[0] | new, up[1] + (level[1] if len(new) == len(level[0]) else sum([names[sign][2] for sign in new]))

    def words(self, own: list[str]) -> float:
        """Return what the words of a block say; nothing where they are many."""
        if len(own) >= LEXICAL_WORDS:
            return 0.0
        return float(sum(filter(None, map(self._word, set(own)))))


def signs_of(box: Box) -> set[str]:
    """Return the signs of a box: the words that its class names and ids are made of, its element, whether hidden."""
    signs = {*_parts(box.names), f"<{box.tag}>"}
    return signs | {"<hidden>"} if box.is_hidden else signs


def signs_around(box: Box) -> set[str]:
    """Return the signs of a box and of all boxes around it up to the page's body."""
    if box.parent is None or box.tag in WHOLE_PAGES:
        return set()
    return signs_around(box.parent) | signs_of(box)


def _parts(names: str) -> list[str]:
    if names.isascii() and names.islower():  # in a third of the time
        return names.encode().translate(_LETTERS).decode().split()
    return [word.lower() for word in _NAME.findall(names)]
