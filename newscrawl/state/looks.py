"""Looks: which delivered articles are to be looked at again, when, and what earlier looks taught of their outlet."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from newscrawl.schedule.looks import AGES, LOOKS, MINUTE, TOLD, Habits, drawn, learnt, next_look
from newscrawl.state import link_rows
from newscrawl.state import sources as known_sources
from newscrawl.state.links import DELIVERED as STATE
from newscrawl.state.links import MANY, Look, TakenLink
from newscrawl.state.statements import Hot, upsert
from newscrawl.state.tables import edits, link_keys, links, looks, sources

NOW = 5 * MINUTE  # a source may say twice within a short time that one article was modified
DUE = (
    select(looks, links.c.url, sources.c.url.label("found_in"))
    .join(links, links.c.id == looks.c.link)
    .join(sources, sources.c.id == links.c.source)
    .where(looks.c.outlet == bindparam("outlet"), looks.c.due_at <= bindparam("now"))
    .order_by(looks.c.due_at)
    .limit(bindparam("limit"))
)
DELIVERED = (
    select(link_keys.c.key, links.c.id, links.c.offered_at, links.c.decided_after)
    .join(links, links.c.id == link_keys.c.link)
    .where(link_keys.c.key.in_(bindparam("keys", expanding=True)), links.c.article.is_not(None))
    .where(links.c.state == STATE)
)
LINK = Hot(lambda _: select(link_keys.c.link).where(link_keys.c.key == bindparam("link_key")))
LOOK = select(looks).where(looks.c.key == bindparam("link_key"))
FORGET = delete(looks).where(looks.c.key == bindparam("link_key"))
DECIDED = update(links).where(links.c.id == bindparam("number")).values(decided_after=link_rows.AFTER)


def begin(
    connection: Connection,
    outlet: str,
    key: bytes,
    *,
    since: int,
    now: int,
    etag: str | None,
    last_modified: str | None,
) -> None:
    """Plan the looks at an article that was fetched for the first time; its age counts from ``since``."""
    planned = next_look(key, habits_of(connection, outlet), since=since, now=now)
    if planned is None:
        return
    ((link,),) = LINK.run(connection, {"link_key": key})
    look, due = planned
    row = {"link": link, "outlet": outlet, "key": key, "since": since, "look": look, "due_at": due}
    upsert(connection, looks, ("key",), {**row, "etag": etag, "last_modified": last_modified, "missing": False})


def due(connection: Connection, outlet: str, *, now: int, limit: int, besides: Collection[bytes]) -> list[TakenLink]:
    """Return up to ``limit`` links whose articles are to be looked at, oldest first, besides those under way."""
    rows = connection.execute(DUE, {"outlet": outlet, "now": now, "limit": limit + len(besides)})
    return [_taken(row) for row in rows if bytes(row.key) not in besides][:limit]


def told(connection: Connection, outlet: str, modified: Mapping[bytes, int], *, now: int) -> int:
    """Plan a look at each article that a source says was modified since it was read; return how many there are.

    ``modified`` gives moments in seconds since 1970 by the keys of links. Where such words are mostly empty, only a
    share of them is followed.
    """
    chance = habits_of(connection, outlet).chance(TOLD)
    planned = 0
    for row in _delivered(connection, list(modified)):
        key = bytes(row.key)
        read = row.offered_at + (row.decided_after or 0)
        if not read < modified[key] <= now + NOW or not drawn(key, modified[key] % 251, chance):
            continue
        before = connection.execute(LOOK, {"link_key": key}).one_or_none()
        since = before.since if before else read
        mine = {"link": row.id, "outlet": outlet, "key": key, "since": since, "look": TOLD, "due_at": now}
        upsert(connection, looks, ("key",), mine | {"missing": bool(before and before.missing)})
        planned += 1
    return planned


def looked(
    connection: Connection,
    outlet: str,
    key: bytes,
    *,
    now: int,
    edited: bool,
    etag: str | None = None,
    last_modified: str | None = None,
) -> None:
    """Note a look that was made, learn from it, and plan the next one."""
    row = connection.execute(LOOK, {"link_key": key}).one_or_none()
    if row is None:
        return
    habits = learnt(habits_of(connection, outlet), row.look, edited=edited)
    remember_habits(connection, outlet, row.look, habits)
    connection.execute(DECIDED, {"number": row.link, "now": now})
    values = {"etag": etag or row.etag, "last_modified": last_modified or row.last_modified, "missing": False}
    _plan(connection, row, next_look(key, habits, since=row.since, now=now, edited=edited), values)


def put_off(connection: Connection, outlet: str, key: bytes, *, now: int, missing: bool = False) -> None:
    """Plan the next look at an article whose page did not come; where it is ``missing``, in an hour."""
    row = connection.execute(LOOK, {"link_key": key}).one_or_none()
    if row is None:
        return
    if missing:
        _plan(connection, row, (row.look, now + AGES[0]), {"missing": True})
    else:
        _plan(connection, row, next_look(key, habits_of(connection, outlet), since=row.since, now=now), {})


def end(connection: Connection, key: bytes) -> None:
    """Look at an article no more."""
    connection.execute(FORGET, {"link_key": key})


def habits_of(connection: Connection, outlet: str) -> Habits:
    """Return how often the outlet edits, as far as is known."""
    rows = {row.look: row for row in connection.execute(select(edits).where(edits.c.outlet == outlet))}
    made = tuple(rows[look].made if look in rows else 0 for look in range(LOOKS))
    return Habits(made, tuple(rows[look].found if look in rows else 0 for look in range(LOOKS)))


def remember_habits(connection: Connection, outlet: str, look: int, habits: Habits) -> None:
    """Remember what one look more taught."""
    row = {"outlet": outlet, "look": look, "made": habits.made[look], "found": habits.found[look]}
    upsert(connection, edits, ("outlet", "look"), row)


def _delivered(connection: Connection, keys: list[bytes]) -> Iterator[Any]:
    for first in range(0, len(keys), MANY):
        yield from connection.execute(DELIVERED, {"keys": keys[first : first + MANY]}).all()


def _plan(connection: Connection, row: Row[Any], planned: tuple[int, int] | None, values: Mapping[str, Any]) -> None:
    mine = looks.c.key == row.key
    if planned is None:
        connection.execute(delete(looks).where(mine))
    else:
        connection.execute(update(looks).where(mine).values(look=planned[0], due_at=planned[1], **values))


def _taken(row: Row[Any]) -> TakenLink:
    return TakenLink(
        key=bytes(row.key),
        url=known_sources.lengthened(row.url, row.found_in),
        found_in=row.found_in,
        look=Look(etag=row.etag, last_modified=row.last_modified, missing=bool(row.missing)),
    )
