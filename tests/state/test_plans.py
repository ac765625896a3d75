"""How SQLite finds what a crawl asks for: by an index, so that a crawl costs the same after a million links."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, inspect

from newscrawl.state import history, outbox
from newscrawl.state.database import Database
from newscrawl.state.statements import Hot
from newscrawl.urls import link_key
from tests.lake.faults import FaultyLake
from tests.sample import HOME
from tests.torture.lives import Life

LARGE = {"links", "link_keys", "owed", "articles", "sources", "names", "segments"}

STORY_TABLE = re.compile(r"\bstory_\w+_\d+\b")  # of a day; that of its keys is gone when the day is over


def scans(connection: Connection, sql: str, values: Any = ()) -> list[str]:
    """Return the large tables that a statement reads from end to end."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple(values)).all()
    found = [row[3].split()[1] for row in plan if row[3].startswith("SCAN ")]
    return [f"{table}: {sql}" for table in found if table in LARGE]


def test_nothing_that_a_crawl_asks_is_found_by_reading_a_whole_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def listen(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        asked[sql] = values[0] if isinstance(values, list) else values

    run = Hot.run

    def run_and_tell(hot: Hot, connection: Connection, *values: Any) -> Any:
        for one in values:
            listen(None, None, *hot.prepared(connection.dialect, one))
        return run(hot, connection, *values)

    monkeypatch.setattr(Hot, "run", run_and_tell)
    event.listen(Engine, "before_cursor_execute", listen)
    try:
        for number in range(2):
            Life(number, str(tmp_path / "state.sqlite3"), FaultyLake(), random.Random(number)).run()
        state = Database(str(tmp_path / "state.sqlite3"))
        with state.transaction() as connection:
            history.history_of(connection, link_key("gazette", f"{HOME}1"))
            outbox.waiting_of(connection, "crawl-1")
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    with state.transaction() as connection:
        tables = inspect(connection).get_table_names()
        told = [
            (sql, values)
            for sql, values in asked.items()
            if sql.split()[0] in ("SELECT", "UPDATE", "DELETE", "INSERT")
            and all(table in tables for table in STORY_TABLE.findall(sql))
        ]
        assert len(told) > 30
        assert [scan for sql, values in told for scan in scans(connection, sql, values)] == []
        assert scans(connection, "SELECT * FROM links WHERE url = 'x'") != []
    state.close()
