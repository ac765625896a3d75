"""Suspects: what pages show that were not what was offered, to tell a wall before many from one odd article."""

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from newscrawl.state.tables import suspects

FIND = select(suspects.c.link, suspects.c.urls).where(suspects.c.key == bindparam("suspect"))
ADD = insert(suspects)
COUNT = update(suspects).where(suspects.c.key == bindparam("suspect")).values(urls=bindparam("count"))


class Sighting(NamedTuple):
    """How often something was seen: at how many addresses, and whether at this one before."""

    urls: int
    again: bool


def note(connection: Connection, outlet: str, shown: str, key: bytes) -> Sighting:
    """Note that the page of the link ``key`` showed something, a title or a text; return where it was seen so far."""
    suspect = sha256(f"{outlet}\n{shown}".encode()).digest()[:16]
    row = connection.execute(FIND, {"suspect": suspect}).one_or_none()
    if row is None:
        connection.execute(ADD, {"key": suspect, "link": key, "urls": 1})
        return Sighting(1, again=False)
    if bytes(row.link) == key:
        return Sighting(row.urls, again=True)
    connection.execute(COUNT, {"suspect": suspect, "count": row.urls + 1})
    return Sighting(row.urls + 1, again=False)
