"""Statements that each database has a word of its own for."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

DIALECTS: dict[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}


def insert_new(connection: Connection, table: Table) -> Any:
    """Return an INSERT for ``table`` that leaves rows alone whose key is there already; may be given RETURNING."""
    return DIALECTS[connection.dialect.name].insert(table).on_conflict_do_nothing()


def upsert(connection: Connection, table: Table, key: tuple[str, ...], row: dict[str, Any]) -> int:
    """Insert ``row``, or update the columns given in the row that has the same unique ``key``; return the row's id."""
    ((number,),) = _upsert(table, key, tuple(row)).run(connection, row)
    return int(number)


class Hot:
    """A statement that every article executes: compiled once for each database, and handed to its driver.

    From a statement to the driver SQLAlchemy takes several times as long as SQLite takes to execute it.
    """

    def __init__(self, build: Callable[[Any], Any]) -> None:
        """Take what builds the statement, given the module of SQLAlchemy's dialect; every parameter has a name."""
        self._build = build
        self._compiled: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Execute the statement and return the rows as the driver gives them; raise as SQLAlchemy does."""
        sql, parameters = self.prepared(connection.dialect, values)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []
        except connection.dialect.loaded_dbapi.Error as error:
            raise _wrapped(error, sql, connection.dialect) from error
        finally:
            cursor.close()

    def prepared(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, Any]:
        """Return the statement as the database's driver takes it, and its parameters."""
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compile(self._build(DIALECTS[dialect.name]), dialect)
        sql, parameters = self._compiled[dialect.name]
        return sql, parameters(values)


def _compile(statement: Any, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    compiled = statement.compile(dialect=dialect)
    fixed: dict[str, Any] = {}
    given: list[tuple[str, Any]] = []
    for name, bind in compiled.binds.items():
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if bind.required:
            given.append((name, convert))
        else:
            fixed[name] = convert(bind.value) if convert else bind.value

    def named(values: Mapping[str, Any]) -> dict[str, Any]:
        return fixed | {name: convert(values[name]) if convert else values[name] for name, convert in given}

    def in_order(values: Mapping[str, Any]) -> tuple[Any, ...]:
        all_named = named(values)
        return tuple(all_named[name] for name in order)

    order = compiled.positiontup
    return str(compiled), in_order if order else named


def _wrapped(error: Exception, sql: str, dialect: Dialect) -> BaseException:
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)


@cache
def _upsert(table: Table, key: tuple[str, ...], columns: tuple[str, ...]) -> Hot:
    def build(words: Any) -> Any:
        statement = words.insert(table).values({name: bindparam(name) for name in columns})
        changed = {name: statement.excluded[name] for name in columns if name not in key}
        return statement.on_conflict_do_update(index_elements=key, set_=changed).returning(table.c.id)

    return Hot(build)


def one_at_a_time(connection: Connection, what: bytes) -> None:
    """Let transactions about the same thing wait for each other; SQLite lets one write at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(int.from_bytes(sha256(what).digest()[:7]))))
