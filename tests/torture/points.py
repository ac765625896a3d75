"""Crash points: every statement, commit and step of a put has a name, and a process dies where it is told to."""

import os
import re
import signal
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event

from newscrawl.lake.directory import Directory
from newscrawl.lake.s3 import Bucket
from newscrawl.state import database
from newscrawl.state.statements import Hot

TABLE = re.compile(r"(?:INTO|UPDATE|FROM)\s+\"?(\w+)", re.IGNORECASE)


class Points:
    """The points that this process has come by, and the one at which it is to die."""

    def __init__(self, fatal: tuple[str, int] | None = None) -> None:
        """Die when the point ``fatal[0]`` is reached for the ``fatal[1]``-th time."""
        self.seen: Counter[str] = Counter()
        self._fatal = fatal

    def reached(self, name: str) -> None:
        self.seen[name] += 1
        if self._fatal == (name, self.seen[name]):
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Make every engine, every storage and every file written into a lake of this process tell its steps."""
        make_engine = database._engine

        def watched_engine(url: URL) -> Engine:
            engine = make_engine(url)
            event.listen(engine, "before_cursor_execute", lambda _c, _cursor, sql, *_: self.reached(statement(sql)))
            event.listen(engine, "commit", lambda _: self.reached("commit"))
            event.listen(engine, "checkin", lambda *_: self.reached("committed"))
            return engine

        database._engine = watched_engine
        run = Hot.run
        prepared = Hot.prepared

        def told(hot: Hot, connection: Connection, *values: Any) -> Any:
            if values:
                self.reached(statement(prepared(hot, connection.dialect, values[0])[0]))
            return run(hot, connection, *values)

        setattr(Hot, "run", told)  # noqa: B010 -- as for mutants
        for storage in (Directory, Bucket):
            for step in ("head", "put"):
                self._tell(storage, step)
        self._before(os, "fsync", "sync a file")
        self._before(Path, "replace", "move a file into its place")

    def _tell(self, storage: type[Directory] | type[Bucket], step: str) -> None:
        act = getattr(storage, step)

        def told(lake: Any, key: str, *args: Any) -> Any:
            kind = key.partition("/")[0]
            self.reached(f"{step} {kind}")
            result = act(lake, key, *args)
            self.reached(f"{step} {kind} done")
            return result

        setattr(storage, step, told)

    def _before(self, owner: Any, name: str, point: str) -> None:
        act = getattr(owner, name)

        def told(*args: Any) -> Any:
            self.reached(point)
            return act(*args)

        setattr(owner, name, told)


def statement(sql: str) -> str:
    """Return the name of a statement's crash point: its verb and its first table."""
    table = TABLE.search(sql)
    verb = sql.split(maxsplit=1)[0].lower()
    return f"{verb} {table[1]}" if table else verb
