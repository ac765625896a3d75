"""Takedowns: articles whose text has to leave the lake, and that no crawl may bring back."""

from hashlib import sha256

from sqlalchemy import Connection, select, update

from newscrawl.state.tables import articles, outbox

TAKEN_DOWN = sha256(b"").hexdigest()  # no article has an empty text
ROWS_AT_ONCE = 100


def take_down(connection: Connection, article_id: str) -> int:
    """Keep crawls from delivering an article again; return how many versions of it wait in the outbox."""
    marked = {"text_sha256": TAKEN_DOWN, "title": ""}
    connection.execute(update(articles).where(articles.c.article_id == article_id).values(**marked))
    lines = connection.execute(select(outbox.c.line).execution_options(yield_per=ROWS_AT_ONCE)).scalars()
    own = f'"article_id":"{article_id}"'.encode()  # as a line begins; a line of its story has the id elsewhere
    with lines:
        return sum(own in line for line in lines)
