"""Statements that each database has a word of its own for."""

from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

DIALECTS: dict[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}


def insert_new(connection: Connection, table: Table) -> Any:
    """Return an INSERT for ``table`` that leaves rows alone whose key is there already; may be given RETURNING."""
    return DIALECTS[connection.dialect.name].insert(table).on_conflict_do_nothing()


def upsert(connection: Connection, table: Table, key: tuple[str, ...], row: dict[str, Any]) -> int:
    """Insert ``row``, or update the columns given in the row that has the same unique ``key``; return the row's id."""
    return int(connection.execute(_upsert(connection.dialect.name, table, key, tuple(row)), row).scalar_one())


@cache
def _upsert(dialect: str, table: Table, key: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    statement = DIALECTS[dialect].insert(table).values({name: bindparam(name) for name in columns})
    changed = {name: statement.excluded[name] for name in columns if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed).returning(table.c.id)


def one_at_a_time(connection: Connection, what: bytes) -> None:
    """Let transactions about the same thing wait for each other; SQLite lets one write at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(int.from_bytes(sha256(what).digest()[:7]))))
