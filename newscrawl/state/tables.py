"""The tables of the state database; times are whole seconds since 1970, UTC."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 1

metadata = MetaData()
Serial = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER is a rowid, and so counts by itself, in SQLite

schema = Table("newscrawl_schema", metadata, Column("version", Integer, nullable=False))

# A link stays owed until it has an end. `crawl_id` answers for it now; `taken` says that this crawl has begun with it.
links = Table(
    "links",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("outlet", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("found_in", Text, nullable=False),
    Column("title", Text),
    Column("published_at", BigInteger),
    Column("offered_at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False),
    Column("due_at", BigInteger),  # None: has an end, or is parked
    Column("crawl_id", String(64), nullable=False),
    Column("taken", Boolean, nullable=False),
    Column("article_id", String(32)),
    Column("delivered_at", BigInteger),
    Index("links_due", "outlet", "due_at"),
    Index("links_crawl", "crawl_id", "state"),
)

sources = Table(
    "sources",
    metadata,
    Column("outlet", String(64), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("polled_at", BigInteger, nullable=False),
    Column("walked_at", BigInteger),  # what was offered before this moment is known to the last page
    Column("offered", Integer, nullable=False),
    Column("failure", Text),  # why the last poll gave nothing
)

articles = Table(
    "articles",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("link_key", LargeBinary(16), nullable=False),  # which brought the last version
    Column("outlet", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("story_id", String(32), nullable=False),
    Column("published_at", BigInteger),
    Column("fetched_at", BigInteger, nullable=False),
    Index("articles_text", "text_sha256"),
)

segments = Table(
    "segments",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("crawl_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("first_row", BigInteger, nullable=False),  # ids in the outbox; sealing touches no row
    Column("last_row", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bytes", BigInteger),  # of the part as stored; None until it lies in the lake
    Column("sha256", String(64)),
    Column("sealed_at", BigInteger, nullable=False),
    Column("delivered_at", BigInteger),
    Index("segments_crawl", "crawl_id", "number", unique=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("crawl_id", String(64), nullable=False),
    Column("link_key", LargeBinary(16), nullable=False),
    Column("line", LargeBinary, nullable=False),
    Column("kept_at", BigInteger, nullable=False),
    Index("outbox_crawl", "crawl_id", "id"),
    sqlite_autoincrement=True,  # SQLite would give the ids of delivered rows to new ones, and those count as sealed
)

crawls = Table(
    "crawls",
    metadata,
    Column("crawl_id", String(64), primary_key=True),
    Column("outlet", String(64), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("exit_code", Integer),
    Column("report", Text),
    Column("manifest_key", Text),  # fixed before the manifest is written, so that a second attempt names the same one
    Column("manifest_put", Boolean, nullable=False),
    Index("crawls_outlet", "outlet", "started_at"),
)

leases = Table(
    "leases",
    metadata,
    Column("outlet", String(64), primary_key=True),
    Column("crawl_id", String(64), nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
