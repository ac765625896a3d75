"""Measure a block by how likely the blocks around it are: a page's article is one stretch in a few boxes."""

from collections.abc import Sequence
from itertools import accumulate
from math import exp
from typing import NamedTuple

from newscrawl.extract.blocks import Block
from newscrawl.extract.layout import Layout, kind

PAST = -8.0  # what a block would score beyond the ends of the page
NEIGHBOURS = (-4, -3, -2, -1, 1, 2, 3, 4)
WINDOW = 10  # blocks
FARTHEST = 30.0  # blocks
SURE, SURE_WORDS = 0.7, 10
LIKELY, LIKELY_WORDS = 0.6, 8


class _Group(NamedTuple):
    mean: float
    mass: float
    size: float


def surroundings(found: Sequence[Block], layout: Layout, scores: Sequence[float], hopeless: float) -> list[list[float]]:
    """Return the measures of each block, given the scores of all; none of a block that scores below ``hopeless``."""
    count, sizes = len(found), layout.sizes
    chance = [1 / (1 + exp(-max(min(score, 30), -30))) for score in scores]
    mass = [a * b for a, b in zip(chance, sizes, strict=True)]
    total = sum(mass) + 1e-6
    among = _groups([id(block.box.parent) for block in found], chance, sizes)
    same = _groups([(id(block.box.parent), block.tag) for block in found], chance, sizes)
    alike = _groups([kind(block.box) for block in found], chance, sizes)
    main = found[max(range(count), key=lambda i: among[i].mass)].box.parent
    likely = [i for i in range(count) if chance[i] > LIKELY and sizes[i] >= LIKELY_WORDS] or [0, count - 1]
    sure = [chance[i] > SURE and sizes[i] >= SURE_WORDS for i in range(count)]
    since, until = _distances(sure), _distances(sure[::-1])[::-1]
    run = list(accumulate(mass, initial=0.0))
    reach = len(NEIGHBOURS) // 2
    padded = [PAST] * reach + list(scores) + [PAST] * reach
    best = max(chance)
    return [
        []
        if scores[i] < hopeless
        else [
            scores[i], among[i].mean, among[i].mass / total, among[i].size,
            same[i].mean, same[i].mass / total, alike[i].mean, alike[i].mass / total,
            float(found[i].box.parent is main), run[i + 1] / total,
            *padded[i : i + reach], *padded[i + reach + 1 : i + 2 * reach + 1],
            (run[i] - run[max(i - WINDOW, 0)]) / total, (run[min(i + 1 + WINDOW, count)] - run[i + 1]) / total,
            float(i - likely[0]), float(likely[-1] - i), total, best, since[i], until[i],
        ]
        for i in range(count)
    ]  # fmt: skip


def _groups(keys: Sequence[object], chance: Sequence[float], sizes: Sequence[int]) -> list[_Group]:
    """Return for each block how likely, how large and how many those with its key are, weighed by size."""
    sums: dict[object, list[float]] = {}
    for key, likely, size in zip(keys, chance, sizes, strict=True):
        own = sums.setdefault(key, [0.0, 0.0, 0.0])
        own[0] += likely * (size + 0.5)
        own[1] += size + 0.5
        own[2] += 1
    groups = {key: _Group(mass / weight, mass, size) for key, (mass, weight, size) in sums.items()}
    return [groups[key] for key in keys]


def _distances(sure: Sequence[bool]) -> list[float]:
    """Return how many blocks before each one a sure one stands, at most ``FARTHEST``."""
    found, distance = [], FARTHEST
    for is_sure in sure:
        found.append(distance)
        distance = 1.0 if is_sure else min(distance + 1, FARTHEST)
    return found
