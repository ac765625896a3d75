"""Links: offered, taken, and brought to exactly one end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, and_, func, select, true, update

from newscrawl.state.database import insert_new
from newscrawl.state.tables import links

# `offered -> fetched -> pending -> delivered`, or one of the other ends.
OFFERED, FETCHED, PENDING, DELIVERED = "offered", "fetched", "pending", "delivered"
UNCHANGED, REJECTED, WALLED, GONE, FAILED = "unchanged", "rejected", "walled", "gone", "failed"
OWED = (OFFERED, FETCHED)  # begun or not, and left to the next crawl

# Seconds until a link that failed for the n-th time is due again; after the last it is parked.
# The first retry is whenever the outlet is crawled next: the schedule is the back-off.
BACK_OFF = (0, 15 * 60, 60 * 60, 6 * 3600, 24 * 3600)
T = TypeVar("T")
MANY = 500  # parameters a statement: SQLite takes 32,766, PostgreSQL 65,535


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedLink:
    """A link as a source offers it; ``published_at`` in seconds since 1970, or None."""

    key: bytes
    url: str
    title: str | None = None
    published_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLink:
    """A link that is due and that a crawl has begun with."""

    key: bytes
    url: str
    found_in: str
    title: str | None
    published_at: int | None


def offer(
    connection: Connection, *, outlet: str, crawl_id: str, found_in: str, offered: Iterable[OfferedLink], now: int
) -> int:
    """Remember the links that are not known yet, as owed by ``crawl_id``, and return how many that were."""
    rows = (
        {
            "key": link.key,
            "outlet": outlet,
            "url": link.url,
            "found_in": found_in,
            "title": link.title,
            "published_at": link.published_at,
            "offered_at": now,
            "state": OFFERED,
            "attempts": 0,
            "due_at": now,
            "crawl_id": crawl_id,
            "taken": False,
        }
        for link in offered
    )
    new = 0
    for batch in _batches(rows):
        statement = insert_new(connection, links).values(batch).returning(links.c.key)
        new += len(connection.execute(statement).all())
    return new


def all_known_since(connection: Connection, keys: Iterable[bytes], moment: int) -> bool:
    """Tell whether every one of ``keys`` was offered at ``moment`` or before."""
    for batch in _batches(keys):
        known = select(func.count()).where(links.c.key.in_(batch), links.c.offered_at <= moment)
        if connection.scalar(known) != len(batch):
            return False
    return True


def take(connection: Connection, *, outlet: str, crawl_id: str, now: int, limit: int) -> tuple[list[TakenLink], int]:
    """Take up to ``limit`` due links of ``outlet``; return them and how many another crawl had owed until now.

    Whatever a link ended in before, it is open again until this crawl brings it to an end.
    """
    mine = and_(links.c.crawl_id == crawl_id, links.c.taken)
    due = (
        select(links)
        .where(links.c.outlet == outlet, links.c.due_at <= now, ~mine)
        .order_by(links.c.due_at, links.c.published_at.desc().nulls_last())
        .limit(limit)
    )
    rows = connection.execute(due).all()
    values = {"crawl_id": crawl_id, "taken": True, "state": OFFERED, "reason": None}
    for batch in _batches(row.key for row in rows):
        connection.execute(update(links).where(links.c.key.in_(batch)).values(**values))
    taken = [
        TakenLink(key=r.key, url=r.url, found_in=r.found_in, title=r.title, published_at=r.published_at) for r in rows
    ]
    return taken, sum(row.crawl_id != crawl_id for row in rows)


def settle(
    connection: Connection, key: bytes, state: str, *, reason: str | None = None, article_id: str | None = None
) -> None:
    """Bring a link to ``state``; only an offered or fetched link stays due.

    A link whose article waits or lies in the lake has its end, and gets no other one.
    """
    values: dict[str, object] = {"state": state, "reason": reason}
    if state not in (OFFERED, FETCHED):
        values["due_at"] = None
    if article_id:
        values["article_id"] = article_id
    connection.execute(update(links).where(links.c.key == key, _may_become(state)).values(**values))


def put_off(connection: Connection, key: bytes, state: str, *, reason: str | None, now: int) -> bool:
    """Mark a link ``failed`` or ``walled`` and due again after a back-off; return True if it is parked for good.

    As with ``settle``, a link that has brought its article stays as it is.
    """
    attempts = connection.scalar(select(links.c.attempts).where(links.c.key == key, _may_become(state)))
    if attempts is None:
        return False
    parked = int(attempts) >= len(BACK_OFF)
    due_at = None if parked else now + BACK_OFF[attempts]
    values = {"state": state, "reason": reason, "attempts": attempts + 1, "due_at": due_at}
    connection.execute(update(links).where(links.c.key == key).values(**values))
    return parked


def count_by_outcome(connection: Connection, crawl_id: str) -> dict[str, int]:
    """Count the links that ``crawl_id`` answers for, by state, or ``state:reason`` where there is a reason."""
    query = (
        select(links.c.state, links.c.reason, func.count())
        .where(links.c.crawl_id == crawl_id)
        .group_by(links.c.state, links.c.reason)
    )
    return {f"{state}:{reason}" if reason else state: count for state, reason, count in connection.execute(query)}


def named(outcomes: Mapping[str, int]) -> dict[str, int]:
    """Return the outcomes as reported: by state and reason, what is left to the next crawl as ``owed``."""
    counted: Counter[str] = Counter()
    for outcome, count in outcomes.items():
        counted["owed" if outcome in OWED else outcome] += count
    return dict(sorted(counted.items()))


def delivered_since(connection: Connection, outlet: str, moment: int) -> int:
    """Count the outlet's articles that were delivered at or after ``moment``."""
    query = select(func.count()).where(links.c.outlet == outlet, links.c.delivered_at >= moment)
    return connection.scalar(query) or 0


def _may_become(state: str) -> ColumnElement[bool]:
    return true() if state == PENDING else links.c.state.not_in((PENDING, DELIVERED))


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, MANY)):
        yield batch
