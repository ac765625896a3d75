"""The state database: opened, brought up to date, and written in transactions; SQLite by path, any other by URL."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
)

from newscrawl.errors import BadState
from newscrawl.printable import redacted
from newscrawl.state.migrations import migrate
from newscrawl.state.statements import Hot, one_at_a_time
from newscrawl.state.tables import SCHEMA_VERSION, metadata, schema

CHECKPOINT_PAGES = 8000  # 32 MB: with SQLite's 1000, every hundredth article waits for the pages of all those before
CACHE_KIB = 16_000  # half of what a million links are looked up by; with SQLite's 2,000 most look-ups read the file
LOCK_WAIT_MS = 30_000  # another crawl's transaction takes milliseconds; a copy of the file by a backup may take seconds
AGAIN_SECONDS = 0.02

BEGIN_IMMEDIATE = Hot(lambda _: text("BEGIN IMMEDIATE"))

_creating = Lock()

OURS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)  # faults of a statement, not of the database
HINT = "see that it can be read and written, or set NEWSCRAWL_STATE or --state to a file or postgresql+psycopg://..."

DAMAGED = "it is left as it is: restore a copy, or save what can be read by sqlite3 FILE .recover into a new one"


class Database:
    """An open state database; raise BadState where it cannot be used, with what to do."""

    def __init__(self, location: str) -> None:
        """Open ``location``, a file or a SQLAlchemy URL, and bring its schema up to date."""
        self.name = location.partition("://")[0]  # until it is known which part of it is a password
        try:
            url = _url(location)
            self.name = location if "://" not in location else redacted(url.render_as_string(hide_password=True))
            self._engine = _engine(url)
        except ModuleNotFoundError as error:
            raise BadState(f"state {self.name}: {error.name} is missing; pip install 'newscrawl[cluster]'") from error
        except (SQLAlchemyError, OSError, ValueError) as error:
            raise BadState(f"state {self.name}: {_plain(error)}; {HINT}") from error
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give a connection whose statements take effect together at the end of the block, or not at all.

        Raise BadState where the database itself fails: locked, full, damaged, gone.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            if isinstance(error, OURS):
                raise
            hint = DAMAGED if _is_damaged(error) else HINT
            raise BadState(f"state {self.name}: {_plain(error)}; {hint}") from error

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _migrate(self) -> None:
        with self.transaction() as connection:
            one_at_a_time(connection, b"schema")  # two processes may come first
            if not inspect(connection).has_table(schema.name):
                metadata.create_all(connection)
                connection.execute(schema.insert().values(version=SCHEMA_VERSION))
                return
            found = connection.scalar(select(schema.c.version)) or 0
            if 0 < found < SCHEMA_VERSION:
                migrate(connection, found)
        if found > SCHEMA_VERSION:
            raise BadState(
                f"state {self.name}: its schema has version {found}, this newscrawl knows {SCHEMA_VERSION}; "
                "use the newscrawl that wrote it, or another NEWSCRAWL_STATE"
            )
        if not found:
            raise BadState(
                f"state {self.name}: its schema has no version; restore a copy, or set another NEWSCRAWL_STATE"
            )


def _url(location: str) -> URL:
    if "://" not in location:
        return URL.create("sqlite", database=location)
    url = make_url(location)
    kind = url.get_backend_name()
    if kind not in ("sqlite", "postgresql"):
        raise ValueError(f"{kind} is no database newscrawl knows")
    if "@" in (url.host or ""):  # the rest of the password, which every message would show
        raise ValueError("a @ in a password is written %40, and a / %2F")
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _engine(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    if engine.dialect.name == "sqlite":
        _prepare_file(url.database)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_file(path: str | None) -> None:
    """Create the file, and the folder it is in, for its owner alone: the outbox holds whole articles.

    A file that is there is not opened: closing it again would end the locks that this process has on it, another
    process would take itself for the last, and delete the log that we go on writing to.
    """
    if not path or path == ":memory:":
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        with _creating:  # one thread after the other, for the same reason
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        _see_that_it_can_be_written(path)


def _see_that_it_can_be_written(path: str) -> None:
    """Raise OSError where a file cannot be written, with the reason, which SQLite does not tell."""
    reasons = {
        errno.EISDIR: Path(path).is_dir(),
        errno.EROFS: bool(os.statvfs(path).f_flag & os.ST_RDONLY),
        errno.EACCES: not os.access(path, os.R_OK | os.W_OK),
    }
    for number, is_so in reasons.items():
        if is_so:
            raise OSError(number, os.strerror(number), path)


def open_to_others(location: str) -> bool:
    """Tell whether a state file, or what SQLite keeps beside it, can be read or written by others than its owner."""
    files = [] if "://" in location else [Path(location + end) for end in ("", "-wal", "-shm")]
    return any(path.exists() and path.stat().st_mode & 0o077 for path in files)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    connection.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
    _keep_a_log(connection)
    connection.execute("PRAGMA synchronous=FULL")  # a commit that was acknowledged survives a power cut
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Let SQLite write ahead; while another process turns that on for a new file, it does not wait by itself."""
    deadline = monotonic() + LOCK_WAIT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > deadline:
                raise
            sleep(AGAIN_SECONDS)
        else:
            return


def _begin_immediate(connection: Connection) -> None:
    # A reader that becomes a writer half-way cannot wait for another writer and fails at once.
    BEGIN_IMMEDIATE.run(connection, {})


def _is_damaged(error: DatabaseError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the rest tells more exactly what is damaged
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _plain(error: Exception) -> str:
    cause = error.orig if isinstance(error, DatabaseError) else error
    return str(cause).splitlines()[0].strip().removesuffix(".")
