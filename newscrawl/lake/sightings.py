"""Sightings: what a check has seen so far, on disk, so that its memory does not grow with the lake."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

from newscrawl.lake.claims import Claim, Piece

TABLES = """
CREATE TABLE parts (key TEXT PRIMARY KEY, number INTEGER, rows INTEGER, bytes INTEGER, sha256 TEXT,
                    crawl_id TEXT, own_name INTEGER, claimed INTEGER) WITHOUT ROWID;
CREATE TABLE versions (article_id BLOB, version INTEGER, part INTEGER);
CREATE TABLE claims (key TEXT PRIMARY KEY, manifest TEXT) WITHOUT ROWID;
CREATE TABLE pieces (key TEXT PRIMARY KEY, rows INTEGER, bytes INTEGER, sha256 TEXT,
                     holder TEXT, taken_down INTEGER) WITHOUT ROWID;
CREATE TABLE superseding (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE crawls (crawl_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Twice(NamedTuple):
    """A version of an article that lies in the lake more than once, and the parts it lies in."""

    article_id: str
    version: int
    parts: list[str]


class Superseded(NamedTuple):
    """A part as the superseding manifest describes it, the part it lies in now, and whether a takedown changed it."""

    claim: Claim
    holder: str
    taken_down: bool


class Unnamed(NamedTuple):
    """A part that no manifest names, whether its crawl has written one, and whether the sum in its name is right."""

    key: str
    concluded: bool
    own_name: bool


class Sightings:
    """A temporary database of parts, of the versions in them, and of what manifests claim."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # SQLite's name for a private file that goes when it is closed
        self._database.executescript(TABLES)
        self._parts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def versions(self, found: Iterable[tuple[str, int]]) -> None:
        """Note the versions of articles that the next part holds."""
        rows = ((bytes.fromhex(article_id), version, self._parts) for article_id, version in found)
        self._database.executemany("INSERT INTO versions VALUES (?, ?, ?)", rows)

    def part(self, part: Claim, crawl_id: str | None, *, own_name: bool) -> None:
        """Note a part as it was read, the crawl that its lines are of, and whether the sum in its name is theirs."""
        row = (part.key, self._parts, part.rows, part.bytes, part.sha256, crawl_id, own_name)
        self._database.execute("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, 0)", row)
        self._parts += 1

    def superseding(self, key: str) -> None:
        """Note that there is a superseding manifest."""
        self._database.execute("INSERT OR IGNORE INTO superseding VALUES (?)", (key,))

    def has_superseding(self, key: str) -> bool:
        """Tell whether there is a superseding manifest of this key."""
        return bool(self._database.execute("SELECT 1 FROM superseding WHERE key = ?", (key,)).fetchone())

    def seen(self, key: str) -> Claim | None:
        """Return the part as it was read, or None."""
        found = self._database.execute("SELECT rows, bytes, sha256 FROM parts WHERE key = ?", (key,)).fetchone()
        return Claim(key=key, rows=found[0], bytes=found[1], sha256=found[2]) if found else None

    def named(self, key: str) -> None:
        """Note that a manifest names the part."""
        self._database.execute("UPDATE parts SET claimed = 1 WHERE key = ?", (key,))

    def crawl(self, crawl_id: str) -> None:
        """Note that a crawl has written its manifest."""
        self._database.execute("INSERT OR IGNORE INTO crawls VALUES (?)", (crawl_id,))

    def claim(self, claim: Claim, manifest: str) -> str | None:
        """Note what a crawl's manifest says of a part; return the manifest that had said something of it before."""
        row = (claim.key, manifest)
        if self._database.execute("INSERT OR IGNORE INTO claims VALUES (?, ?)", row).rowcount:
            return None
        found: str = self._database.execute("SELECT manifest FROM claims WHERE key = ?", (claim.key,)).fetchone()[0]
        return found

    def piece(self, piece: Piece, holder: str) -> str | None:
        """Note that a part is superseded by ``holder``; return the one that was said to supersede it before."""
        row = (piece.key, piece.rows, piece.bytes, piece.sha256, holder, bool(piece.taken_down))
        if self._database.execute("INSERT OR IGNORE INTO pieces VALUES (?, ?, ?, ?, ?, ?)", row).rowcount:
            return None
        found: str = self._database.execute("SELECT holder FROM pieces WHERE key = ?", (piece.key,)).fetchone()[0]
        return found

    def superseded(self, key: str) -> Superseded | None:
        """Return what supersedes a part, or None."""
        query = "SELECT rows, bytes, sha256, holder, taken_down FROM pieces WHERE key = ?"
        found = self._database.execute(query, (key,)).fetchone()
        if not found:
            return None
        rows, size, digest, holder, taken_down = found
        return Superseded(Claim(key=key, rows=rows, bytes=size, sha256=digest), holder, bool(taken_down))

    def accounts_for(self, key: str) -> bool:
        """Tell whether a part was seen, under its own key or as a piece of another."""
        superseded = self.superseded(key)
        return bool(self.seen(key) or (superseded and self.seen(superseded.holder)))

    def unclaimed_pieces(self) -> Iterator[tuple[str, str]]:
        """Yield the parts that are said to be superseded and that no crawl delivered, and what supersedes them."""
        query = "SELECT key, holder FROM pieces WHERE key NOT IN (SELECT key FROM claims) ORDER BY key"
        yield from self._database.execute(query)

    def unnamed(self) -> Iterator[Unnamed]:
        """Yield the parts that no manifest names."""
        query = """SELECT key, crawl_id IN (SELECT crawl_id FROM crawls), own_name FROM parts
                   WHERE NOT claimed ORDER BY key"""
        for key, concluded, own_name in self._database.execute(query):
            yield Unnamed(key, bool(concluded), bool(own_name))

    def twice(self) -> Iterator[Twice]:
        """Yield the versions that were seen more than once; to be asked once, when everything was seen."""
        self._database.execute("CREATE INDEX by_version ON versions (article_id, version)")
        self._database.execute("CREATE UNIQUE INDEX by_number ON parts (number)")
        query = """WITH doubled AS (SELECT article_id, version FROM versions GROUP BY 1, 2 HAVING count(*) > 1)
                   SELECT lower(hex(article_id)), version, group_concat(DISTINCT key)
                   FROM doubled JOIN versions USING (article_id, version) JOIN parts ON number = part
                   GROUP BY article_id, version"""
        for article_id, version, keys in self._database.execute(query):
            yield Twice(article_id, version, sorted(keys.split(",")))
