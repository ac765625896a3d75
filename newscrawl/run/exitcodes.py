"""Exit codes: what a scheduler and its operator are told."""

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """How a crawl ended."""

    OK = 0
    FAULT = 1
    USAGE = 2
    INCOMPLETE = 10
    INTERRUPTED = 11
    LAKE_UNREACHABLE = 12
    BLOCKED = 13
    BUSY = 15


# The gravest first: what an operator has to see when several outlets ended differently.
GRAVITY = (
    ExitCode.FAULT,
    ExitCode.USAGE,
    ExitCode.LAKE_UNREACHABLE,
    ExitCode.BLOCKED,
    ExitCode.INCOMPLETE,
    ExitCode.INTERRUPTED,
    ExitCode.BUSY,
    ExitCode.OK,
)


def gravest(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the code that speaks for all."""
    return min(codes, key=GRAVITY.index, default=ExitCode.OK)
