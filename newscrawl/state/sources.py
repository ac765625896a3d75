"""Sources: when each was polled and is due again, how far it is known, and why a poll gave nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, bindparam, select

from newscrawl.schedule.rhythm import Rhythm, from_json, to_json
from newscrawl.state.statements import insert_new, upsert
from newscrawl.state.tables import sources

KEY = ("outlet", "url")
NUMBER = select(sources.c.id).where(sources.c.outlet == bindparam("outlet"), sources.c.url == bindparam("url"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """What is known of a source; times in seconds since 1970, 0 for never.

    ``walked_at`` is the moment before which everything it offered is known. ``listed`` is how many links it offered at
    the last poll that was not in vain. ``failure`` is why the last one was, ``failures`` counts those in a row.
    ``gaps`` counts polls that shared no link with the one before.
    """

    polled_at: int = 0
    walked_at: int = 0
    due_at: int = 0
    listed: int = 0
    failure: str | None = None
    failures: int = 0
    failing_since: int = 0
    retired_at: int = 0
    gaps: int = 0
    rhythm: Rhythm = field(default_factory=Rhythm)


def number(connection: Connection, outlet: str, url: str) -> int:
    """Return the number of a source, which it gets now if it has none."""
    values = {"outlet": outlet, "url": url}
    found = connection.scalar(NUMBER, values)
    if found is None:
        connection.execute(insert_new(connection, sources), values)
        return int(connection.execute(NUMBER, values).scalar_one())
    return int(found)


def shortened(url: str, source: str) -> str:
    """Return the address of a link without scheme and host where they are those of its source: most are."""
    site = _site(source)
    rest = url[len(site) :]
    return rest if url.startswith(site) and rest.startswith("/") else url


def lengthened(url: str, source: str) -> str:
    """Return the address that was shortened."""
    return _site(source) + url if url.startswith("/") else url


def _site(source: str) -> str:
    parts = urlsplit(source)
    return f"{parts.scheme}://{parts.netloc}"


def known(connection: Connection, outlet: str, urls: Iterable[str]) -> dict[str, KnownSource]:
    """Return what is known of each of the outlet's sources."""
    query = select(sources).where(sources.c.outlet == outlet, sources.c.url.in_(tuple(urls)))
    return {row.url: _known(row) for row in connection.execute(query)}


def _known(row: Row[Any]) -> KnownSource:
    return KnownSource(
        polled_at=row.polled_at or 0,
        walked_at=row.walked_at or 0,
        due_at=row.due_at or 0,
        listed=row.offered or 0,
        failure=row.failure,
        failures=row.failures or 0,
        failing_since=row.failing_since or 0,
        retired_at=row.retired_at or 0,
        gaps=row.gaps or 0,
        rhythm=from_json(row.rhythm),
    )


def find(connection: Connection, outlet: str, url: str, kind: str) -> None:
    """Remember that the outlet's site names a source of this kind, which no fact does."""
    upsert(connection, sources, KEY, {"outlet": outlet, "url": url, "found_as": kind})


def found(connection: Connection, outlet: str) -> dict[str, str]:
    """Return the addresses and kinds of the sources that the outlet's site has named, first found first."""
    query = select(sources.c.url, sources.c.found_as).where(sources.c.outlet == outlet, sources.c.found_as.is_not(None))
    return {row.url: row.found_as for row in connection.execute(query.order_by(sources.c.id))}


def liveliest(connection: Connection, outlet: str, besides: str) -> float:
    """Return the new links an hour that the liveliest source of the outlet usually gives, not counting one."""
    query = select(sources.c.rhythm).where(sources.c.outlet == outlet, sources.c.url != besides)
    return max((from_json(text).usual for text in connection.scalars(query)), default=0.0)


def record_walk(connection: Connection, outlet: str, url: str, *, began: int) -> None:
    """Note that a walk which began at ``began`` has reached what is known, or the source's end."""
    upsert(connection, sources, KEY, {"outlet": outlet, "url": url, "walked_at": began})


def remember(connection: Connection, outlet: str, url: str, source: KnownSource) -> None:
    """Remember a source as it is known after a poll; how far it was walked is noted on the way."""
    row = {
        "outlet": outlet,
        "url": url,
        "polled_at": source.polled_at or None,
        "due_at": source.due_at,
        "offered": source.listed,
        "failure": source.failure,
        "failures": source.failures,
        "failing_since": source.failing_since or None,
        "retired_at": source.retired_at or None,
        "gaps": source.gaps,
        "rhythm": to_json(source.rhythm),
    }
    upsert(connection, sources, KEY, row)
