"""Score the blocks of a page with the learnt model: what each sign says, then what the surroundings say.

``model.json`` is written by ``benchmarks/learn.py`` and read by nobody but this module.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from newscrawl.extract.blocks import Block
from newscrawl.extract.layout import Layout
from newscrawl.extract.signs import Signs, Told
from newscrawl.extract.surroundings import surroundings

HOPELESS = -4.5  # score of its signs below which no block was ever part of an article worth a look

Node = Any  # a leaf's score, or a list: measure, threshold, the node for at most that, the node for more


class Model(msgspec.Struct, frozen=True):
    """The learnt numbers: a weight for each sign, and regression trees over the surroundings; scores are log-odds."""

    bias: float
    weights: dict[str, float]
    trees: list[Node]


@cache
def model() -> Model:
    """Read the model that is delivered with the package."""
    return msgspec.json.decode(files("newscrawl.extract").joinpath("model.json").read_bytes(), type=Model)


def scores(found: Sequence[Block], layout: Layout, told: Told) -> list[float]:
    """Return the log-odds that each block is part of the article."""
    learnt = model()
    signs = list(Signs(found, layout, told))
    return score_rows(surroundings(found, layout, signs, weigh(signs, learnt)), learnt)


def score_rows(rows: Sequence[Sequence[float]], learnt: Model) -> list[float]:
    """Return the log-odds of each block, given its measures, of which the first is the score of its signs."""
    return [_sum(learnt.trees, row) if row[0] > HOPELESS else HOPELESS for row in rows]


def weigh(signs: Sequence[Sequence[str]], learnt: Model) -> list[float]:
    """Return what the signs of each block say together."""
    weight = learnt.weights.get
    return [learnt.bias + sum([weight(sign, 0.0) for sign in own]) for own in signs]


def _sum(trees: Sequence[Node], row: Sequence[float]) -> float:
    total = 0.0
    for node in trees:
        while node.__class__ is list:
            node = node[2] if row[node[0]] <= node[1] else node[3]
        total += node
    return total
