"""What is known of each article: its last version, its text, its story."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from newscrawl.article import Article, Change
from newscrawl.state.statements import Hot, one_at_a_time, upsert
from newscrawl.state.tables import articles
from newscrawl.state.takedowns import TAKEN_DOWN
from newscrawl.urls import link_key

RELATED = select(articles).where(
    or_(articles.c.article_id == bindparam("article_id"), articles.c.text_sha256 == bindparam("text"))
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
    if _is_known(article, [known] if known else twins) or (known and known.text_sha256 == TAKEN_DOWN):
        return None
    if known and key not in (known.link_key, link_key(article.outlet, article.canonical_url)):
        return None
    placed = replace(article, version=known.version + 1, change=_change(article, known)) if known else article
    return _in_story(placed, [twin for twin in twins if twin.outlet != article.outlet], known)


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


def _is_known(article: Article, rows: Iterable[Row[Any]]) -> bool:
    new = (article.outlet, article.text_sha256, article.title)
    return any((row.outlet, row.text_sha256, row.title) == new for row in rows)


def _change(article: Article, known: Row[Any]) -> Change:
    return "headline" if article.text_sha256 == known.text_sha256 else "body"


def _in_story(article: Article, twins: list[Row[Any]], known: Row[Any] | None) -> Article:
    if not twins:
        return replace(article, story_id=known.story_id if known else article.article_id, story_of=article.article_id)
    earliest = min(twins, key=lambda row: (row.published_at or row.fetched_at, row.fetched_at))
    own = (article.published_at or article.fetched_at).timestamp()
    first = article.article_id if own < (earliest.published_at or earliest.fetched_at) else earliest.article_id
    return replace(article, story_id=earliest.story_id, story_of=first, story_relation="exact", story_overlap=1.0)
