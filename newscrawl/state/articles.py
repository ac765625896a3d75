"""What is known of each article: its last version, its text, its story."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from newscrawl.article import Article, Change
from newscrawl.correction import correction_note
from newscrawl.emptied import emptied
from newscrawl.state.statements import Hot, one_at_a_time, upsert
from newscrawl.state.tables import articles, link_keys, links
from newscrawl.state.takedowns import TAKEN_DOWN
from newscrawl.text import fold
from newscrawl.urls import link_key

RELATED = select(articles).where(
    or_(articles.c.article_id == bindparam("article_id"), articles.c.text_sha256 == bindparam("text"))
)
BROUGHT = (
    select(articles)
    .join(links, links.c.article == articles.c.id)
    .join(link_keys, link_keys.c.link == links.c.id)
    .where(link_keys.c.key == bindparam("link_key"))
)
ANY_RELATED = Hot(lambda _: RELATED.with_only_columns(articles.c.id).limit(1))


def place(connection: Connection, key: bytes, article: Article) -> Article | None:
    """Return the article as a version of what is known and as part of a story, or None if it says nothing new.

    ``key`` is the link that brought it. The same text and headline at a second URL of an outlet is the article that is
    known already; so is another text under a canonical URL that is not its own, such as a print version: only the link
    that brought an article, or its canonical one, brings edits. An article that was taken down never says anything new.
    The same text at another outlet is one story, told first by the one published first.
    """
    one_at_a_time(connection, article.text_sha256.encode())  # two crawls may bring one text at once
    known, twins = _related(connection, article)
    if _is_known(article, [known] if known else twins) or (known and _is_taken_down(known)):
        return None
    if known and key not in (known.link_key, link_key(article.outlet, article.canonical_url)):
        return None
    placed = replace(article, version=known.version + 1, change=_change(article, known)) if known else article
    return _in_story(placed, [twin for twin in twins if twin.outlet != article.outlet], known)


def withdraw(connection: Connection, key: bytes, article: Article) -> Article | None:
    """Return the record that says the article which the link brought is gone, None if state knows of none."""
    row = connection.execute(BROUGHT, {"link_key": key}).first()
    if row is None or row.text_sha256 == TAKEN_DOWN:  # or withdrawn before
        return None
    published = None if row.published_at is None else datetime.fromtimestamp(row.published_at, UTC)
    gone = replace(article, article_id=row.article_id, version=row.version + 1, published_at=published)
    return replace(emptied(gone), story_id=row.story_id)


def remember(connection: Connection, key: bytes, article: Article) -> int:
    """Remember this version of the article as the last one; return the article's number."""
    row = {
        "article_id": article.article_id,
        "link_key": key,
        "outlet": article.outlet,
        "version": article.version,
        "title": article.title,
        "text_sha256": article.text_sha256,
        "story_id": article.story_id,
        "published_at": int(article.published_at.timestamp()) if article.published_at else None,
        "fetched_at": int(article.fetched_at.timestamp()),
        "correction": _correction(article),
    }
    return upsert(connection, articles, ("article_id",), row)


def known_as(connection: Connection, article: Article) -> int | None:
    """Return the number of the article that this one says nothing new beside: itself, or one with its text."""
    known, twins = _related(connection, article)
    return known.id if known else next((twin.id for twin in twins if twin.outlet == article.outlet), None)


def _related(connection: Connection, article: Article) -> tuple[Row[Any] | None, list[Row[Any]]]:
    """Return what is known of the article, and of all that have its text."""
    values = {"article_id": article.article_id, "text": article.text_sha256}
    if not ANY_RELATED.run(connection, values):  # as with most articles
        return None, []
    rows = connection.execute(RELATED, values).all()
    known = next((row for row in rows if row.article_id == article.article_id), None)
    return known, [row for row in rows if row.text_sha256 == article.text_sha256]


def _is_taken_down(known: Row[Any]) -> bool:
    """Tell an article that may not come back from one that the outlet withdrew, and may publish again."""
    return bool(known.text_sha256 == TAKEN_DOWN and not known.title)


def _is_known(article: Article, rows: Iterable[Row[Any]]) -> bool:
    new = (article.outlet, article.text_sha256, article.title)
    return any((row.outlet, row.text_sha256, row.title) == new for row in rows)


def _change(article: Article, known: Row[Any]) -> Change:
    if article.text_sha256 == known.text_sha256:
        return "headline"
    note = _correction(article)
    return "correction" if note and note != known.correction else "body"


def _correction(article: Article) -> bytes | None:
    """Return 8 bytes of a hash of the note by which the outlet corrects the article, None where there is none."""
    note = correction_note(article.body)
    return sha256(fold(note).encode()).digest()[:8] if note else None


def _in_story(article: Article, twins: list[Row[Any]], known: Row[Any] | None) -> Article:
    if not twins:
        return replace(article, story_id=known.story_id if known else article.article_id, story_of=article.article_id)
    earliest = min(twins, key=lambda row: (row.published_at or row.fetched_at, row.fetched_at))
    own = (article.published_at or article.fetched_at).timestamp()
    first = article.article_id if own < (earliest.published_at or earliest.fetched_at) else earliest.article_id
    return replace(article, story_id=earliest.story_id, story_of=first, story_relation="exact", story_overlap=1.0)
