"""How two texts relate, by their fingerprints."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from newscrawl.stories.fingerprints import Fingerprint

NEAR = 0.30  # of the shorter text: unrelated articles share a tenth at most, where they quote one statement
SHARED = 6  # shingles of the sample, or two texts would be near for one sentence
WHOLE = 0.80  # all of a text but for edits here and there
FEW = 4  # shingles suffice where nearly the whole of a short text is in the other
OTHER_NUMBERS = 2  # an update changes one number; of a template at least two differ, and half of all


@dataclass(frozen=True, slots=True)
class Relation:
    """How text ``a`` relates to text ``b``.

    ``overlap`` is the share of the shorter one found in the other, from 0 to 1, and ``shared`` how many shingles of
    the samples that is. ``direction`` is None unless the kind is contained: ``within`` if ``a`` is part of ``b``,
    ``contains`` if ``b`` is part of ``a``.
    """

    kind: Literal["exact", "near", "contained", "none"]
    overlap: float = 0.0
    shared: int = 0
    direction: Literal["within", "contains"] | None = None


NONE = Relation("none")


def relate(a: Fingerprint, b: Fingerprint) -> Relation:
    """Return how ``a`` relates to ``b``: their samples are held against each other as far as both reach."""
    if a.text == b.text and a.hashes:
        return Relation("exact", 1.0, len(a.hashes))
    shared = len(set(a.hashes).intersection(b.hashes))
    if shared < FEW:
        return NONE
    bound = min(a.bound, b.bound)
    of_a, of_b = bisect_left(a.hashes, bound), bisect_left(b.hashes, bound)
    overlap = shared / min(of_a, of_b)
    if overlap < (NEAR if shared >= SHARED else WHOLE) or _other_numbers(a, b):
        return NONE
    if overlap >= WHOLE > shared / max(of_a, of_b):
        return Relation("contained", overlap, shared, "within" if of_a < of_b else "contains")
    return Relation("near", overlap, shared)


def _other_numbers(a: Fingerprint, b: Fingerprint) -> bool:
    """Tell a template filled in twice, such as weather, lottery, markets: the same words, other numbers."""
    places = a.numbers.keys() & b.numbers.keys()
    differ = sum(a.numbers[place] != b.numbers[place] for place in places)
    return differ >= OTHER_NUMBERS and differ * 2 >= len(places)
