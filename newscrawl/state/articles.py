"""What is known of each article: its last version, its text, its story."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, or_, select

from newscrawl.article import Article, Change, article_id
from newscrawl.correction import correction_note
from newscrawl.emptied import emptied
from newscrawl.identity import is_alternate, related, same_place
from newscrawl.state import article_keys, sources
from newscrawl.state.article_keys import ArticleKeys, keys_of
from newscrawl.state.sameness import is_conflict, is_same, is_same_by_id
from newscrawl.state.statements import Hot, one_at_a_time, upsert
from newscrawl.state.tables import articles, link_keys, links
from newscrawl.state.tables import sources as source_rows
from newscrawl.state.takedowns import TAKEN_DOWN
from newscrawl.text import fold
from newscrawl.urls import link_key, normalise

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
READ_FROM = (
    select(links.c.url, source_rows.c.url.label("found_in"))
    .select_from(articles)
    .join(link_keys, link_keys.c.key == articles.c.link_key)
    .join(links, links.c.id == link_keys.c.link)
    .join(source_rows, source_rows.c.id == links.c.source)
    .where(articles.c.id == bindparam("article"))
)
BY_NUMBER = select(articles).where(articles.c.id.in_(bindparam("numbers", expanding=True)))


class Placed(NamedTuple):
    """What a page turned out to be: ``article`` as it is written, None if it says nothing new beside ``known``.

    ``known`` is the number of the article that is known already, None for a new one; ``is_copy`` says that the page
    shows it under another address than the one it is read from, ``is_stranger`` that only the text relates the two.
    ``keys`` are what the article is known by.
    """

    article: Article | None
    keys: ArticleKeys
    known: int | None = None
    is_copy: bool = False
    is_stranger: bool = False
    conflict: bool = False


class Known(NamedTuple):
    """What is known of an article: itself, others with its text; ``conflict`` says that its number is another one's.

    ``other`` is another article that has the article_id already.
    """

    row: Row[Any] | None
    twins: list[Row[Any]]
    other: Row[Any] | None = None
    conflict: bool = False


def place(connection: Connection, key: bytes, article: Article) -> Placed:
    """Return the article as a version of what is known and as part of a story.

    ``key`` is the link that brought it. The same text and headline at a second URL of an outlet is the article that is
    known already; so is another text at a second address, such as a print version, where headline or time agree: only
    the link that brought an article, or its canonical one, brings edits. Where they do not agree the canonical link
    lied, and the page is an article of its own. An article that was taken down never says anything new. The same text
    at another outlet is one story, told first by the one published first.
    """
    one_at_a_time(connection, article.text_sha256.encode())  # two crawls may bring one text at once
    keys = keys_of(article)
    known, twins, other, conflict = _known(connection, key, keys, article)
    if other:
        article = _apart(connection, article)
        keys = keys_of(article)
    repeated = known or next((twin for twin in twins if _repeats(article, twin)), None)
    if repeated and (_repeats(article, repeated) or not _may_edit(key, article, repeated)):
        is_copy = repeated.link_key != key
        is_stranger = is_copy and not known and not _is_akin(connection, article, repeated)
        return Placed(None, keys, repeated.id, is_copy=is_copy, is_stranger=is_stranger)
    if known:
        article = replace(
            article, article_id=known.article_id, version=known.version + 1, change=_change(article, known)
        )
    placed = _in_story(article, [twin for twin in twins if twin.outlet != article.outlet], known)
    return Placed(placed, keys, known.id if known else None, conflict=conflict)


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


def learn(connection: Connection, placed: Placed, number: int) -> None:
    """Remember what the article of this number is known by, and whether numbers in its addresses are ids."""
    article_keys.remember(connection, placed.keys, number)
    if placed.known is None:
        article_keys.learn(connection, placed.keys, conflict=placed.conflict)


def _known(connection: Connection, key: bytes, keys: ArticleKeys, article: Article) -> Known:
    found = article_keys.find(connection, keys)
    values = {"article_id": article.article_id, "text": article.text_sha256}
    if not found and not ANY_RELATED.run(connection, values):  # as with most articles
        return Known(None, [])
    rows = {row.id: row for row in connection.execute(RELATED, values)}
    if missing := set(found.values()) - rows.keys():
        rows |= {row.id: row for row in connection.execute(BY_NUMBER, {"numbers": list(missing)})}
    twins = [row for row in rows.values() if row.text_sha256 == article.text_sha256]
    by_id = next((row for row in rows.values() if row.article_id == article.article_id), None)
    own = rows.get(found.get(keys.own, 0))
    claimed = [rows.get(found.get(name, 0)) for name in (keys.other, keys.other_form, keys.form)]
    if known := own or _first_same(key, article, [by_id, *claimed]):
        return Known(known, twins, by_id if by_id and by_id.id != known.id else None)
    numbered = rows.get(found.get(keys.number, 0)) if keys.number else None
    if numbered and is_same_by_id(article, numbered, is_id=article_keys.is_id(connection, keys)):
        return Known(numbered, twins, by_id if by_id and by_id.id != numbered.id else None)
    return Known(None, twins, by_id, conflict=numbered is not None and is_conflict(article, numbered))


def _is_taken_down(known: Row[Any]) -> bool:
    """Tell an article that may not come back from one that the outlet withdrew, and may publish again."""
    return bool(known.text_sha256 == TAKEN_DOWN and not known.title)


def _first_same(key: bytes, article: Article, rows: Iterable[Row[Any] | None]) -> Row[Any] | None:
    """Return the first of the rows that share an id or an address with the article and show the same one."""
    is_declared = article.article_id != article_id(article.outlet, article.canonical_url)
    for row in filter(None, rows):
        declared = is_declared and row.article_id == article.article_id  # the outlet's own id needs no proof
        if declared or row.link_key == key or _is_taken_down(row) or is_same(article, row):
            return row
    return None


def _apart(connection: Connection, article: Article) -> Article:
    """Return an article under its own address, where the id of the one that it claims is another article's."""
    own = normalise(article.url)
    identity = article_id(article.outlet, own)
    if connection.execute(RELATED, {"article_id": identity, "text": ""}).first():
        identity = article_id(article.outlet, f"{own}#{article.text_sha256}")
    return replace(article, article_id=identity, canonical_url=own)


