"""Statements that each database has a word of its own for."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    LargeBinary,
    Table,
    TypeDecorator,
    any_,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

DIALECTS: dict[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}


def insert_new(connection: Connection, table: Table) -> Any:
    """Return an INSERT for ``table`` that leaves rows alone whose key is there already; may be given RETURNING."""
    return DIALECTS[connection.dialect.name].insert(table).on_conflict_do_nothing()


def upsert(connection: Connection, table: Table, key: tuple[str, ...], *rows: Mapping[str, Any]) -> None:
    """Insert rows, all with the same columns, or update these columns of the row that has the same unique ``key``."""
    if rows:
        _upsert(table, key, tuple(rows[0])).run(connection, *rows)


class Hot:
    """A statement that every article executes: compiled once for each database, and handed to its driver.

    From a statement to the driver SQLAlchemy takes several times as long as SQLite takes to execute it.
    """

    def __init__(self, build: Callable[[Any], Any]) -> None:
        """Take what builds the statement, given the module of SQLAlchemy's dialect; every parameter has a name."""
        self._build = build
        self._compiled: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {}

    def run(self, connection: Connection, *values: Mapping[str, Any]) -> Sequence[Any]:
        """Execute the statement with each of the values in turn; raise as SQLAlchemy does.

        Return the rows as the driver gives them, if it is executed only once.
        """
        if not values:
            return []
        sql, parameters = self._for(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            if len(values) > 1:
                cursor.executemany(sql, list(map(parameters, values)))
                return []
            cursor.execute(sql, parameters(values[0]))
            return cursor.fetchall() if cursor.description else []
        except connection.dialect.loaded_dbapi.Error as error:
            raise _wrapped(error, sql, connection.dialect) from error
        finally:
            cursor.close()

    def prepared(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, Any]:
        """Return the statement as the database's driver takes it, and its parameters."""
        sql, parameters = self._for(dialect)
        return sql, parameters(values)

    def _for(self, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compile(self._build(DIALECTS[dialect.name]), dialect)
        return self._compiled[dialect.name]


def among(words: Any, sought: Column[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that a column has one of the values of a list, which is one parameter however long it is."""
    if words is postgresql:
        return sought == any_(bindparam(name, type_=postgresql.ARRAY(sought.type)))
    return sought.in_(select(as_rows(words, name, sought.type)))


def as_rows(words: Any, name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """Return a column with the values of a list, which is one parameter, a row each."""
    if words is postgresql:
        return func.unnest(bindparam(name, type_=postgresql.ARRAY(kind)), type_=kind).column_valued()
    listed: ColumnElement[Any] = func.json_each(bindparam(name, type_=JSON)).table_valued(column("value", kind)).c.value
    return listed


def _compile(statement: Any, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    compiled = statement.compile(dialect=dialect)
    fixed: dict[str, Any] = {}
    converts: dict[str, Callable[[Any], Any] | None] = {}
    for name, bind in compiled.binds.items():
        convert = _converter(bind.type, dialect)
        if bind.required:
            converts[name] = convert
        else:
            fixed[name] = convert(bind.value) if convert else bind.value
            converts[name] = None
    order = [(name, converts[name]) for name in compiled.positiontup or converts]

    def named(values: Mapping[str, Any]) -> dict[str, Any]:
        known = {**fixed, **values} if fixed else values
        return {name: convert(known[name]) if convert else known[name] for name, convert in order}

    def in_order(values: Mapping[str, Any]) -> tuple[Any, ...]:
        known = {**fixed, **values} if fixed else values
        return tuple([convert(known[name]) if convert else known[name] for name, convert in order])

    return str(compiled), in_order if compiled.positiontup else named


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes of a value one that the driver takes, None for nothing; drivers take bytes as they are."""
    if isinstance(kind, TypeDecorator):
        return partial(kind.process_bind_param, dialect=dialect)
    return None if isinstance(kind, LargeBinary) else kind.dialect_impl(dialect).bind_processor(dialect)


def _wrapped(error: Exception, sql: str, dialect: Dialect) -> BaseException:
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)


@cache
def _upsert(table: Table, key: tuple[str, ...], columns: tuple[str, ...]) -> Hot:
    def build(words: Any) -> Any:
        statement = words.insert(table).values({name: bindparam(name) for name in columns}).inline()
        changed = {name: statement.excluded[name] for name in columns if name not in key}
        return statement.on_conflict_do_update(index_elements=key, set_=changed)

    return Hot(build)


def one_at_a_time(connection: Connection, what: bytes) -> None:
    """Let transactions about the same thing wait for each other; SQLite lets one write at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(int.from_bytes(sha256(what).digest()[:7]))))
