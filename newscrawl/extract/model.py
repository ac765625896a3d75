"""Score blocks and pages with the learnt model: what each sign says, then what the surroundings say.

``model.json`` is written by ``benchmarks/learn.py`` and read by nobody but this module.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from newscrawl.extract.blocks import Block, Box
from newscrawl.extract.layout import Layout
from newscrawl.extract.signs import Signs, Told
from newscrawl.extract.surroundings import surroundings

HOPELESS = -3.5  # score of its signs below which no block was ever part of an article worth a look

Node = Any  # a leaf's score, or a list: measure, threshold, the node for at most that, the node for more


class Linear(msgspec.Struct, frozen=True):
    """A weight for each sign; the sum is in log-odds."""

    bias: float
    weights: dict[str, float]

    def score(self, signs: Iterable[str]) -> float:
        """Return what the signs say together."""
        weight = self.weights.get
        return self.bias + sum([weight(sign, 0.0) for sign in signs])


class Model(msgspec.Struct, frozen=True):
    """The learnt numbers: what the signs of a block say, trees over its surroundings, what the signs of a page say."""

    blocks: Linear
    trees: list[Node]
    pages: Linear


@cache
def model() -> Model:
    """Read the model that is delivered with the package."""
    return msgspec.json.decode(files("newscrawl.extract").joinpath("model.json").read_bytes(), type=Model)


def scores(found: Sequence[Block], layout: Layout, told: Told) -> list[float]:
    """Return the log-odds that each block is part of the article."""
    learnt = model()
    reader = Signs(found, layout, told)
    signs = list(reader)
    linear = weigh(reader, signs, learnt.blocks)
    rows = surroundings(found, layout, signs, linear, HOPELESS)
    return [sum_trees(learnt.trees, row) if row else HOPELESS for row in rows]


def weigh(reader: Signs, signs: Sequence[Sequence[str]], linear: Linear) -> list[float]:
    """Return what the signs of each block and of its box say together."""
    boxes = _Boxes(reader, linear)
    return [linear.score(own) + boxes.weight(block.box) for block, own in zip(reader.found, signs, strict=True)]


def sum_trees(trees: Sequence[Node], row: Sequence[float]) -> float:
    """Return the sum of the leaves that a block's measures lead to."""
    total = 0.0
    for tree in trees:
        node = tree
        while node.__class__ is list:
            node = node[2] if row[node[0]] <= node[1] else node[3]
        total += node
    return total


class _Boxes:
    """Weighs boxes; a page's template repeats names, so that most sums have been made before."""

    def __init__(self, reader: Signs, linear: Linear) -> None:
        self._reader = reader
        self._weight = linear.weights.get
        self._of_names: dict[tuple[str, str], float] = {}
        self._around: dict[frozenset[str], float] = {}

    def weight(self, box: Box) -> float:
        """Return what the box's names, its parent's and those around say."""
        total = self._names("o:", box.names)
        if box.parent is not None:
            total += self._weight("ptag:" + box.parent.tag, 0.0) + self._names("p:", box.parent.names)
        around = self._reader.around(box)
        if around not in self._around:
            self._around[around] = sum([self._weight(sign, 0.0) for sign in around])
        return total + self._around[around]

    def _names(self, prefix: str, names: str) -> float:
        if (prefix, names) not in self._of_names:
            signs = self._reader.of_names(prefix, names)
            self._of_names[prefix, names] = sum([self._weight(sign, 0.0) for sign in signs])
        return self._of_names[prefix, names]
