"""How two texts relate, by their fingerprints."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from newscrawl.stories.fingerprints import LEAST, Fingerprint
from newscrawl.text import fold

NEAR = 0.30  # of the shorter text: unrelated articles share a tenth at most, where they quote one statement
SHARED = 6  # shingles of the sample, or two texts would be near for one sentence
WHOLE = 0.80  # all of a text but for edits here and there
FEW = 4  # shingles suffice where nearly the whole of a short text is in the other
OTHER_NUMBERS = 2  # an update changes one number; of a template at least two differ, and half of all; in a line, one
SAME = 0.90  # of either text: some words edited, a line added
ENLARGED = 2  # times its length: a text that grew more is another one that quotes it


@dataclass(frozen=True, slots=True)
class Relation:
    """How text ``a`` relates to text ``b``.

    ``overlap`` is the share of the shorter one found in the other, from 0 to 1, ``of_longer`` that of the longer one,
    and ``shared`` how many shingles of the samples that is. ``direction`` is None unless the kind is contained:
    ``within`` if ``a`` is part of ``b``, ``contains`` if ``b`` is part of ``a``.
    """

    kind: Literal["exact", "near", "contained", "none"]
    overlap: float = 0.0
    shared: int = 0
    of_longer: float = 0.0
    direction: Literal["within", "contains"] | None = None


NONE = Relation("none")


def relate(a: Fingerprint, b: Fingerprint) -> Relation:
    """Return how ``a`` relates to ``b``: their samples are held against each other as far as both reach."""
    if a.text == b.text and a.hashes:
        return Relation("exact", 1.0, len(a.hashes), 1.0)
    shared = len(set(a.hashes).intersection(b.hashes))
    if shared < FEW:
        return NONE
    bound = min(a.bound, b.bound)
    of_a, of_b = bisect_left(a.hashes, bound), bisect_left(b.hashes, bound)
    overlap, of_longer = shared / min(of_a, of_b), shared / max(of_a, of_b)
    if overlap < (NEAR if shared >= SHARED else WHOLE) or _other_numbers(a, b):
        return NONE
    if overlap >= WHOLE > of_longer:
        return Relation("contained", overlap, shared, of_longer, "within" if of_a < of_b else "contains")
    return Relation("near", overlap, shared, of_longer)


def is_whole(relation: Relation) -> bool:
    """Tell whether nearly all of one text is in the other.

    Less says nothing of two texts of one outlet: it repeats what it prints below its articles, and what went before.
    """
    return relation.overlap >= WHOLE


def is_repeat(relation: Relation, headline: str, other: str) -> bool:
    """Tell whether an outlet that has both texts has published one article again, maybe with some more.

    Nearly the same words prove it. Where one has grown the headlines have to agree: a short article with a long text
    of the outlet's own below it is as much like the next one.
    """
    if relation.of_longer >= SAME:
        return True
    return is_whole(relation) and relation.of_longer * ENLARGED >= relation.overlap and _agree(headline, other)


def _agree(headline: str, other: str) -> bool:
    words, others = set(fold(headline).split()), set(fold(other).split())
    return len(words & others) * 2 >= max(len(words), len(others))


def share_of_own(text: Fingerprint, earlier: Iterable[Fingerprint]) -> float:
    """Return the share of a text, from 0 to 1, that is found in none of the earlier ones."""
    others = list(earlier)
    bound = min([text.bound, *(other.bound for other in others)])
    compared = {one for one in text.hashes if one < bound}
    own = compared.difference(*(other.hashes for other in others))
    return len(own) / len(compared) if compared else 1.0


def _other_numbers(a: Fingerprint, b: Fingerprint) -> bool:
    """Tell a template filled in twice, such as weather, lottery, markets: the same words, other numbers."""
    places = a.numbers.keys() & b.numbers.keys()
    differ = sum(a.numbers[place] != b.numbers[place] for place in places)
    a_few_lines = max(len(a.hashes), len(b.hashes)) < LEAST
    return differ >= (1 if a_few_lines else OTHER_NUMBERS) and differ * 2 >= len(places)
