"""Measure a block by how likely the blocks around it are: a page's article is one stretch in a few boxes."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import accumulate
from math import exp

from newscrawl.extract.blocks import Block
from newscrawl.extract.layout import Layout
from newscrawl.extract.measures import Row

PAST = -8.0  # what a block would score beyond the ends of the page
REACH = 4  # neighbours on either side
WINDOW = 10  # blocks
FARTHEST = 30.0  # blocks
SURE, SURE_WORDS = 0.7, 10
LIKELY, LIKELY_WORDS = 0.6, 8

_Group = tuple[float, float, float]  # how likely, how large, how many


def surroundings(found: Sequence[Block], layout: Layout, scores: Sequence[float], asked: Iterable[int]) -> list[Row]:
    """Return the measures of the blocks that are asked for, by their index, given the scores of all."""
    count, sizes = len(found), layout.sizes
    chance = [1 / (1 + exp(-score)) for score in scores]
    mass = [a * b for a, b in zip(chance, sizes, strict=True)]
    total = sum(mass) + 1e-6
    weights = [size + 0.5 for size in sizes]
    weighed = [a * b for a, b in zip(chance, weights, strict=True)]
    boxes = [block.box for block in found]
    among = _groups([box.parent for box in boxes], weighed, weights)
    same = _groups([(box.parent, box.tag) for box in boxes], weighed, weights)
    alike = _groups([(box.tag, box.names) for box in boxes], weighed, weights)
    likely = [i for i in range(count) if chance[i] > LIKELY and sizes[i] >= LIKELY_WORDS] or [0, count - 1]
    sure = [likely > SURE and size >= SURE_WORDS for likely, size in zip(chance, sizes, strict=True)]
    since, until = _distances(sure), _distances(sure[::-1])[::-1]
    run = list(accumulate(mass, initial=0.0))
    padded = [PAST] * REACH + list(scores) + [PAST] * REACH
    best = max(chance)
    return [
        (
            scores[i], among[i][0], among[i][1] / total, among[i][2], same[i][0], same[i][1] / total,
            alike[i][0], alike[i][1] / total, run[i + 1] / total,
            *padded[i : i + REACH], *padded[i + REACH + 1 : i + 2 * REACH + 1],
            (run[i] - run[max(i - WINDOW, 0)]) / total, (run[min(i + 1 + WINDOW, count)] - run[i + 1]) / total,
            float(i - likely[0]), float(likely[-1] - i), total, best, since[i], until[i],
        )
        for i in asked
    ]  # fmt: skip


def _groups(keys: Sequence[Hashable], weighed: Sequence[float], weights: Sequence[float]) -> list[_Group]:
    """Return for each block how likely, how large and how many those with its key are, weighed by size."""
    sums: dict[Hashable, list[float]] = {}
    for key, mass, weight in zip(keys, weighed, weights, strict=True):
        own = sums.get(key)
        if own is None:
            sums[key] = [mass, weight, 1.0]
        else:
            own[0] += mass
            own[1] += weight
            own[2] += 1.0
    groups = {key: (mass / weight, mass, size) for key, (mass, weight, size) in sums.items()}
    return [groups[key] for key in keys]


def _distances(sure: Sequence[bool]) -> list[float]:
    """Return how many blocks before each one a sure one stands, at most ``FARTHEST``."""
    found, distance = [], FARTHEST
    for is_sure in sure:
        found.append(distance)
        distance = 1.0 if is_sure else min(distance + 1, FARTHEST)
    return found
