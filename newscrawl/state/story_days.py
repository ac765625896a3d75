"""The days of the story index: each has tables of its own, which are dropped when the window has passed.

A day that is over is never written again, so that its keys are packed into pages; and it has a sieve: most look-ups
need not touch its tables at all.
"""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from newscrawl.state.statements import Hot
from newscrawl.state.story_fresh import ENOUGH, Fresh, fresh, write_keys
from newscrawl.state.story_tables import statements, tables
from newscrawl.state.tables import story_days
from newscrawl.stories.pages import paged
from newscrawl.stories.sieve import empty_sieve, put

SECONDS = 24 * 3600
ROWS_AT_ONCE = 5000
DAYS = Hot(lambda _: select(story_days.c.day, story_days.c.fresh_from).order_by(story_days.c.day))
SIEVE = select(story_days.c.sieve).where(story_days.c.day == bindparam("of_day"))

_sieves: WeakKeyDictionary[Engine, dict[int, tuple[int, bytes]]] = WeakKeyDictionary()  # with the texts they are of


class Window(NamedTuple):
    """The days that are looked through: those that are over with their sieves, the one written to, its fresh texts."""

    over: dict[int, bytes]
    today: int
    fresh: Fresh


def window(connection: Connection, now: int, days: int) -> Window:
    """Return the window; days count from 1970.

    The first call on a new day closes the one before and drops those that are ``days`` old. The newest day is the one
    that is written to, whatever another machine's clock says.
    """
    known: dict[int, int] = dict(DAYS.run(connection, {}))
    today = now // SECONDS
    if not known or today > max(known):
        if known:
            last = max(known)
            known[last] = _close(connection, last, known[last])
        _begin(connection, today)
        known[today] = 0
        for day in [day for day in known if day <= today - days and day != today]:
            _drop(connection, day)
            del known[day]
    newest = max(known)
    found = fresh(connection, newest, known[newest])
    if found.next - found.first >= ENOUGH:
        write_keys(connection, found)
        found = fresh(connection, newest, found.next)
    return Window(_read_sieves(connection, {day: known[day] for day in known if day != newest}), newest, found)


def _close(connection: Connection, day: int, fresh_from: int) -> int:
    """Pack the keys of a day into pages, and make its sieve; return how many texts it has."""
    found = fresh(connection, day, fresh_from)
    write_keys(connection, found)
    _, keys, pages = tables(day)
    pages.create(connection)
    made = empty_sieve(connection.scalar(select(func.count()).select_from(keys)) or 0)
    query = select(keys.c.key, keys.c.text).order_by(keys.c.key, keys.c.text)
    with connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
        for page in paged((key, text) for key, text in rows):
            put(made, page.keys)
            statements(day).add_page.run(connection, {"first": page.keys[0], "packed": page.pack()})
    keys.drop(connection)
    connection.execute(update(story_days).where(story_days.c.day == day).values(sieve=bytes(made)))
    return found.next


def _begin(connection: Connection, day: int) -> None:
    for table in tables(day)[:2]:
        table.create(connection)
    connection.execute(insert(story_days).values(day=day, fresh_from=0))


def _drop(connection: Connection, day: int) -> None:
    texts, _, pages = tables(day)
    texts.drop(connection)
    pages.drop(connection)
    connection.execute(delete(story_days).where(story_days.c.day == day))


def _read_sieves(connection: Connection, days: dict[int, int]) -> dict[int, bytes]:
    """Return the sieves of days that are over, those of earlier calls from memory.

    ``days`` says how many texts each has: a day that was closed in vain, and got more before it was closed again, has
    another sieve.
    """
    known = _sieves.setdefault(connection.engine, {})
    for day in known.keys() - days.keys():
        del known[day]
    for day, texts in days.items():
        if day not in known or known[day][0] != texts:
            known[day] = texts, bytes(connection.scalar(SIEVE, {"of_day": day}) or b"")
    return {day: made for day, (_, made) in known.items()}