def read_from(connection: Connection, number: int | None) -> str | None:
    """Return the address that brought the last version of the article of this number, None if it is not known."""
    row = connection.execute(READ_FROM, {"article": number}).one_or_none()
    return sources.lengthened(row.url, row.found_in) if row else None


def _is_akin(connection: Connection, article: Article, known: Row[Any]) -> bool:
    """Tell whether the addresses of an article and of a known one with its text tell of the same."""
    other = read_from(connection, known.id)
    return other is None or related(article.url, other) is True or same_place(article.canonical_url, other)


def _may_edit(key: bytes, article: Article, known: Row[Any]) -> bool:
    if _is_taken_down(known):
        return False
    if key == known.link_key:
        return True
    return key == link_key(article.outlet, article.canonical_url) and not is_alternate(article.url)


def _repeats(article: Article, row: Row[Any]) -> bool:
    return bool((row.outlet, row.text_sha256, row.title) == (article.outlet, article.text_sha256, article.title))


def _change(article: Article, known: Row[Any]) -> Change:
    if article.text_sha256 == known.text_sha256:
        return "headline"
    note = _correction(article)
    return "correction" if note and note != known.correction else "body"


def _correction(article: Article) -> bytes | None:
    """Return 8 bytes of a hash of the note by which the outlet corrects the article, None where there is none."""
    note = correction_note(article.body)
    return sha256(fold(note).encode()).digest()[:8] if note else None


def _in_story(article: Article, twins: Iterable[Row[Any]], known: Row[Any] | None) -> Article:
    twins = list(twins)
    if not twins:
        return replace(article, story_id=known.story_id if known else article.article_id, story_of=article.article_id)
    earliest = min(twins, key=lambda row: (row.published_at or row.fetched_at, row.fetched_at))
    own = (article.published_at or article.fetched_at).timestamp()
    first = article.article_id if own < (earliest.published_at or earliest.fetched_at) else earliest.article_id
    return replace(article, story_id=earliest.story_id, story_of=first, story_relation="exact", story_overlap=1.0)
