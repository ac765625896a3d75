"""How a link lies in the tables, and the statements that write and read it there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, BindParameter, Connection, and_, bindparam, delete, func, insert, select, update

from newscrawl.state import names
from newscrawl.state.column_types import STATES
from newscrawl.state.statements import Hot
from newscrawl.state.tables import articles, link_keys, links, owed, sources
from newscrawl.state.tables import names as names_table

OFFERED, FETCHED, PENDING, DELIVERED = STATES[:4]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link as it is written: ``source``, ``crawl``, ``reason`` and ``article`` by their numbers."""

    key: bytes
    outlet: str
    url: str
    source: int
    crawl: int
    offered_at: int
    state: str = OFFERED
    reason: int | None = None
    article: int | None = None
    decided_after: int | None = None
    title: str | None = None
    published_at: int | None = None
    due_at: int | None = None
    attempts: int = 0
    taken: bool = False


# Built once: putting a statement together costs SQLAlchemy more than the database takes to execute it.
COLUMNS = ("source", "url", "offered_at", "state", "reason", "crawl", "article", "decided_after")
OWED_COLUMNS = ("key", "outlet", "title", "published_at", "due_at", "attempts", "taken")
ADD = insert(links).returning(links.c.id, sort_by_parameter_order=True)
ADD_KEY = insert(link_keys)
ADD_OWED = insert(owed)
KNOWN = select(link_keys.c.key).where(link_keys.c.key.in_(bindparam("keys", expanding=True)))
KNOWN_SINCE = (
    select(func.count())
    .select_from(link_keys)
    .join(links, links.c.id == link_keys.c.link)
    .where(link_keys.c.key.in_(bindparam("keys", expanding=True)), links.c.offered_at <= bindparam("moment"))
)
LINK = select(link_keys.c.link).where(link_keys.c.key == bindparam("link_key")).scalar_subquery()
ARTICLE = select(articles.c.id).where(articles.c.article_id == bindparam("article_id")).scalar_subquery()
DUE = (
    select(owed, links.c.url, links.c.crawl, sources.c.url.label("found_in"))
    .join(links, links.c.id == owed.c.link)
    .join(sources, sources.c.id == links.c.source)
    .where(owed.c.outlet == bindparam("outlet"), owed.c.due_at <= bindparam("now"))
    .where(~and_(links.c.crawl == bindparam("crawl"), owed.c.taken))
    .order_by(owed.c.due_at, owed.c.published_at.desc().nulls_last())
    .limit(bindparam("limit"))
)
THESE: BindParameter[int] = bindparam("these", expanding=True)
TAKE = (
    update(links)
    .where(links.c.id.in_(THESE))
    .values(crawl=bindparam("crawl"), state=OFFERED, reason=None, fetched_after=None, decided_after=None)
)
TAKE_OWED = update(owed).where(owed.c.link.in_(THESE)).values(taken=True)
NO_ARTICLE = and_(links.c.state != PENDING, links.c.state != DELIVERED)
AFTER = bindparam("now", type_=BigInteger) - links.c.offered_at
FETCH = Hot(
    lambda _: (
        update(links).where(links.c.id == LINK, NO_ARTICLE).values(state=FETCHED, reason=None, fetched_after=AFTER)
    )
)
END = Hot(
    lambda _: (
        update(links)
        .where(links.c.id == LINK, NO_ARTICLE)
        .values(
            state=bindparam("state"),
            reason=names.number_of("reason"),
            decided_after=AFTER,
            article=func.coalesce(bindparam("article", type_=BigInteger), links.c.article),
        )
    )
)
KEEP = Hot(
    lambda _: (
        update(links).where(links.c.id == LINK).values(state=PENDING, reason=None, decided_after=AFTER, article=ARTICLE)
    )
)
DELIVER = (
    update(links)
    .where(links.c.id == LINK, ~NO_ARTICLE)
    .values(state=DELIVERED, reason=None, segment=bindparam("segment"), line=bindparam("line"))
)
NOT_OWED = Hot(lambda _: delete(owed).where(owed.c.link == LINK))
STATE = select(links.c.state).where(links.c.id == LINK)
ATTEMPTS = select(owed.c.attempts).where(owed.c.link == LINK)
PUT_OFF = update(owed).where(owed.c.link == LINK).values(due_at=bindparam("due"), attempts=owed.c.attempts + 1)
POSTPONE = update(owed).where(owed.c.link == LINK).values(due_at=bindparam("due"))
COUNT = (
    select(links.c.state, names_table.c.name, func.count())
    .select_from(links)
    .outerjoin(names_table, names_table.c.id == links.c.reason)
    .where(links.c.crawl == names.number_of("crawl"))
    .group_by(links.c.state, names_table.c.name)
)
OFFERED_SINCE = (
    select(func.count())
    .select_from(links)
    .where(links.c.crawl == names.number_of("crawl"), links.c.offered_at >= bindparam("moment"))
)


def add(connection: Connection, new: Sequence[NewLink]) -> None:
    """Write links that are not there yet, and those that are due as owed."""
    rows = [{name: getattr(link, name) for name in COLUMNS} for link in new]
    ids = connection.scalars(ADD, rows).all()
    connection.execute(ADD_KEY, [{"key": link.key, "link": number} for number, link in zip(ids, new, strict=True)])
    due = [
        {"link": number, **{name: getattr(link, name) for name in OWED_COLUMNS}}
        for number, link in zip(ids, new, strict=True)
        if link.due_at is not None
    ]
    if due:
        connection.execute(ADD_OWED, due)
