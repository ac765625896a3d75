"""Name how the text that was found lies in its page: an article is one stretch of prose, a listing is in shreds."""

from collections.abc import Iterator
from itertools import pairwise

from newscrawl.extract.blocks import Block
from newscrawl.extract.body import Text
from newscrawl.extract.layout import SENTENCE_ENDS

PARAGRAPH = 100  # characters of a paragraph that is prose rather than a teaser or a menu
COUNTS = (0, 1, 2, 4, 8, 16, 32, 64)
MEANS = (20, 40, 80, 120, 200, 300)  # characters
HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
GAP = 3  # blocks between two of the text that are more than a picture and its caption


def stretch_signs(text: Text) -> Iterator[str]:
    """Give the signs of where the text stands, how whole it is, and what it is made of; none where there is no text."""
    if text.chosen:
        yield from _of_place(text)
        yield from _of_prose([text.blocks[i] for i in text.chosen])
    yield from _of_boxes(text)
    yield from _of_pictures(text.blocks)


def _of_place(text: Text) -> Iterator[str]:
    chosen, count = text.chosen, len(text.blocks)
    gaps = [after - before for before, after in pairwise(chosen)]
    yield f"starts {8 * chosen[0] // count}"
    yield f"ends {8 * chosen[-1] // count}"
    yield f"largest gap {step(max(gaps, default=0), COUNTS)}"
    yield f"gaps {step(sum(gap > GAP for gap in gaps), COUNTS)}"
    yield f"in gaps {int(8 * (1 - len(chosen) / (chosen[-1] - chosen[0] + 1)))}"


def _of_prose(inside: list[Block]) -> Iterator[str]:
    length = sum(len(block.text) for block in inside)
    yield f"prose blocks {step(sum(len(block.text) >= PARAGRAPH for block in inside), COUNTS)}"
    yield f"linked inside {10 * sum(block.links for block in inside) // length}"
    yield f"commas {100 * sum(block.text.count(', ') for block in inside) // length}"
    yield f"finished {6 * sum(block.text.endswith(SENTENCE_ENDS) for block in inside) // len(inside)}"


def _of_boxes(text: Text) -> Iterator[str]:
    """Give in how many boxes the chosen blocks lie, how large they are, how many of them headings and items."""
    inside = [text.blocks[i] for i in text.chosen]
    count = step(len(inside), COUNTS)
    length = sum(len(block.text) for block in inside)
    yield f"mean paragraph {step(length // max(len(inside), 1), MEANS)}"
    yield f"holders {step(len({id(block.box.parent) for block in inside}), COUNTS)}|{count}"
    yield f"share of page {int(10 * length / sum(len(block.text) for block in text.blocks))}"
    yield f"inner headings {step(sum(block.tag in HEADINGS for block in inside), COUNTS)}|{count}"
    yield f"items {int(5 * sum(block.tag == 'li' for block in inside) / max(len(inside), 1))}"


def _of_pictures(blocks: list[Block]) -> Iterator[str]:
    pictures = sum(block.follows_picture for block in blocks)
    yield f"pictures {step(pictures, COUNTS)}"
    yield f"pictured {8 * pictures // len(blocks)}"


def step(value: int, steps: tuple[int, ...]) -> int:
    """Return how many of the steps the value has passed."""
    return sum(value > one for one in steps)
