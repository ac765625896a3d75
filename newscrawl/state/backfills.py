"""Backfills: which documents each is to read, which it has read, and how far it has come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from newscrawl.state.statements import insert_new
from newscrawl.state.tables import backfills


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A document that is to be read, and the source that leads to it.

    ``document`` says as JSON what its reader has to know, ``until`` counts days. One that is a ``last_resort`` comes
    after all others.
    """

    source: str
    url: str
    document: str
    until: int
    last_resort: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a backfill has come: its documents, those that are done, their links, the newest day still to come.

    ``links_of_others`` are those of documents that are no last resort; where there are any, the last resorts do not
    count. ``until`` is None when all is done. ``failures`` are those of documents that are done, by address: reading
    them again would tell nothing new.
    """

    documents: int
    done: int
    links: int
    links_of_others: int
    until: int | None
    first_done_at: int | None
    failures: dict[str, str]


def plan(connection: Connection, outlet: str, days: str, documents: Iterable[Planned]) -> None:
    """Remember documents that are to be read; those that are known stay as they are."""
    rows = [
        {
            "outlet": outlet,
            "days": days,
            "source": one.source,
            "url": one.url,
            "document": one.document,
            "until": one.until,
            "last_resort": one.last_resort,
            "links": 0,
        }
        for one in documents
    ]
    if rows:
        connection.execute(insert_new(connection, backfills), rows)


def following(connection: Connection, outlet: str, days: str, besides: Collection[str]) -> Planned | None:
    """Return the document that is to be read next, besides those at some addresses: the one with the newest links."""
    query = (
        select(backfills)
        .where(*_of(outlet, days), backfills.c.done_at.is_(None), backfills.c.url.not_in(besides))
        .order_by(backfills.c.last_resort, backfills.c.until.desc(), backfills.c.id)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Planned(source=row.source, url=row.url, document=row.document, until=row.until, last_resort=row.last_resort)


def done(
    connection: Connection, outlet: str, days: str, url: str, *, links: int, now: int, failure: str | None = None
) -> None:
    """Note that a document need not be read again."""
    values = {"links": links, "done_at": now, "failure": failure}
    connection.execute(update(backfills).where(*_of(outlet, days), backfills.c.url == url).values(**values))


def has_given(connection: Connection, outlet: str, days: str, source: str) -> bool:
    """Tell whether a source has given links of these days."""
    query = select(func.sum(backfills.c.links)).where(*_of(outlet, days), backfills.c.source == source)
    return bool(connection.scalar(query))


def standing(connection: Connection, outlet: str, days: str, besides: str = "") -> Standing:
    """Return how far a backfill has come; the document at ``besides`` does not count for ``until``."""
    of: tuple[ColumnElement[bool], ...] = _of(outlet, days)
    others = connection.scalar(select(func.sum(backfills.c.links)).where(*of, ~backfills.c.last_resort))
    if others:
        of = (*of, ~backfills.c.last_resort)
    counts = func.count(), func.count(backfills.c.done_at), func.sum(backfills.c.links), func.min(backfills.c.done_at)
    count, finished, links, first = connection.execute(select(*counts).where(*of)).one()
    to_come = select(func.max(backfills.c.until)).where(*of, backfills.c.done_at.is_(None), backfills.c.url != besides)
    until = connection.scalar(to_come)
    failed = select(backfills.c.url, backfills.c.failure).where(*of, backfills.c.failure.is_not(None))
    return Standing(
        documents=count,
        done=finished,
        links=int(links or 0),
        links_of_others=int(others or 0),
        until=until,
        first_done_at=first,
        failures={row.url: row.failure for row in connection.execute(failed)},
    )


def forget(connection: Connection, outlet: str, days: str) -> None:
    """Forget a backfill, so that the next one of these days begins anew."""
    connection.execute(delete(backfills).where(*_of(outlet, days)))


def _of(outlet: str, days: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return backfills.c.outlet == outlet, backfills.c.days == days
