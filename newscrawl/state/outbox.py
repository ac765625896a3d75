"""The outbox: lines wait here, and nowhere else, until the lake has them.

keep  (line + link pending + what is known of the article: one transaction)
seal  (rows get a segment, which fixes the content of a part and its key)
commit (rows deleted + links delivered + segment marked: one transaction, after the part was put)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, delete, func, insert, select, update

from newscrawl.article import Article, to_line
from newscrawl.state import articles, link_rows, links, suspects
from newscrawl.state.placing import Placed, Placing, Scraped, scraped
from newscrawl.state.statements import Hot
from newscrawl.state.story_index import STORY_DAYS
from newscrawl.state.tables import crawls, outbox, segments, story_outbox

ROWS_AT_ONCE = 100  # that a driver holds in memory while a segment is measured
ROW = ("crawl_id", "link_key", "line", "kept_at", "size")
PUT = Hot(lambda _: insert(outbox).values({name: bindparam(name) for name in ROW}).inline())
Kind = Literal["articles", "stories"]  # of what a part's lines are: records, or merges of stories
BOXES: dict[str, Table] = {"articles": outbox, "stories": story_outbox}
STRANGERS = 2  # addresses besides an article's own that bring its text and are not akin to it: it is a wall's
CAP_BYTES = 2 * 1024**3  # of lines: a week's articles of a hundred outlets; beyond it the disk would be next to fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Rows of the outbox that become one part; its size in bytes and sha256 are None until it lies in the lake."""

    id: int
    crawl_id: str
    first_row: int
    last_row: int
    key: str
    kind: Kind = "articles"
    rows: int
    bytes: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits: unsealed rows, their bytes and since when (seconds since 1970; 0 if none), and sealed segments."""

    rows: int
    bytes: int
    since: int
    segments: int


def keep(connection: Connection, key: bytes, article: Article, *, now: int) -> Article | None:
    """Put the article's line into the outbox, its link pending; return it as written, None if it says nothing new."""
    (kept,) = keep_all(connection, [scraped(key, article)], now=now)
    return kept


def keep_all(
    connection: Connection, found: Sequence[Scraped], *, now: int, story_days: int = STORY_DAYS
) -> list[Article | None]:
    """Keep articles as ``keep`` does one after the other: in a few statements.

    Their stories are looked for in the last ``story_days``.
    """
    placing = Placing(connection, found, now=now, story_days=story_days)
    ends = [(one, placing.place(one)) for one in found]
    placing.remember()
    _put(connection, [(one.key, placed.article) for one, placed in ends if placed.article], now=now)
    for one, placed in ends:
        if not placed.article:
            _end_as_known(connection, one.key, one.article, placed, now)
    return [placed.article for _, placed in ends]


def withdraw(connection: Connection, key: bytes, article: Article, *, now: int) -> Article | None:
    """Put the record into the outbox that says the link's article is gone; None if it was never known, or is said."""
    gone = articles.withdraw(connection, key, article)
    if gone is not None:
        articles.remember(connection, articles.last_of(key, gone, gone.article_id))
        _put(connection, [(key, gone)], now=now)
    return gone


def _put(connection: Connection, placed: Sequence[tuple[bytes, Article]], *, now: int) -> None:
    PUT.run(connection, *(_row(key, article, now) for key, article in placed))
    links.keep(connection, {key: article.article_id for key, article in placed}, now=now)


def _row(key: bytes, article: Article, now: int) -> dict[str, Any]:
    line = to_line(article)
    return {"crawl_id": article.crawl_id, "link_key": key, "line": line, "kept_at": now, "size": len(line)}


def _end_as_known(connection: Connection, key: bytes, article: Article, placed: Placed, now: int) -> None:
    """End the link of a page that says nothing new, or put it off where the page seems to be a wall."""
    stranger = placed.is_stranger and suspects.note(connection, article.outlet, article.text_sha256, key)
    if stranger and stranger.urls >= STRANGERS:
        links.put_off(connection, key, links.WALLED, reason="repeated", now=now)
        return
    reason = links.COPY if placed.is_copy else None
    known = articles.number(connection, placed.article_id)
    links.settle(connection, key, links.UNCHANGED, reason=reason, now=now, article=known)


def waiting_of(connection: Connection, crawl_id: str) -> Waiting:
    """Return what of ``crawl_id`` waits."""
    query = select(func.count(), func.sum(outbox.c.size), func.min(outbox.c.kept_at))
    rows, size, since = connection.execute(query.where(*_unsealed(connection, crawl_id))).one()
    sealed = len(undelivered(connection, crawl_id))
    return Waiting(rows=rows, bytes=int(size or 0), since=since or 0, segments=sealed)


def waiting(connection: Connection) -> int:
    """Count all articles that wait for the lake, whichever crawl scraped them."""
    return connection.scalar(select(func.count()).select_from(outbox)) or 0


