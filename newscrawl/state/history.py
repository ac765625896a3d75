"""What state knows of one link, from the source that offered it to the line that it became."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from newscrawl.state import articles as known_articles
from newscrawl.state import sources as known_sources
from newscrawl.state.tables import articles, link_keys, links, names, owed, segments, sources

REASONS = names.alias("reasons")
CRAWLS = names.alias("crawls")
HISTORY = (
    select(
        links,
        sources.c.outlet,
        sources.c.url.label("found_in"),
        REASONS.c.name.label("reason_name"),
        CRAWLS.c.name.label("crawl_id"),
        articles.c.article_id,
        segments.c.key.label("part"),
        segments.c.delivered_at,
        owed.c.due_at,
        owed.c.attempts,
    )
    .select_from(link_keys)
    .join(links, links.c.id == link_keys.c.link)
    .join(sources, sources.c.id == links.c.source)
    .join(CRAWLS, CRAWLS.c.id == links.c.crawl)
    .outerjoin(REASONS, REASONS.c.id == links.c.reason)
    .outerjoin(articles, articles.c.id == links.c.article)
    .outerjoin(segments, segments.c.id == links.c.segment)
    .outerjoin(owed, owed.c.link == links.c.id)
    .where(link_keys.c.key == bindparam("key"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHistory:
    """A link's whole story; times in seconds since 1970, None for what has not happened or is not known.

    ``crawl_id`` answers for the link now. ``part`` is the key of the part in which the article's last version was
    delivered, ``line`` its place there, from 1. ``read_from`` is the address that brought that version. ``due_at`` and
    ``attempts`` are of a link that is owed.
    """

    outlet: str
    url: str
    found_in: str
    offered_at: int
    fetched_at: int | None
    decided_at: int | None
    delivered_at: int | None
    state: str
    reason: str | None
    crawl_id: str
    article_id: str | None
    part: str | None
    line: int | None
    read_from: str | None
    due_at: int | None
    attempts: int


def history_of(connection: Connection, key: bytes) -> LinkHistory | None:
    """Return the history of the link with this key (``urls.link_key``), None if it was never offered."""
    row = connection.execute(HISTORY, {"key": key}).one_or_none()
    if row is None:
        return None

    def moment(after: int | None) -> int | None:
        return None if after is None else int(row.offered_at + after)

    return LinkHistory(
        outlet=row.outlet,
        url=known_sources.lengthened(row.url, row.found_in),
        found_in=row.found_in,
        offered_at=row.offered_at,
        fetched_at=moment(row.fetched_after),
        decided_at=moment(row.decided_after),
        delivered_at=row.delivered_at,
        state=row.state,
        reason=row.reason_name,
        crawl_id=row.crawl_id,
        article_id=row.article_id,
        part=row.part,
        line=row.line,
        read_from=known_articles.read_from(connection, row.article_id),
        due_at=row.due_at,
        attempts=row.attempts or 0,
    )
