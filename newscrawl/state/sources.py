"""Sources: when each was polled, how far it is known, and why a poll gave nothing."""

from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, select

from newscrawl.state.statements import insert_new, upsert
from newscrawl.state.tables import sources

KEY = ("outlet", "url")
NUMBER = select(sources.c.id).where(sources.c.outlet == bindparam("outlet"), sources.c.url == bindparam("url"))


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


def walked_at(connection: Connection, outlet: str, url: str) -> int:
    """Return the moment before which everything the source offered is known, 0 if it was never walked to its end."""
    query = select(sources.c.walked_at).where(sources.c.outlet == outlet, sources.c.url == url)
    return connection.scalar(query) or 0


def record_poll(
    connection: Connection, outlet: str, url: str, *, now: int, offered: int, walked: int | None = None
) -> None:
    """Note that a poll gave ``offered`` links; ``walked`` is when a walk began that has now reached the end."""
    row = {"outlet": outlet, "url": url, "polled_at": now, "offered": offered, "failure": None}
    upsert(connection, sources, KEY, row | ({} if walked is None else {"walked_at": walked}))


def record_failure(connection: Connection, outlet: str, url: str, *, now: int, reason: str) -> None:
    """Note that a poll gave nothing, and why."""
    row = {"outlet": outlet, "url": url, "polled_at": now, "offered": 0, "failure": reason}
    upsert(connection, sources, KEY, row)