def is_full(connection: Connection, cap: int = CAP_BYTES) -> bool:
    """Tell whether ``cap`` bytes of lines wait, of all crawls together.

    A crawl asks before it takes further links: while the lake is away articles wait here, and when there is no more
    room the links stay owed instead. Nothing that was fetched is dropped, so the cap is met within some pages.
    """
    return int(connection.scalar(select(func.sum(outbox.c.size))) or 0) >= cap


def seal(
    connection: Connection,
    crawl_id: str,
    kind: Kind = "articles",
    *,
    max_bytes: int,
    now: int,
    name: Callable[[int, list[bytes]], str],
) -> bool:
    """Make a segment of unsealed rows of ``crawl_id``, at most ``max_bytes`` of lines; return False if there are none.

    ``name`` gives the part's key for the segment's number and lines.
    """
    # Two processes may recover one dead crawl: the second waits here and then finds nothing left to seal.
    connection.execute(select(crawls.c.crawl_id).where(crawls.c.crawl_id == crawl_id).with_for_update())
    box = BOXES[kind]
    query = select(box.c.id, box.c.line).where(*_unsealed(connection, crawl_id, kind)).order_by(box.c.id)
    ids: list[int] = []
    lines: list[bytes] = []
    size = 0
    with connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)) as found:
        for row in found:
            size += len(row.line)
            if ids and size > max_bytes:
                break
            ids.append(row.id)
            lines.append(row.line)
    if not ids:
        return False
    number = 1 + (connection.scalar(select(func.max(segments.c.number)).where(segments.c.crawl_id == crawl_id)) or 0)
    row_range = {"first_row": ids[0], "last_row": ids[-1], "rows": len(ids)}
    values = {"crawl_id": crawl_id, "number": number, "kind": kind, "key": name(number, lines), "sealed_at": now}
    connection.execute(segments.insert().values(**values, **row_range))
    return True


def undelivered(connection: Connection, crawl_id: str) -> list[Segment]:
    """Return the segments of ``crawl_id`` that are not in the lake yet, oldest first."""
    query = select(segments).where(segments.c.crawl_id == crawl_id, segments.c.delivered_at.is_(None))
    return [_segment(row) for row in connection.execute(query.order_by(segments.c.number))]


def delivered(connection: Connection, crawl_id: str) -> list[Segment]:
    """Return the segments of ``crawl_id`` that lie in the lake, oldest first."""
    query = select(segments).where(segments.c.crawl_id == crawl_id, segments.c.delivered_at.is_not(None))
    return [_segment(row) for row in connection.execute(query.order_by(segments.c.number))]


def lines_of(connection: Connection, segment: Segment) -> list[bytes]:
    """Return the lines of a segment in the order they were kept; empty if its part was committed meanwhile."""
    box = BOXES[segment.kind]
    return list(connection.scalars(select(box.c.line).where(*_rows_of(segment)).order_by(box.c.id)))


def commit(connection: Connection, segment: Segment, *, size: int, sha256: str, now: int) -> None:
    """Note that the segment's part lies in the lake: its rows go, its links are delivered. Safe to do twice.

    A manifest that was written before does not name the part, so it has to be written again.
    """
    part = {"bytes": size, "sha256": sha256, "delivered_at": now}
    first = update(segments).where(segments.c.id == segment.id, segments.c.delivered_at.is_(None)).values(**part)
    if not connection.execute(first).rowcount:
        return
    if segment.kind == "articles":
        _deliver_links(connection, segment)
    connection.execute(delete(BOXES[segment.kind]).where(*_rows_of(segment)))
    connection.execute(update(crawls).where(crawls.c.crawl_id == segment.crawl_id).values(manifest_put=False))


def _deliver_links(connection: Connection, segment: Segment) -> None:
    keys = connection.scalars(select(outbox.c.link_key).where(*_rows_of(segment)).order_by(outbox.c.id)).all()
    places = [{"link_key": key, "segment": segment.id, "line": line} for line, key in enumerate(keys, 1)]
    if places:
        connection.execute(link_rows.DELIVER, places)


def _unsealed(connection: Connection, crawl_id: str, kind: Kind = "articles") -> tuple[ColumnElement[bool], ...]:
    sealed = select(func.max(segments.c.last_row)).where(segments.c.crawl_id == crawl_id, segments.c.kind == kind)
    return BOXES[kind].c.crawl_id == crawl_id, BOXES[kind].c.id > (connection.scalar(sealed) or 0)


def _rows_of(segment: Segment) -> tuple[ColumnElement[bool], ...]:
    box = BOXES[segment.kind]
    return box.c.crawl_id == segment.crawl_id, box.c.id.between(segment.first_row, segment.last_row)


def _segment(row: Row[Any]) -> Segment:
    return Segment(**{field.name: getattr(row, field.name) for field in fields(Segment)})
