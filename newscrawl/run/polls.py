"""Polls: which sources are due, and what state keeps of a poll when it is over."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from newscrawl.run.outcomes import SourceBooks
from newscrawl.run.walks import Walk
from newscrawl.schedule.rhythm import learnt, longest_wait, next_poll
from newscrawl.state import documents, sources
from newscrawl.state.sources import KnownSource

EARLY = 6  # a crawl takes a source that is due within a sixth of its interval: the next crawl would be later still
LED = 8  # times the longest interval, for a source whose links another one mostly lists before it
SHARE = 0.5  # of the new links of the liveliest source: who gives less is led
DAY = 24 * 3600
MANY = 16  # failures; the rest after them is the longest
RETIRED_AFTER = 5  # polls in a row that failed,
RETIRED_SECONDS = 3 * DAY  # over so long a time: a weekend's outage is none
RETIRED_REST = (DAY, 7 * DAY)  # shortest and longest time between two tries of a retired source
PASSING = frozenset(("host-busy", "robots-unreachable", "unknown-host", "connection-refused"))  # of the host


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The shortest and longest interval between two polls of a source that the outlet allows, in seconds."""

    shortest: int
    longest: int


def is_due(source: KnownSource, now: int) -> bool:
    """Tell whether a source is to be polled now."""
    return now >= due_from(source)


def due_from(source: KnownSource) -> int:
    """Return from when on a crawl polls the source."""
    early = 0 if source.failing_since else (source.due_at - source.polled_at) // EARLY
    return source.due_at - early


def conclude(
    connection: Connection, outlet: str, url: str, walk: Walk, books: SourceBooks, *, bounds: Bounds, now: int
) -> None:
    """Note a poll that came to its end: what it taught, when the next one is due, what need not be read again."""
    before = walk.before
    missed = books.new if books.gap else 0  # as many again may have come and gone
    since = before.polled_at or now  # a first poll teaches nothing: what it lists came over a time that nobody knows
    rhythm = learnt(before.rhythm, since=since, now=now, new=books.new + missed)
    listed = before.listed if books.unchanged else books.listed
    led = rhythm.usual < SHARE * sources.liveliest(connection, outlet, besides=url)
    shortest = max(bounds.shortest, min(walk.fresh_for, bounds.longest))
    longest = bounds.longest * LED if led else longest_wait(rhythm, now=now, longest=bounds.longest)
    due = next_poll(rhythm, now=now, listed=listed, shortest=shortest, longest=max(longest, shortest))
    gaps = before.gaps + books.gap
    known = KnownSource(polled_at=now, due_at=due, listed=listed, gaps=gaps, rhythm=rhythm)
    sources.remember(connection, outlet, url, known)
    documents.remember(connection, outlet, walk.read)


def fail(connection: Connection, outlet: str, url: str, *, bounds: Bounds, reason: str, now: int) -> bool:
    """Note that a poll gave nothing; return True for a source that has failed so long that it is retired.

    The next crawl tries it again; from the second failure on it rests between tries, for longer each time.
    """
    before = sources.known(connection, outlet, [url]).get(url, KnownSource())
    since = before.failing_since or now
    rest = min(bounds.shortest * 2 ** min(before.failures - 1, MANY), bounds.longest) if before.failures else 0
    failed = replace(before, failure=reason, failures=before.failures + 1, failing_since=since, due_at=now + rest)
    lasting = reason not in PASSING and failed.failures >= RETIRED_AFTER and now - since >= RETIRED_SECONDS
    if lasting:
        shortest, longest = RETIRED_REST
        rest = min(max((now - since) // 2, shortest), longest)
        failed = replace(failed, retired_at=before.retired_at or now, due_at=now + rest)
    sources.remember(connection, outlet, url, failed)
    return lasting
