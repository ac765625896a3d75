"""The tables that each day of the story index has, and the statements that read and write them.

While a day is written to, each key has a row for each text that it occurs in. When it is over the rows are packed into
pages, and their table goes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
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

from newscrawl.state.column_types import Hex
from newscrawl.state.statements import Hot, among, as_rows
from newscrawl.stories.pages import texts_of

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
    find: Hot  # keys -> (key, text), while the day is written to
    add_page: Hot


class Tables(NamedTuple):
    """The tables of a day: its texts, numbered from 0, and where each key occurs, as rows and as pages."""

    texts: Table
    keys: Table
    pages: Table


@lru_cache(KEPT)
def tables(day: int) -> Tables:
    """Return the tables of a day, which counts from 1970."""
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
    pages = Table(
        f"story_pages_{day}",
        metadata,
        Column("first", Integer, primary_key=True, autoincrement=False),  # key on the page; up to the next page's
        Column("packed", LargeBinary, nullable=False),
    )
    return Tables(texts, keys, pages)


@lru_cache(KEPT)
def statements(day: int) -> Statements:
    """Return the statements for a day's tables."""
    texts, keys, pages = tables(day)
    row: dict[str, Any] = {column.name: bindparam(column.name, type_=column.type) for column in texts.c}
    known = select(texts.c.text, texts.c.article_id, texts.c.packed)
    later = select(texts.c.text, texts.c.packed, texts.c.keyed).where(texts.c.text >= bindparam("first"))
    return Statements(
        read=Hot(lambda words: known.where(among(words, texts.c.text, "texts"))),
        since=Hot(lambda _: later.order_by(texts.c.text)),
        add_text=Hot(lambda _: insert(texts).values(row)),
        add_keys=Hot(lambda words: insert(keys).from_select(["key", "text"], _pairs(words))),
        find=Hot(lambda words: select(keys.c.key, keys.c.text).where(among(words, keys.c.key, "keys"))),
        add_page=Hot(lambda _: insert(pages).values(first=bindparam("first"), packed=bindparam("packed"))),
    )


class Find:
    """Finds keys in several days, of which the last one is written to and the others are over."""

    def __init__(self, days: tuple[int, ...]) -> None:
        """Prepare to look into these days."""
        self._over, self._today = days[:-1], days[-1]
        self._pages = Hot(lambda words: union_all(*(_page_of(words, day) for day in self._over)))

    def run(self, connection: Connection, keys: Mapping[str, Sequence[int]]) -> list[tuple[int, int, int]]:
        """Return where keys occur, as (day, key, text); ``keys`` has those of each day as ``keys_<day>``."""
        rows = statements(self._today).find.run(connection, {"keys": keys[f"keys_{self._today}"]})
        found = [(self._today, key, text) for key, text in rows]
        if any(keys[f"keys_{day}"] for day in self._over):
            for day, key, packed in self._pages.run(connection, keys):
                found += [(day, key, text) for text in texts_of(key, packed or b"")]
        return found


@lru_cache(2)
def find_in(days: tuple[int, ...]) -> Find:
    """Return what finds keys in several days, of which the last one is written to."""
    return Find(days)


def _page_of(words: Any, day: int) -> Any:
    """Select the one page that may have a key, for each key: the last one that begins with it or before it."""
    pages = tables(day).pages
    key = as_rows(words, f"keys_{day}", Integer())
    wanted = select(key.label("key")).subquery()
    page = select(pages.c.packed).where(pages.c.first <= wanted.c.key).order_by(pages.c.first.desc()).limit(1)
    return select(literal_column(str(day)), wanted.c.key, page.correlate(wanted).scalar_subquery())


def _pairs(words: Any) -> Any:
    pair = as_rows(words, "pairs", BigInteger())
    one = select(pair.label("pair")).subquery()
    return select(
        one.c.pair.bitwise_rshift(literal(TEXT_BITS, Integer)),
        one.c.pair.bitwise_and(literal(NO_OTHER_BITS, BigInteger)),
    )
