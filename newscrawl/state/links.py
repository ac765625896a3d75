"""Links: offered, taken, and brought to exactly one end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, func, select

from newscrawl.state import link_rows, names, sources
from newscrawl.state.column_types import STATES
from newscrawl.state.statements import one_at_a_time
from newscrawl.state.tables import crawls, segments

# `offered -> fetched -> pending -> delivered`, or one of the other ends.
OFFERED, FETCHED, PENDING, DELIVERED, UNCHANGED, REJECTED, WALLED, GONE, FAILED = STATES
COPY = "copy"  # the reason of a link that is unchanged because its article is known by another address
OWED = (OFFERED, FETCHED)  # begun or not, and left to the next crawl

# Seconds until a link that failed for the n-th time is due again; after the last it is parked.
# The first retry is whenever the outlet is crawled next: the schedule is the back-off.
BACK_OFF = (0, 15 * 60, 60 * 60, 6 * 3600, 24 * 3600)
T = TypeVar("T")
MANY = 500  # parameters a statement: SQLite takes 32,766, PostgreSQL 65,535


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedLink:
    """A link as a source offers it; times in seconds since 1970, or None."""

    key: bytes
    url: str
    title: str | None = None
    published_at: int | None = None
    modified_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLink:
    """A link that is due and that a crawl has begun with; ``look`` where its article is delivered and looked at again.

    Times are seconds since 1970, or None.
    """

    key: bytes
    url: str
    found_in: str
    title: str | None = None
    published_at: int | None = None
    look: "Look | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the page of an article was known by when it was read last; ``missing`` if it was not there the last time."""

    etag: str | None
    last_modified: str | None
    missing: bool


def offer(
    connection: Connection, *, outlet: str, crawl_id: str, found_in: str, offered: Iterable[OfferedLink], now: int
) -> set[bytes]:
    """Remember the links that are not known yet, as owed by ``crawl_id``, and return their keys."""
    one_at_a_time(connection, outlet.encode())  # a crawl that was taken for dead may go on beside the one after it
    new: set[bytes] = set()
    for batch in _batches(offered):
        known = set(connection.scalars(link_rows.KNOWN, {"keys": [link.key for link in batch]}))
        fresh = {link.key: link for link in batch if link.key not in known}
        if fresh:
            source = sources.number(connection, outlet, found_in)
            crawl = names.number(connection, crawl_id)
            link_rows.add(
                connection,
                [
                    link_rows.NewLink(
                        key=link.key,
                        outlet=outlet,
                        url=sources.shortened(link.url, found_in),
                        source=source,
                        crawl=crawl,
                        offered_at=now,
                        title=link.title,
                        published_at=link.published_at,
                        due_at=now,
                    )
                    for link in fresh.values()
                ],
            )
        new.update(fresh)
    return new


def known_since(connection: Connection, keys: Iterable[bytes], moment: int) -> int:
    """Count those of ``keys`` that were offered at ``moment`` or before."""
    values = ({"keys": batch, "moment": moment} for batch in _batches(keys))
    return sum(connection.scalar(link_rows.KNOWN_SINCE, one) or 0 for one in values)


def take(connection: Connection, *, outlet: str, crawl_id: str, now: int, limit: int) -> tuple[list[TakenLink], int]:
    """Take up to ``limit`` due links of ``outlet``; return them and how many another crawl had owed until now.

    Whatever a link ended in before, it is open again until this crawl brings it to an end.
    """
    crawl = names.number(connection, crawl_id)
    rows = connection.execute(link_rows.DUE, {"outlet": outlet, "crawl": crawl, "now": now, "limit": limit}).all()
    for batch in _batches(row.link for row in rows):
        connection.execute(link_rows.TAKE, {"these": batch, "crawl": crawl})
        connection.execute(link_rows.TAKE_OWED, {"these": batch})
    taken = [
        TakenLink(
            key=row.key,
            url=sources.lengthened(row.url, row.found_in),
            found_in=row.found_in,
            title=row.title,
            published_at=row.published_at,
        )
        for row in rows
    ]
    return taken, sum(row.crawl != crawl for row in rows)


