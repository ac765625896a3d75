"""What is known of each article: its last version, and the text that each of its addresses brought."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, false, or_, select

from newscrawl.article import Article
from newscrawl.correction import correction_note
from newscrawl.emptied import emptied
from newscrawl.state import sources
from newscrawl.state.statements import Hot, upsert
from newscrawl.state.tables import articles, link_keys, links
from newscrawl.state.tables import sources as source_rows
from newscrawl.state.takedowns import TAKEN_DOWN
from newscrawl.text import fold


class Last(NamedTuple):
    """The last version of an article as it is remembered; times in seconds since 1970.

    ``version_of`` is the article_id of the article that an address brings versions of, where it is another one's.
    """

    article_id: str
    link_key: bytes
    outlet: str
    version: int
    title: str
    text_sha256: str
    story_id: str
    published_at: int | None
    fetched_at: int
    correction: bytes | None
    version_of: str | None = None

    @property
    def is_taken_down(self) -> bool:
        """Tell an article that may not come back from one that the outlet withdrew, and may publish again."""
        return self.text_sha256 == TAKEN_DOWN and not self.title


RELATED = select(*(articles.c[name] for name in Last._fields)).where(
    or_(
        articles.c.article_id.in_(bindparam("ids", expanding=True)),
        articles.c.text_sha256.in_(bindparam("texts", expanding=True)),
    )
)
BROUGHT = (
    select(articles)
    .join(links, links.c.article == articles.c.id)
    .join(link_keys, link_keys.c.link == links.c.id)
    .where(link_keys.c.key == bindparam("link_key"))
)
READ_FROM = (
    select(links.c.url, source_rows.c.url.label("found_in"))
    .select_from(articles)
    .join(link_keys, link_keys.c.key == articles.c.link_key)
    .join(links, links.c.id == link_keys.c.link)
    .join(source_rows, source_rows.c.id == links.c.source)
    .where(articles.c.article_id == bindparam("article_id"))
)
NUMBER = Hot(lambda _: select(articles.c.id).where(articles.c.article_id == bindparam("article_id")))


def last_of(key: bytes, article: Article, identity: str) -> Last:
    """Return what is remembered of the version of an article that the link ``key`` brought; ``identity`` is its id."""
    return Last(
        article_id=identity,
        link_key=key,
        outlet=article.outlet,
        version=article.version,
        title=article.title,
        text_sha256=article.text_sha256,
        story_id=article.story_id,
        published_at=int(article.published_at.timestamp()) if article.published_at else None,
        fetched_at=int(article.fetched_at.timestamp()),
        correction=correction_hash(article),
        version_of=None if identity == article.article_id else article.article_id,
    )


def correction_hash(article: Article) -> bytes | None:
    """Return 8 bytes of a hash of the note by which the outlet corrects the article, None where there is none."""
    note = correction_note(article.body)
    return sha256(fold(note).encode()).digest()[:8] if note else None


def related(connection: Connection, ids: Collection[str], texts: Collection[str]) -> dict[str, Last]:
    """Return what is known of articles, and of all that have these texts, by their ids."""
    values = {f"id_{number}": one for number, one in enumerate(ids)}
    values |= {f"text_{number}": one for number, one in enumerate(texts)}
    if not _any_related(len(ids), len(texts)).run(connection, values):  # as with most articles
        return {}
    rows = connection.execute(RELATED, {"ids": list(ids), "texts": list(texts)})
    return {row.article_id: Last(*row) for row in rows}


def remember(connection: Connection, *last: Last) -> None:
    """Remember versions of articles as the last ones."""
    upsert(connection, articles, ("article_id",), *(one._asdict() for one in last))


def number(connection: Connection, article_id: str) -> int:
    """Return the number of an article that is known."""
    ((found,),) = NUMBER.run(connection, {"article_id": article_id})
    return int(found)


def read_from(connection: Connection, article_id: str | None) -> str | None:
    """Return the address that brought the last version of an article, None if it is not known."""
    row = connection.execute(READ_FROM, {"article_id": article_id}).one_or_none() if article_id else None
    return sources.lengthened(row.url, row.found_in) if row else None


def withdraw(connection: Connection, key: bytes, article: Article) -> Article | None:
    """Return the record that says the article which the link brought is gone, None if state knows of none."""
    row = connection.execute(BROUGHT, {"link_key": key}).first()
    if row is None or row.text_sha256 == TAKEN_DOWN:  # or withdrawn before
        return None
    published = None if row.published_at is None else datetime.fromtimestamp(row.published_at, UTC)
    gone = replace(article, article_id=row.article_id, version=row.version + 1, published_at=published)
    return replace(emptied(gone), story_id=row.story_id)


@cache
def _any_related(ids: int, texts: int) -> Hot:
    """Return a query for whether anything is known of so many articles and texts; SQLAlchemy counts them each time."""
    return Hot(
        lambda _: (
            select(articles.c.id)
            .where(or_(_one_of(articles.c.article_id, "id", ids), _one_of(articles.c.text_sha256, "text", texts)))
            .limit(1)
        )
    )


def _one_of(column: ColumnElement[str], name: str, count: int) -> ColumnElement[bool]:
    values = [bindparam(f"{name}_{number}", type_=column.type) for number in range(count)]
    return column.in_(values) if values else false()
