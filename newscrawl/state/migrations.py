"""Migrations: one step from each version of the schema to the next, in the transaction that opens the state."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, inspect, select, text, update
from sqlalchemy.schema import CreateColumn

from newscrawl.state import link_rows, names, sources
from newscrawl.state.tables import articles, metadata, outbox, schema, segments, story_days
from newscrawl.state.tables import sources as sources_table

OF_A_STORY_DAY = re.compile(r"story_(?:texts|keys)_\d+")
MANY = 1000  # rows held in memory


def migrate(connection: Connection, found: int) -> None:
    """Bring a schema of version ``found`` up to date, step by step."""
    for version in range(found, max(STEPS) + 1):
        STEPS[version](connection)
        connection.execute(update(schema).values(version=version + 1))


def _from_1(connection: Connection) -> None:
    """Give links numbers for what they share, and keep what only owed ones need apart."""
    moved = ("links", "sources", "articles")
    for table in moved:
        connection.execute(text(f"CREATE TABLE {table}_1 AS SELECT * FROM {table}"))  # noqa: S608 -- names of ours
        connection.execute(text(f"DROP TABLE {table}"))  # and with it the names of its indexes
    connection.execute(text("DROP INDEX outbox_crawl"))
    connection.execute(text("ALTER TABLE outbox ADD COLUMN size INTEGER NOT NULL DEFAULT 0"))
    connection.execute(update(outbox).values(size=func.length(outbox.c.line)))
    metadata.create_all(connection)
    for index in outbox.indexes:
        index.create(connection)
    connection.execute(
        text(
            "INSERT INTO sources (outlet, url, polled_at, walked_at, offered, failure) "
            "SELECT outlet, url, polled_at, walked_at, offered, failure FROM sources_1"
        )
    )
    for batch in _batches(connection, "SELECT * FROM articles_1 ORDER BY fetched_at, article_id"):
        connection.execute(insert(articles), batch)
    for batch in _batches(connection, "SELECT * FROM links_1 ORDER BY offered_at, key"):
        link_rows.add(connection, [_link_from_1(connection, row) for row in batch])
    for table in moved:
        connection.execute(text(f"DROP TABLE {table}_1"))


ARTICLE = select(articles.c.id).where(articles.c.article_id == bindparam("article_id"))


def _link_from_1(connection: Connection, row: dict[str, Any]) -> link_rows.NewLink:
    delivered_after = None if row["delivered_at"] is None else row["delivered_at"] - row["offered_at"]
    return link_rows.NewLink(
        key=bytes(row["key"]),
        outlet=row["outlet"],
        url=sources.shortened(row["url"], row["found_in"]),
        source=sources.number(connection, row["outlet"], row["found_in"]),
        crawl=names.number(connection, row["crawl_id"]),
        offered_at=row["offered_at"],
        state=row["state"],
        reason=names.number(connection, row["reason"]) if row["reason"] else None,
        article=connection.scalar(ARTICLE, {"article_id": row["article_id"]}) if row["article_id"] else None,
        decided_after=delivered_after,
        title=row["title"],
        published_at=row["published_at"],
        due_at=row["due_at"],
        attempts=row["attempts"],
        taken=bool(row["taken"]),
    )


def _batches(connection: Connection, query: str) -> Iterator[list[dict[str, Any]]]:
    rows = connection.execute(text(query), execution_options={"yield_per": MANY}).mappings()
    for batch in rows.partitions():
        yield [dict(row) for row in batch]


def _from_2(connection: Connection) -> None:
    """Add what is known of hosts."""
    metadata.create_all(connection)


def _from_3(connection: Connection) -> None:
    """Add when sources are due, and their documents as they were read last."""
    _add_columns(connection, sources_table)
    metadata.create_all(connection)


def _from_4(connection: Connection) -> None:
    """Add when articles are looked at again, and whether the outlet corrected them."""
    _add_columns(connection, articles)
    metadata.create_all(connection)


def _from_5(connection: Connection) -> None:
    """Add what backfills read."""
    metadata.create_all(connection)


def _from_6(connection: Connection) -> None:
    """Add what stories are known by, and that parts may be of them."""
    _add_columns(connection, articles)
    _add_columns(connection, segments)
    metadata.create_all(connection)


def _from_7(connection: Connection) -> None:
    """Add which sources an outlet's site names and no fact does; forget texts, which are hashed in another way now."""
    _add_columns(connection, sources_table)
    for table in inspect(connection).get_table_names():
        if OF_A_STORY_DAY.fullmatch(table):
            connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(delete(story_days))


def _add_columns(connection: Connection, table: Table) -> None:
    """Add the columns that a table has got since, empty."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in table.c:
        if column.name not in there:
            new = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {new}"))


STEPS: dict[int, Callable[[Connection], None]] = {
    1: _from_1,
    2: _from_2,
    3: _from_3,
    4: _from_4,
    5: _from_5,
    6: _from_6,
    7: _from_7,
}
