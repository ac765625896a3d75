"""Measure how the text of a page lies: sizes, links, which boxes hold the prose, where headline and article stand."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from newscrawl.extract.blocks import Block, Box

SENTENCE_ENDS = tuple(".!?:;\"')\u2026\u2019\u201d\u201c\u00bb\u3002\uff01\uff1f\u0964\u061f")
PROSE_WORDS = 10  # from which on a block can be a paragraph
PROSE_LINKED = 0.4  # share of links in a paragraph, at most
UNFINISHED = 0.3  # what a paragraph that does not end as a sentence weighs
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")  # about three letters of these make a word

Kind = tuple[str, str]
K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class Layout:
    """What is known of the blocks of a page, by their index, and of the boxes that hold them.

    ``sizes`` are in words, ``prose`` is the size of what reads like a paragraph, else 0; ``among`` is the prose of a
    box's own children; ``alike`` is the prose of blocks with the same element and names, also of the box above; boxes
    without prose are in none. The article is guessed to reach from block ``first`` to ``last`` in box ``main``;
    ``total`` is the prose of the page, at least 1.
    """

    sizes: list[int]
    linked: list[float]
    is_finished: list[bool]
    prose: list[float]
    total: float
    among: dict[Box | None, float]
    alike: dict[Kind, float]
    alike_above: dict[tuple[Kind, Kind], float]
    headline: int | None
    main: Box | None
    first: int
    last: int


def layout(found: Sequence[Block], headline: int | None) -> Layout:
    """Measure the blocks of a page, of which ``headline`` is the one that holds the title; there is at least one."""
    sizes = [_size(block.text) for block in found]
    linked = [block.linked for block in found]
    is_finished = [block.text.endswith(SENTENCE_ENDS) for block in found]
    prose = [_prose(*measures) for measures in zip(sizes, linked, is_finished, strict=True)]
    among: dict[Box | None, float] = {}
    alike: dict[Kind, float] = {}
    alike_above: dict[tuple[Kind, Kind], float] = {}
    for block, mass in zip(found, prose, strict=True):
        if mass:
            own = kind(block.box)
            _add(alike, own, mass)
            _add(alike_above, (own, kind(block.box.parent)), mass)
            _add(among, block.box.parent, mass)
    main = max(among, key=among.__getitem__) if among else found[0].box.parent
    inside = [i for i, block in enumerate(found) if prose[i] and block.box.parent is main] or [0]
    return Layout(
        sizes=sizes,
        linked=linked,
        is_finished=is_finished,
        prose=prose,
        total=sum(prose) or 1,
        among=among,
        alike=alike,
        alike_above=alike_above,
        headline=headline,
        main=main,
        first=inside[0],
        last=inside[-1],
    )


def kind(box: Box | None) -> Kind:
    """Return what boxes have in common that a page's template repeats: element and names."""
    return (box.tag, box.names) if box else ("", "")


def _size(text: str) -> int:
    """Count the words of a line between its spaces, and those of scripts without spaces by their letters."""
    size = text.count(" ") + 1
    return size if text.isascii() else size + len(_UNSPACED.findall(text)) // 3


def _prose(size: int, linked: float, is_finished: bool) -> float:  # noqa: FBT001 - measures of one block, in order
    if size < PROSE_WORDS or linked >= PROSE_LINKED:
        return 0
    return size if is_finished else UNFINISHED * size


def _add(sums: dict[K, float], key: K, mass: float) -> None:
    sums[key] = sums.get(key, 0.0) + mass
