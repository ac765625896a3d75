"""What is known of each article: its last version, its text, its story."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select

from newscrawl.article import Article, Change
from newscrawl.correction import correction_note
from newscrawl.emptied import emptied
from newscrawl.state.statements import Hot, one_at_a_time, upsert
from newscrawl.state.tables import articles, link_keys, links
from newscrawl.state.takedowns import TAKEN_DOWN
from newscrawl.text import fold
from newscrawl.urls import link_key


class Last(NamedTuple):
    """The last version of an article as it is remembered; times in seconds since 1970."""

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


class Known:
    """What is known of some articles, and of all that have their texts: read at once, and written at once."""

    def __init__(self, connection: Connection, new: Sequence[Article]) -> None:
        """Read what is known of the ``new`` articles."""
        texts = sorted({article.text_sha256 for article in new})
        for text in texts:  # in order: two crawls may bring the same texts at once, and must not wait for each other
            one_at_a_time(connection, text.encode())
        self._last = {row.article_id: row for row in _related(connection, [one.article_id for one in new], texts)}
        self._placed: dict[str, Last] = {}

    def place(self, key: bytes, article: Article) -> tuple[str, Article | None]:
        """Return the id by which the article is known, and the article, or None if it says nothing new.

        It comes as a version of what is known and as part of a story. ``key`` is the link that brought it. The same
        text and headline at a second URL of an outlet is the article that is known already; so is another text under a
        canonical URL that is not its own, such as a print version: only the link that brought an article, or its
        canonical one, brings edits. An article that was taken down never says anything new. The same text at another
        outlet is one story, told first by the one published first.
        """
        last, twins = self._last.get(article.article_id), self._twins(article)
        if same := next((one for one in ([last] if last else twins) if _is_same(article, one)), None):
            return same.article_id, None
        if last and (_is_taken_down(last) or not _may_edit(key, article, last)):
            return last.article_id, None
        placed = replace(article, version=last.version + 1, change=_change(article, last)) if last else article
        placed = _in_story(placed, [twin for twin in twins if twin.outlet != article.outlet], last)
        self._placed[article.article_id] = self._last[article.article_id] = _last_of(key, placed)
        return article.article_id, placed

    def remember(self, connection: Connection) -> None:
        """Write down what was placed."""
        upsert(connection, articles, ("article_id",), *(last._asdict() for last in self._placed.values()))

    def _twins(self, article: Article) -> list[Last]:
        return [last for last in self._last.values() if last.text_sha256 == article.text_sha256]


NUMBER = Hot(lambda _: select(articles.c.id).where(articles.c.article_id == bindparam("article_id")))


def number(connection: Connection, article_id: str) -> int:
    """Return the number of an article that is known."""
    ((found,),) = NUMBER.run(connection, {"article_id": article_id})
    return int(found)


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


def withdraw(connection: Connection, key: bytes, article: Article) -> Article | None:
    """Return the record that says the article which the link brought is gone, None if state knows of none."""
    row = connection.execute(BROUGHT, {"link_key": key}).first()
    if row is None or row.text_sha256 == TAKEN_DOWN:  # or withdrawn before
        return None
    published = None if row.published_at is None else datetime.fromtimestamp(row.published_at, UTC)
    gone = replace(article, article_id=row.article_id, version=row.version + 1, published_at=published)
    return replace(emptied(gone), story_id=row.story_id)


def remember(connection: Connection, key: bytes, article: Article) -> None:
    """Remember this version of the article as the last one."""
    upsert(connection, articles, ("article_id",), _last_of(key, article)._asdict())


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
    return column.in_([bindparam(f"{name}_{number}", type_=column.type) for number in range(count)])


def _related(connection: Connection, ids: list[str], texts: list[str]) -> list[Last]:
    """Return what is known of articles, and of all that have these texts."""
    values = {f"id_{number}": one for number, one in enumerate(ids)}
    values |= {f"text_{number}": one for number, one in enumerate(texts)}
    if not _any_related(len(ids), len(texts)).run(connection, values):  # as with most articles
        return []
    return [Last(*row) for row in connection.execute(RELATED, {"ids": ids, "texts": texts})]


def _last_of(key: bytes, article: Article) -> Last:
    return Last(
        article_id=article.article_id,
        link_key=key,
        outlet=article.outlet,
        version=article.version,
        title=article.title,
        text_sha256=article.text_sha256,
        story_id=article.story_id,
        published_at=int(article.published_at.timestamp()) if article.published_at else None,
        fetched_at=int(article.fetched_at.timestamp()),
        correction=_correction(article),
    )


def _is_taken_down(known: Last) -> bool:
    """Tell an article that may not come back from one that the outlet withdrew, and may publish again."""
    return known.text_sha256 == TAKEN_DOWN and not known.title


def _is_same(article: Article, last: Last) -> bool:
    return (article.outlet, article.text_sha256, article.title) == (last.outlet, last.text_sha256, last.title)


def _may_edit(key: bytes, article: Article, last: Last) -> bool:
    return key in (last.link_key, link_key(article.outlet, article.canonical_url))


def _change(article: Article, known: Last) -> Change:
    if article.text_sha256 == known.text_sha256:
        return "headline"
    note = _correction(article)
    return "correction" if note and note != known.correction else "body"


def _correction(article: Article) -> bytes | None:
    """Return 8 bytes of a hash of the note by which the outlet corrects the article, None where there is none."""
    note = correction_note(article.body)
    return sha256(fold(note).encode()).digest()[:8] if note else None


def _in_story(article: Article, twins: list[Last], known: Last | None) -> Article:
    if not twins:
        return replace(article, story_id=known.story_id if known else article.article_id, story_of=article.article_id)
    earliest = min(twins, key=lambda row: (row.published_at or row.fetched_at, row.fetched_at))
    own = (article.published_at or article.fetched_at).timestamp()
    first = article.article_id if own < (earliest.published_at or earliest.fetched_at) else earliest.article_id
    return replace(article, story_id=earliest.story_id, story_of=first, story_relation="exact", story_overlap=1.0)
