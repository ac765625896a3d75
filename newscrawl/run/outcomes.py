"""The books of a crawl: every link that was offered or taken over has exactly one outcome."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Books:
    """What a crawl took on, and how its sources fared; outcomes are counted in state, where they are decided."""

    offered: int = 0
    taken_over: int = 0
    filtered: int = 0  # links of a source that are no articles of the outlet: never offered
    undated: int = 0  # articles delivered without a date
    pages: int = 0
    kept: int = 0
    sources_polled: int = 0
    sources_failed: dict[str, str] = field(default_factory=dict)
    parked: int = 0
    faults: int = 0  # errors of our own code
    so_far: Counter[str] = field(default_factory=Counter)  # outcomes as they happen, for the live view

    def balance(self, outcomes: Mapping[str, int]) -> bool:
        """Tell whether offered + taken over = delivered + every other outcome + still owed."""
        return self.offered + self.taken_over == sum(outcomes.values())


def of_state(outcomes: Mapping[str, int], state: str) -> int:
    """Count the links in ``state``, whatever their reason."""
    return sum(count for outcome, count in outcomes.items() if outcome.partition(":")[0] == state)
