"""Looks: when a delivered article is looked at again, by its age and by how often its outlet edits."""

from dataclasses import dataclass, field
from hashlib import sha256

MINUTE, HOUR = 60, 3600
AGES = (HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR)  # seconds since the article was fetched first
OLD = AGES[2]
TOLD = len(AGES)  # the look that a source asks for, by saying that the article was modified
LOOKS = len(AGES) + 1
WORTH = 3.0  # looks for each edit they find: articles of an outlet that edits so much are all looked at
LEAST = 0.015  # of the articles are looked at in any case, or a change of the outlet's habits would never be noticed
PRIOR_LOOKS, PRIOR_EDITS = 10.0, (0.6, 0.4, 0.25, 0.1, 7.5)  # what is believed of an outlet that nobody knows
MEMORY = 400  # looks; then what was learnt counts half, so that new habits are noticed


@dataclass(frozen=True, slots=True)
class Habits:
    """How often an outlet edits: per look how many were made, and how many found an edit."""

    made: tuple[int, ...] = field(default=(0,) * LOOKS)
    found: tuple[int, ...] = field(default=(0,) * LOOKS)

    def chance(self, look: int) -> float:
        """Return the share of articles to look at, 0 to 1: all of them where one look of three finds an edit.

        Where half as many looks find one it is a quarter of them: each edit costs twice the requests there.
        """
        edits = (self.found[look] + PRIOR_EDITS[look]) / (self.made[look] + PRIOR_LOOKS)
        return min(max((edits * WORTH) ** 2, LEAST), 1.0)


def learnt(habits: Habits, look: int, *, edited: bool) -> Habits:
    """Return the habits after one more look."""
    made, found = list(habits.made), list(habits.found)
    if made[look] >= MEMORY:
        made[look], found[look] = made[look] // 2, found[look] // 2
    made[look] += 1
    found[look] += edited
    return Habits(tuple(made), tuple(found))


def next_look(key: bytes, habits: Habits, *, since: int, now: int, edited: bool = False) -> tuple[int, int] | None:
    """Return the next look at an article and when it is due; None where it has been looked at for the last time.

    ``since`` is when the article was fetched first. Which articles are looked at is drawn by their links' ``key``, so
    that the answer is the same each time. One that was ``edited`` just now is looked at again in any case.
    """
    for look, age in enumerate(AGES):
        if since + age > now and (edited or drawn(key, look, habits.chance(look))):
            return look, since + age
    return None


def age_from(published_at: int, *, now: int) -> int:
    """Return the moment from which the age of an article that is fetched for the first time ``now`` counts.

    That is now, for its outlet may have published it later than it says; an old one is no longer edited as a new one.
    """
    return published_at if now - published_at >= OLD else now


def drawn(key: bytes, look: int, chance: float) -> bool:
    """Tell whether an article belongs to the share that is looked at."""
    return int.from_bytes(sha256(key + bytes([look])).digest()[:4]) < chance * 2**32
