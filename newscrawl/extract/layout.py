"""Measure how the text of a page lies: sizes, links, which boxes hold the prose, where headline and article stand."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.extract.blocks import Block, Box

SENTENCE_ENDS = tuple(".!?:;\"')\u2026\u2019\u201d\u201c\u00bb\u3002\uff01\uff1f\u0964\u061f")
PROSE_WORDS = 10  # from which on a block can be a paragraph
PROSE_LINKED = 0.4  # share of links in a paragraph, at most
UNFINISHED = 0.3  # what a paragraph that does not end as a sentence weighs
NEAR = 8  # blocks
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")  # about three letters of these make a word

Kind = tuple[str, str]


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(text.lower())


@dataclass(slots=True)
class Layout:
    """What is known of the blocks of a page, by their index, and of the boxes that hold them.

    ``sizes`` are in words, ``prose`` is the size of what reads like a paragraph, else 0; ``below`` and ``among`` are
    the prose anywhere below a box, and of a box's own children; ``alike`` is the prose of blocks with the same element
    and names, also of the box above. The article is guessed to reach from block ``first`` to ``last`` in box ``main``.
    """

    words: list[list[str]]
    sizes: list[int]
    linked: list[float]
    is_finished: list[bool]
    prose: list[float]
    is_near_prose: list[bool]
    total: float
    below: Counter[Box]
    among: Counter[Box | None]
    alike: Counter[Kind]
    alike_above: Counter[tuple[Kind, Kind]]
    headline: int | None
    main: Box | None
    first: int
    last: int


def layout(found: Sequence[Block], headline: int | None) -> Layout:
    """Measure the blocks of a page, of which ``headline`` is the one that holds the title; there is at least one."""
    split = [words(block.text) for block in found]
    sizes = [len(own) + _unspaced(block.text) for own, block in zip(split, found, strict=True)]
    linked = [block.linked for block in found]
    is_finished = [block.text.endswith(SENTENCE_ENDS) for block in found]
    prose = [_prose(*measures) for measures in zip(sizes, linked, is_finished, strict=True)]
    below: Counter[Box] = Counter()
    among: Counter[Box | None] = Counter()
    alike: Counter[Kind] = Counter()
    alike_above: Counter[tuple[Kind, Kind]] = Counter()
    for block, mass in zip(found, prose, strict=True):
        if mass:
            alike[kind(block.box)] += mass  # type: ignore[assignment] # a Counter may count in fractions
            alike_above[kind(block.box), kind(block.box.parent)] += mass  # type: ignore[assignment]
            among[block.box.parent] += mass  # type: ignore[assignment]
            _add_upwards(below, block.box, mass)
    main = found[max(range(len(found)), key=lambda i: among[found[i].box.parent])].box.parent
    inside = [i for i, block in enumerate(found) if prose[i] and block.box.parent is main] or [0]
    total = sum(prose) or 1
    ends = inside[0], inside[-1]
    return Layout(
        split,
        sizes,
        linked,
        is_finished,
        prose,
        _near(prose),
        total,
        below,
        among,
        alike,
        alike_above,
        headline,
        main,
        *ends,
    )


def kind(box: Box | None) -> Kind:
    """Return what boxes have in common that a page's template repeats: element and names."""
    return (box.tag, box.names) if box else ("", "")


def _near(prose: Sequence[float]) -> list[bool]:
    """Tell of each block whether there is prose within ``NEAR`` blocks."""
    near = [False] * len(prose)
    for i, mass in enumerate(prose):
        if mass:
            start = max(i - NEAR, 0)
            near[start : i + NEAR + 1] = [True] * (min(i + NEAR + 1, len(prose)) - start)
    return near


def _unspaced(text: str) -> int:
    return 0 if text.isascii() else len(_UNSPACED.findall(text)) // 3


def _prose(size: int, linked: float, is_finished: bool) -> float:  # noqa: FBT001 - measures of one block, in order
    if size < PROSE_WORDS or linked >= PROSE_LINKED:
        return 0
    return size if is_finished else UNFINISHED * size


def _add_upwards(below: Counter[Box], box: Box | None, mass: float) -> None:
    while box is not None:
        below[box] += mass  # type: ignore[assignment]
        box = box.parent
