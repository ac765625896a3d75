"""Score blocks and pages with the learnt model: what a block is by itself, then what those around it say.

``model.json`` is written by ``benchmarks/learn.py`` and read by nobody but this module.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import msgspec

from newscrawl.extract.blocks import Block
from newscrawl.extract.layout import Layout
from newscrawl.extract.measures import Row, Told, looks, places
from newscrawl.extract.signs import Weighed
from newscrawl.extract.surroundings import surroundings

TOGETHER = 25  # trees compiled at once: all of a model at once take 7 MB that stay
HOPELESS = -2.5  # score of a block by itself below which hardly one was ever part of an article

Node = Any  # a leaf's score, or a list: measure, threshold, the node for at most that, the node for more
Scorer = Callable[[Sequence[float]], float]


class Linear(msgspec.Struct, frozen=True):
    """A weight for each sign; the sum is in log-odds."""

    bias: float
    weights: dict[str, float]

    def score(self, signs: Iterable[str]) -> float:
        """Return what the signs say together."""
        weight = self.weights.get
        return self.bias + sum([weight(sign, 0.0) for sign in signs])


class Model(msgspec.Struct, frozen=True, dict=True):
    """The learnt numbers.

    What names and words say of a block, in thousandths of log-odds; trees over its place; trees over its surroundings,
    place and looks; what the signs of a page say.
    """

    names: dict[str, tuple[int, int, int]]
    words: dict[str, int]
    alone: list[Node]
    together: list[Node]
    pages: Linear

    @cached_property
    def score_alone(self) -> Scorer:
        """Return the score of a block by its place."""
        return compiled(self.alone)

    @cached_property
    def score_together(self) -> Scorer:
        """Return the score of a block by all its measures."""
        return compiled(self.together)


@cache
def model() -> Model:
    """Read the model that is delivered with the package."""
    return msgspec.json.decode(files("newscrawl.extract").joinpath("model.json").read_bytes(), type=Model)


def scores(found: Sequence[Block], layout: Layout, told: Told, learnt: Model) -> list[float]:
    """Return the log-odds that each block is part of the article."""
    weighed = Weighed(learnt.names, learnt.words)
    rows = places(found, layout, weighed)
    alone = list(map(learnt.score_alone, rows))
    given = [HOPELESS] * len(found)
    for i, row in joined(found, layout, told, weighed, rows, alone).items():
        given[i] = learnt.score_together(row)
    return given


def joined(
    found: Sequence[Block],
    layout: Layout,
    told: Told,
    weighed: Weighed,
    rows: Sequence[Row],
    alone: Sequence[float],
) -> dict[int, Row]:
    """Return all measures of those blocks that are not hopeless by themselves, by their index."""
    asked = [i for i, score in enumerate(alone) if score >= HOPELESS]
    around = surroundings(found, layout, alone, asked)
    own = looks(found, asked, told, weighed)
    return {i: near + rows[i] + look for i, near, look in zip(asked, around, own, strict=True)}


def compiled(trees: Sequence[Node]) -> Scorer:
    """Return a function that sums the leaves to which a block's measures lead.

    Nested conditions are several times faster than a walk through lists, and a page has a hundred blocks.
    """
    parts = [_compiled(trees[start : start + TOGETHER]) for start in range(0, len(trees), TOGETHER)]
    return lambda measures: sum([part(*measures) for part in parts])


def _compiled(trees: Sequence[Node]) -> Callable[..., float]:
    arguments = ",".join(f"m{i}" for i in range(1 + max(map(_last, trees))))
    source = f"lambda {arguments},*_: " + "+".join(map(_source, trees))
    scorer: Callable[..., float] = eval(source, {"__builtins__": {}})  # noqa: S307 - of numbers, made right here
    return scorer


def _last(node: Node) -> int:
    """Return the last measure that a tree asks for."""
    return max(int(node[0]), _last(node[2]), _last(node[3])) if isinstance(node, list) else 0


def _source(node: Node) -> str:
    if not isinstance(node, list):
        return repr(float(node))
    measure, threshold, low, high = node
    return f"({_source(low)} if m{int(measure)}<={float(threshold)!r} else {_source(high)})"
