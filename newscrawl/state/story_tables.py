"""The two tables that each day of the story index has, and the statements that read and write them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    insert,
    literal,
    literal_column,
    select,
    union_all,
)

from newscrawl.state.statements import Hot, among, as_rows
from newscrawl.state.tables import Hex

KEPT = 64  # more days than any window of use has
TEXT_BITS = 24  # of a pair of key and text, as one number: 16 million texts a day
NO_OTHER_BITS = (1 << TEXT_BITS) - 1


@dataclass(frozen=True, slots=True)
class Statements:
    """What is asked of a day's tables and written there."""

    read: Hot  # texts -> (text, article_id, packed)
    since: Hot  # first -> (text, packed, keyed), of that text and those after it
    add_text: Hot
    add_keys: Hot  # pairs of key and text, as numbers


@lru_cache(KEPT)
def tables(day: int) -> tuple[Table, Table]:
    """Return the tables of a day, which counts from 1970: its texts, numbered from 0, and where each key occurs."""
    metadata = MetaData()
    texts = Table(
        f"story_texts_{day}",
        metadata,
        Column("text", Integer, primary_key=True, autoincrement=False),
        Column("article_id", Hex(16), nullable=False),
        Column("packed", LargeBinary, nullable=False),  # its fingerprint
        Column("keyed", BigInteger, nullable=False),  # by which of its keys it is found, a bit each
    )
    keys = Table(
        f"story_keys_{day}",
        metadata,
        Column("key", Integer, primary_key=True),
        Column("text", Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
    return texts, keys


@lru_cache(KEPT)
def statements(day: int) -> Statements:
    """Return the statements for a day's tables."""
    texts, keys = tables(day)
    row: dict[str, Any] = {column.name: bindparam(column.name, type_=column.type) for column in texts.c}
    known = select(texts.c.text, texts.c.article_id, texts.c.packed)
    later = select(texts.c.text, texts.c.packed, texts.c.keyed).where(texts.c.text >= bindparam("first"))
    return Statements(
        read=Hot(lambda words: known.where(among(words, texts.c.text, "texts"))),
        since=Hot(lambda _: later.order_by(texts.c.text)),
        add_text=Hot(lambda _: insert(texts).values(row)),
        add_keys=Hot(lambda words: insert(keys).from_select(["key", "text"], _pairs(words))),
    )


@lru_cache(2)
def find_in(days: tuple[int, ...]) -> Hot:
    """Return the statement that finds keys in several days: ``keys_<day>`` for each -> (day, key, text)."""

    def one(words: Any, day: int) -> Any:
        keys = tables(day)[1]
        found = select(literal_column(str(day)), keys.c.key, keys.c.text)
        return found.where(among(words, keys.c.key, f"keys_{day}"))

    return Hot(lambda words: union_all(*(one(words, day) for day in days)))


def _pairs(words: Any) -> Any:
    pair = as_rows(words, "pairs", BigInteger())
    one = select(pair.label("pair")).subquery()
    return select(
        one.c.pair.bitwise_rshift(literal(TEXT_BITS, Integer)),
        one.c.pair.bitwise_and(literal(NO_OTHER_BITS, BigInteger)),
    )
