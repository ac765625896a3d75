"""The vocabulary of outcomes: whatever the code can say of a link has its word and its meaning."""

import pytest

from newscrawl.errors import Rejected
from newscrawl.fetch.answers import NAMES
from newscrawl.run.outcomes import OUTCOMES, OWED, UNNAMED, meaning
from newscrawl.run.walls import GONE, REFUSING
from newscrawl.state import links

ENDS = (links.REJECTED, links.WALLED, links.GONE, links.FAILED)


@pytest.mark.parametrize(
    "outcome",
    [
        *(f"rejected:{reason.reason}" for reason in Rejected.__subclasses__()),
        *(f"walled:{reason}" for reason in sorted(REFUSING)),
        *(f"gone:{reason}" for reason in sorted(GONE)),
        *(f"failed:{reason}" for reason in NAMES.values()),
        *(f"{state}:{UNNAMED}" for state in ENDS),
        "failed:http-503",
    ],
)
def test_every_reason_that_the_code_gives_has_a_meaning(outcome: str) -> None:
    assert meaning(outcome)


@pytest.mark.parametrize("outcome", ["failed:ZeroDivisionError", "failed:http-5030", "lost", "rejected", "failed:"])
def test_any_other_has_none(outcome: str) -> None:
    assert meaning(outcome) is None


def test_every_state_in_which_a_crawl_can_leave_a_link_is_in_the_vocabulary() -> None:
    states = {outcome.partition(":")[0] for outcome in OUTCOMES}
    assert states == {links.DELIVERED, links.PENDING, links.UNCHANGED, OWED, *ENDS}
