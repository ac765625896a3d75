"""A state of schema version 1, as the newscrawl of that time left it."""

from sqlalchemy import Connection, create_engine, text

TYPES = {
    "sqlite": {"blob": "BLOB", "serial": "INTEGER PRIMARY KEY", "counted": "INTEGER PRIMARY KEY AUTOINCREMENT"},
    "postgresql": {"blob": "BYTEA", "serial": "BIGSERIAL PRIMARY KEY", "counted": "BIGSERIAL PRIMARY KEY"},
}
DDL = """
CREATE TABLE newscrawl_schema (version INTEGER NOT NULL);
CREATE TABLE links (
    key {blob} NOT NULL PRIMARY KEY, outlet VARCHAR(64) NOT NULL, url TEXT NOT NULL, found_in TEXT NOT NULL,
    title TEXT, published_at BIGINT, offered_at BIGINT NOT NULL, state VARCHAR(16) NOT NULL, reason TEXT,
    attempts INTEGER NOT NULL, due_at BIGINT, crawl_id VARCHAR(64) NOT NULL, taken BOOLEAN NOT NULL,
    article_id VARCHAR(32), delivered_at BIGINT);
CREATE INDEX links_due ON links (outlet, due_at);
CREATE INDEX links_crawl ON links (crawl_id, state);
CREATE TABLE sources (
    outlet VARCHAR(64) NOT NULL, url TEXT NOT NULL, polled_at BIGINT NOT NULL, walked_at BIGINT,
    offered INTEGER NOT NULL, failure TEXT, PRIMARY KEY (outlet, url));
CREATE TABLE articles (
    article_id VARCHAR(32) NOT NULL PRIMARY KEY, link_key {blob} NOT NULL, outlet VARCHAR(64) NOT NULL,
    version INTEGER NOT NULL, title TEXT NOT NULL, text_sha256 VARCHAR(64) NOT NULL, story_id VARCHAR(32) NOT NULL,
    published_at BIGINT, fetched_at BIGINT NOT NULL);
CREATE INDEX articles_text ON articles (text_sha256);
CREATE TABLE segments (
    id {serial}, crawl_id VARCHAR(64) NOT NULL, number INTEGER NOT NULL, first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL, key TEXT NOT NULL, rows INTEGER NOT NULL, bytes BIGINT, sha256 VARCHAR(64),
    sealed_at BIGINT NOT NULL, delivered_at BIGINT);
CREATE UNIQUE INDEX segments_crawl ON segments (crawl_id, number);
CREATE TABLE outbox (
    id {counted}, crawl_id VARCHAR(64) NOT NULL, link_key {blob} NOT NULL, line {blob} NOT NULL,
    kept_at BIGINT NOT NULL);
CREATE INDEX outbox_crawl ON outbox (crawl_id, id);
CREATE TABLE crawls (
    crawl_id VARCHAR(64) NOT NULL PRIMARY KEY, outlet VARCHAR(64) NOT NULL, started_at BIGINT NOT NULL,
    ended_at BIGINT, exit_code INTEGER, report TEXT, manifest_key TEXT, manifest_put BOOLEAN NOT NULL);
CREATE INDEX crawls_outlet ON crawls (outlet, started_at);
CREATE TABLE leases (
    outlet VARCHAR(64) NOT NULL PRIMARY KEY, crawl_id VARCHAR(64) NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
    since BIGINT NOT NULL, expires_at BIGINT NOT NULL)
"""
CRAWL = "crawl-1"
FEED = "https://gazette.example/feed"
NOON = 1_793_707_200
LINK = (
    "INSERT INTO links VALUES (:key, 'gazette', :url, :found_in, :title, :published_at, :offered_at, :state, :reason, "
    ":attempts, :due_at, :crawl_id, :taken, :article_id, :delivered_at)"
)


def write(location: str, links: list[dict[str, object]], articles: list[dict[str, object]], line: bytes) -> None:
    """Write a state in which a crawl has died: a part delivered before, one line sealed, the rest owed."""
    engine = create_engine(location if "://" in location else f"sqlite:///{location}")
    with engine.begin() as connection:
        for statement in DDL.format(**TYPES[engine.dialect.name]).split(";"):
            connection.execute(text(statement))
        connection.execute(text("INSERT INTO newscrawl_schema VALUES (1)"))
        connection.execute(text(LINK), links)
        _write_articles(connection, articles)
        _write_crawl(connection, line, links[1]["key"])
    engine.dispose()


def _write_articles(connection: Connection, articles: list[dict[str, object]]) -> None:
    insert = "INSERT INTO articles VALUES (:id, :key, 'gazette', 1, :title, :text, :id, NULL, :now)"
    connection.execute(text(insert), [article | {"now": NOON} for article in articles])


def _write_crawl(connection: Connection, line: bytes, key: object) -> None:
    values = {"crawl": CRAWL, "now": NOON, "line": line, "key": key, "feed": FEED}
    for statement in (
        "INSERT INTO sources VALUES ('gazette', :feed, :now, :now, 3, NULL)",
        "INSERT INTO crawls VALUES (:crawl, 'gazette', :now, NULL, NULL, NULL, NULL, :never)",
        "INSERT INTO segments VALUES (1, :crawl, 1, 1, 6, 'articles/one', 6, 9, 'ab', :now, :now)",
        "INSERT INTO segments VALUES (2, :crawl, 2, 7, 7, 'articles/two', 1, NULL, NULL, :now, NULL)",
        "INSERT INTO outbox (id, crawl_id, link_key, line, kept_at) VALUES (7, :crawl, :key, :line, :now)",
    ):
        connection.execute(text(statement), values | {"never": False})
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval('outbox_id_seq', 7), setval('segments_id_seq', 2)"))
