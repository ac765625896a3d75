"""Sources: when each was polled, how far it is known, and why a poll gave nothing."""

from sqlalchemy import Connection, select

from newscrawl.state.database import upsert
from newscrawl.state.tables import sources


def walked_at(connection: Connection, outlet: str, url: str) -> int:
    """Return the moment before which everything the source offered is known, 0 if it was never walked to its end."""
    query = select(sources.c.walked_at).where(sources.c.outlet == outlet, sources.c.url == url)
    return connection.scalar(query) or 0


def record_poll(
    connection: Connection, outlet: str, url: str, *, now: int, offered: int, walked: int | None = None
) -> None:
    """Note that a poll gave ``offered`` links; ``walked`` is when a walk began that has now reached the end."""
    row = {"outlet": outlet, "url": url, "polled_at": now, "offered": offered, "failure": None}
    upsert(connection, sources, row | ({} if walked is None else {"walked_at": walked}))


def record_failure(connection: Connection, outlet: str, url: str, *, now: int, reason: str) -> None:
    """Note that a poll gave nothing, and why."""
    upsert(connection, sources, {"outlet": outlet, "url": url, "polled_at": now, "offered": 0, "failure": reason})
