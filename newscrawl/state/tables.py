"""The tables of the state database; times are whole seconds since 1970, UTC."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

from newscrawl.state.column_types import Hex, Serial, StateNumber

SCHEMA_VERSION = 8
metadata = MetaData()

schema = Table("newscrawl_schema", metadata, Column("version", Integer, nullable=False))

# Texts that many links share: crawls and reasons. A link holds their numbers.
names = Table(
    "names",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

# What a link is known by. Apart from `links`, whose rows can so be filled to the brim in the order they come.
link_keys = Table(
    "link_keys",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("link", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# One row a link, for good: a million of them take 150 MB. `crawl` answers for it.
links = Table(
    "links",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("source", BigInteger, nullable=False),  # the one that offered it first
    Column("url", Text, nullable=False),  # without the scheme and host where they are those of the source
    Column("offered_at", BigInteger, nullable=False),
    Column("fetched_after", BigInteger),  # seconds since it was offered, as the next one
    Column("decided_after", BigInteger),
    Column("state", StateNumber, nullable=False),
    Column("reason", BigInteger),  # one of the names
    Column("crawl", BigInteger, nullable=False),  # likewise
    Column("article", BigInteger),
    Column("segment", BigInteger),  # in which its article's last version was delivered
    Column("line", BigInteger),  # of that part, from 1
    Index("links_crawl", "crawl"),
)

# A link stays owed until it has an end, and only as long is there such a row, with what the source said of it.
owed = Table(
    "owed",
    metadata,
    Column("link", BigInteger, primary_key=True, autoincrement=False),
    Column("key", LargeBinary(16), nullable=False),
    Column("outlet", String(64), nullable=False),
    Column("title", Text),
    Column("published_at", BigInteger),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("taken", Boolean, nullable=False),  # the crawl that answers for it has begun with it
    Index("owed_due", "outlet", "due_at"),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("outlet", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("polled_at", BigInteger),  # None: an article says it was found there, and no crawl has polled it
    Column("walked_at", BigInteger),  # what was offered before this moment is known to the last page
    Column("offered", Integer),
    Column("failure", Text),  # why the last poll gave nothing
    Column("failing_since", BigInteger),
    Column("failures", Integer),  # in a row
    Column("retired_at", BigInteger),  # it has failed for days, and is tried rarely
    Column("due_at", BigInteger),
    Column("rhythm", Text),  # JSON: how many new links it gives at which hour
    Column("found_as", Text),  # its kind, where the outlet's site names it and no fact does
    Column("gaps", Integer),  # polls that shared no link with the one before
    Index("sources_url", "outlet", "url", unique=True),
)

# Documents of sources as they were read last: what has not changed since need not be read again.
documents = Table(
    "documents",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("outlet", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("digest", LargeBinary(16), nullable=False),  # of its bytes
    Index("documents_url", "outlet", "url", unique=True),
)

# What a backfill of an outlet reads, to go on where it stopped. `done_at` is when a document's last link was offered.
backfills = Table(
    "backfills",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("outlet", String(64), nullable=False),
    Column("days", String(24), nullable=False),  # 2024-01-01..2024-03-31
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("document", Text, nullable=False),  # JSON: what is known of it before it is read
    Column("until", Integer, nullable=False),  # the newest day that it may have links of, days since 0001-01-01
    Column("last_resort", Boolean, nullable=False),  # read only where the others have nothing
    Column("done_at", BigInteger),
    Column("links", Integer, nullable=False),  # of these days
    Column("failure", Text),
    Index("backfills_url", "outlet", "days", "url", unique=True),
)

# Hosts that refused us, with port where it is not the scheme's: all crawls leave them alone together.
hosts = Table(
    "hosts",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("host", Text, nullable=False, unique=True),
    Column("quiet_until", BigInteger, nullable=False),
    Column("slowness", Integer, nullable=False),  # doublings of the pause between two requests
    Column("refused_at", BigInteger, nullable=False),
)

# What hosts publish for crawlers: robots.txt, tdmrep.json. No body: there is none.
site_files = Table(
    "site_files",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("body", LargeBinary),
    Column("fetched_at", BigInteger, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("article_id", Hex(16), nullable=False, unique=True),
    Column("link_key", LargeBinary(16), nullable=False),  # which brought the last version
    Column("outlet", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text_sha256", Hex(32), nullable=False),
    Column("story_id", Hex(16), nullable=False),  # as it was told; story_merges says what became of it
    Column("published_at", BigInteger),
    Column("fetched_at", BigInteger, nullable=False),
    Column("correction", LargeBinary(8)),  # hash of the note with which the outlet corrected it
    Column("version_of", Hex(16)),  # the article of which this address brings versions, where it is another's
    Index("articles_text", "text_sha256"),
)

# Delivered articles that are to be looked at again; a row goes after the last look.
looks = Table(
    "looks",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", LargeBinary(16), nullable=False, unique=True),  # of the link
    Column("link", BigInteger, nullable=False),
    Column("outlet", String(64), nullable=False),
    Column("since", BigInteger, nullable=False),  # when it was fetched first
    Column("look", SmallInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("missing", Boolean, nullable=False),  # the page was not there the last time
    Index("looks_due", "outlet", "due_at"),
)

# How often an outlet edits: looks that were made, and those that found an edit.
edits = Table(
    "edits",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("outlet", String(64), nullable=False),
    Column("look", SmallInteger, nullable=False),
    Column("made", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Index("edits_look", "outlet", "look", unique=True),
)

# What an article is known by besides its id: addresses in the form that all their forms share, and numbers in them.
article_keys = Table(
    "article_keys",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("article", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What pages showed that were not what was offered, by title and by text, and at how many addresses.
suspects = Table(
    "suspects",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", LargeBinary(16), nullable=False, unique=True),
    Column("link", LargeBinary(16), nullable=False),  # the first that showed it
    Column("urls", Integer, nullable=False),
)

# Whether a number that stands in addresses of one shape is an article's id: how often it was met, how often for two.
url_shapes = Table(
    "url_shapes",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", LargeBinary(16), nullable=False, unique=True),
    Column("articles", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
)

# The days that texts are looked up in; each has tables of its own, see story_tables.py.
story_days = Table(
    "story_days",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),  # since 1970
    Column("fresh_from", Integer, nullable=False),  # the first text whose keys are not in the table of keys yet
    Column("sieve", LargeBinary),  # of its keys, once the day is over
)

# What is known of a story that several articles tell.
stories = Table(
    "stories",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("story_id", Hex(16), nullable=False, unique=True),
    Column("first", Hex(16), nullable=False),  # article_id of the one that told it first
    Column("told_at", BigInteger, nullable=False),  # when that one was published; if it does not say so, fetched
    Column("fetched_at", BigInteger, nullable=False),
)

# Stories that turned out to be one, and where they are told now: never at one that was merged itself.
story_merges = Table(
    "story_merges",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("story_id", Hex(16), nullable=False, unique=True),
    Column("merged_into", Hex(16), nullable=False),
    Index("story_merges_into", "merged_into"),
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
    Column("kind", String(16), nullable=False, server_default="articles"),  # of what its rows are lines
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
    Column("size", Integer, nullable=False, server_default="0"),  # of the line in bytes
    Index("outbox_crawl", "crawl_id", "id", "size", "kept_at"),  # answers what waits without touching a line
    sqlite_autoincrement=True,  # SQLite would give the ids of delivered rows to new ones, and those count as sealed
)

# Paragraphs and the pages that have them. Apart by outlet, so that what one crawl writes lies together.
blocks = Table(
    "blocks",
    metadata,
    Column("outlet", BigInteger, primary_key=True),  # one of the names
    Column("block", BigInteger, primary_key=True),  # hash of the text
    Column("pages", Integer, nullable=False),
    Column("days", BigInteger, nullable=False),  # of their publication, a bit each
    Column("sections", BigInteger, nullable=False),  # likewise
    Column("last_day", Integer, nullable=False),  # on which it was seen, since 1970
    sqlite_with_rowid=False,
)

# Lines that say of two stories that they are one; they wait as articles do.
story_outbox = Table(
    "story_outbox",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("crawl_id", String(64), nullable=False),
    Column("line", LargeBinary, nullable=False),
    Index("story_outbox_crawl", "crawl_id", "id"),
    sqlite_autoincrement=True,
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