def fetched(connection: Connection, *keys: bytes, now: int) -> None:
    """Note that the pages of links have arrived; they stay owed."""
    link_rows.FETCH.run(connection, *({"link_key": key, "now": now} for key in keys))


def settle(
    connection: Connection, key: bytes, state: str, *, now: int, reason: str | None = None, article: int | None = None
) -> None:
    """Bring a link to ``state``, for which it is no longer owed; ``article`` is the number of the one it brought.

    A link whose article waits or lies in the lake has its end, and gets no other one.
    """
    if reason:
        names.number(connection, reason)
    values = {"link_key": key, "state": state, "now": now, "reason": reason, "article": article}
    link_rows.END.run(connection, values)
    link_rows.NOT_OWED.run(connection, {"link_key": key})


def settle_undecided(connection: Connection, key: bytes, state: str, *, now: int) -> None:
    """Bring a link to ``state`` unless it has been decided already, if only to be put off."""
    if connection.scalar(link_rows.STATE, {"link_key": key}) in OWED:
        settle(connection, key, state, now=now)


def keep(connection: Connection, brought: Mapping[bytes, str], *, now: int) -> None:
    """Bring links to ``pending``, whatever end they had; ``brought`` is the id of each link's article, by its key."""
    rows = [{"link_key": key, "now": now, "article_id": article_id} for key, article_id in brought.items()]
    link_rows.KEEP.run(connection, *rows)
    link_rows.NOT_OWED.run(connection, *rows)


def put_off(connection: Connection, key: bytes, state: str, *, reason: str, now: int) -> bool:
    """Mark a link ``failed`` or ``walled`` and due again after a back-off; return True if it is parked for good.

    One that is not owed has its end, and keeps it.
    """
    attempts = connection.scalar(link_rows.ATTEMPTS, {"link_key": key})
    if attempts is None:
        return False
    names.number(connection, reason)
    link_rows.END.run(connection, {"link_key": key, "state": state, "now": now, "reason": reason, "article": None})
    if attempts >= len(BACK_OFF):
        link_rows.NOT_OWED.run(connection, {"link_key": key})
        return True
    connection.execute(link_rows.PUT_OFF, {"link_key": key, "due": now + BACK_OFF[attempts]})
    return False


def postpone(connection: Connection, key: bytes, *, reason: str, due: int, now: int) -> None:
    """Mark a link ``failed`` and due again at ``due``, without counting an attempt."""
    if connection.scalar(link_rows.ATTEMPTS, {"link_key": key}) is None:
        return
    names.number(connection, reason)
    link_rows.END.run(connection, {"link_key": key, "state": FAILED, "now": now, "reason": reason, "article": None})
    connection.execute(link_rows.POSTPONE, {"link_key": key, "due": due})


def count_by_outcome(connection: Connection, crawl_id: str) -> dict[str, int]:
    """Count the links that ``crawl_id`` answers for, by state, or ``state:reason`` where there is a reason."""
    counts = connection.execute(link_rows.COUNT, {"crawl": crawl_id})
    return {f"{state}:{reason}" if reason else state: count for state, reason, count in counts}


def count_offered_since(connection: Connection, crawl_id: str, moment: int) -> int:
    """Count the links that ``crawl_id`` answers for and that were first offered at or after ``moment``."""
    return int(connection.scalar(link_rows.OFFERED_SINCE, {"crawl": crawl_id, "moment": moment}) or 0)


def named(outcomes: Mapping[str, int]) -> dict[str, int]:
    """Return the outcomes as reported: by state and reason, what is left to the next crawl as ``owed``."""
    counted: Counter[str] = Counter()
    for outcome, count in outcomes.items():
        counted["owed" if outcome in OWED else outcome] += count
    return dict(sorted(counted.items()))


def delivered_since(connection: Connection, outlet: str, moment: int) -> int:
    """Count the outlet's articles that were delivered at or after ``moment``."""
    query = (
        select(func.sum(segments.c.rows))
        .join(crawls, crawls.c.crawl_id == segments.c.crawl_id)
        .where(crawls.c.outlet == outlet, segments.c.delivered_at >= moment, segments.c.kind == "articles")
    )
    return int(connection.scalar(query) or 0)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, MANY)):
        yield batch
