"""Tell which blocks of a page are the article, given the article's text: an alignment in reading order."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

GRAM = 4
ENOUGH = 0.4  # of a block's 4-grams
COPY = 0.8  # of a long block's 4-grams; such a block that the alignment leaves out is a copy, so it teaches nothing
LONG_COPY = 12  # words
_WORD = re.compile(r"\w+")


class Candidate(NamedTuple):
    """A block and the stretch of the gold text, in words, that it may be; ``weight`` is about the words in common."""

    block: int
    start: int
    end: int
    weight: float


def labels(texts: Sequence[str], gold: str) -> list[int | None]:
    """Return 1 for each text that is part of ``gold``, 0 for others, None where that cannot be told."""
    candidates, covered = _candidates([_WORD.findall(text) for text in texts], _WORD.findall(gold))
    kept = _heaviest_chain(candidates)
    return [
        1 if i in kept else None if covered[i] > COPY and len(_WORD.findall(text)) >= LONG_COPY else 0
        for i, text in enumerate(texts)
    ]


def labels_of_segments(texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]) -> list[int | None]:
    """Return 0 for texts that hold an unwanted segment, 1 for others that hold a wanted one, None for the rest."""
    parts = [{" ".join(segment.split()) for segment in segments} for segments in (unwanted, wanted)]
    return [
        next((label for label, segments in enumerate(parts) if any(segment in text for segment in segments)), None)
        for text in texts
    ]


def _candidates(split: Sequence[list[str]], gold: list[str]) -> tuple[list[Candidate], list[float]]:
    grams: dict[tuple[str, ...], list[int]] = defaultdict(list)
    starts: dict[str, list[int]] = defaultdict(list)
    for i, word in enumerate(gold):
        starts[word].append(i)
        grams[tuple(gold[i : i + GRAM])].append(i)
    found, covered = [], [0.0] * len(split)
    for i, own in enumerate(split):
        if 0 < len(own) < GRAM:
            found += [
                Candidate(i, at, at + len(own), len(own))
                for at in starts.get(own[0], ())[:40]
                if gold[at : at + len(own)] == own
            ]
        for share, candidate in _long(i, own, grams):
            found.append(candidate)
            covered[i] = max(covered[i], share)
    return found, covered


def _long(block: int, own: list[str], grams: dict[tuple[str, ...], list[int]]) -> Iterator[tuple[float, Candidate]]:
    """Give the stretches that share enough 4-grams with a block, by diagonals of the alignment matrix."""
    count = len(own) - GRAM + 1
    hits = [(j, at) for j in range(count) for at in grams.get(tuple(own[j : j + GRAM]), ())[:10]]
    diagonals = Counter((at - j) // GRAM for j, at in hits)
    for diagonal, _ in diagonals.most_common(3):
        near = [(j, at) for j, at in hits if abs((at - j) // GRAM - diagonal) <= 1]
        common = len({j for j, _ in near})
        if common >= ENOUGH * count:
            start, end = min(at for _, at in near), max(at for _, at in near) + GRAM
            weight = (common + GRAM - 1) * (1 if common > COPY * count else COPY)
            yield common / count, Candidate(block, start, min(end, start + len(own) + 2), weight)


def _heaviest_chain(candidates: Sequence[Candidate]) -> set[int]:
    """Return the blocks of the heaviest chain of candidates that follow each other on both sides."""
    ordered = sorted(candidates)
    best: list[tuple[float, int]] = []  # weight of the heaviest chain that ends with a candidate, and the one before
    ends: list[tuple[int, float, int]] = []  # end in gold, weight, candidate; of blocks already done
    waiting: list[tuple[int, float, int]] = []
    for i, candidate in enumerate(ordered):
        if i and ordered[i - 1].block != candidate.block:
            ends += waiting
            waiting = []
        weight, before = max(((w, j) for end, w, j in ends if end <= candidate.start), default=(0.0, -1))
        best.append((weight + candidate.weight, before))
        waiting.append((candidate.end, weight + candidate.weight, i))
    kept: set[int] = set()
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while at >= 0:
        kept.add(ordered[at].block)
        at = best[at][1]
    return kept
