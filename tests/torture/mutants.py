"""Wrong protocols, each a mistake that is easily made; the harness has to fail on every one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import update

from newscrawl.article import Article
from newscrawl.lake import parts
from newscrawl.lake.delivery import Delivery
from newscrawl.lake.directory import Directory
from newscrawl.lake.storage import put_checked
from newscrawl.state import links, outbox
from newscrawl.state.database import Database
from newscrawl.state.tables import links as link_table
from newscrawl.state.tables import segments
from tests.torture.lives import OUTLET, RIGHT, Steps, keep
from tests.torture.points import Points

Deliver = Callable[[Delivery, outbox.Segment, bytes, str], None]


def seen_before_the_line(_points: Points) -> Steps:
    """Mark the links seen in a transaction of its own, before the one that keeps their lines."""

    def seen_then_kept(state: Database, new: list[tuple[bytes, Article]], now: int) -> None:
        with state.transaction() as connection:
            for key, _ in new:
                links.settle(connection, key, links.PENDING, now=now)
        keep(state, new, now)

    return replace(RIGHT, keep=seen_then_kept)


def rows_deleted_before_the_put(_points: Points) -> Steps:
    """Forget the lines, then put the part."""

    def deliver(delivery: Delivery, segment: outbox.Segment, body: bytes, digest: str) -> None:
        commit(delivery, segment, body, digest)
        put_checked(delivery._storage, segment.key, body)

    return replace(RIGHT, deliver=each(deliver))


def clock_in_the_key(_points: Points) -> Steps:
    """Name a part when it is put, by the time, and not when it is sealed, by what is in it."""

    def deliver(delivery: Delivery, segment: outbox.Segment, body: bytes, digest: str) -> None:
        key = segment.key.replace(".jsonl.gz", f"-{delivery._clock()}.jsonl.gz")
        put_checked(delivery._storage, key, body)
        with delivery._state.transaction() as connection:
            connection.execute(update(segments).where(segments.c.id == segment.id).values(key=key))
        commit(delivery, segment, body, digest)

    return replace(RIGHT, deliver=each(deliver))


def link_delivered_before_the_commit(_points: Points) -> Steps:
    """Say that the links are delivered, then put the part, then forget the lines."""

    def deliver(delivery: Delivery, segment: outbox.Segment, body: bytes, digest: str) -> None:
        with delivery._state.transaction() as connection:
            pending = update(link_table).where(link_table.c.state == links.PENDING)
            connection.execute(pending.values(state=links.DELIVERED))
        put_checked(delivery._storage, segment.key, body)
        commit(delivery, segment, body, digest)

    return replace(RIGHT, deliver=each(deliver))


def part_written_in_its_place(points: Points) -> Steps:
    """Write a part under its name from the first byte on."""

    def put(lake: Directory, key: str, body: bytes, _digest: str) -> None:
        path = Path(lake.location) / key
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb", buffering=0) as file:
            file.write(body[: len(body) // 2])
            points.reached("half a part written")
            file.write(body[len(body) // 2 :])

    setattr(Directory, "put", put)  # noqa: B010 -- a type checker does not like what mutants do
    return RIGHT


MUTANTS: dict[str, Callable[[Points], Steps]] = {
    mutant.__name__: mutant
    for mutant in (
        seen_before_the_line,
        rows_deleted_before_the_put,
        clock_in_the_key,
        link_delivered_before_the_commit,
        part_written_in_its_place,
    )
}


def each(deliver: Deliver) -> Callable[[Delivery, str], None]:
    """Return a delivery of a whole crawl that seals as it should and treats each segment by ``deliver``."""

    def deliver_all(delivery: Delivery, crawl_id: str) -> None:
        while delivery._seal(crawl_id, OUTLET):
            pass
        with delivery._state.transaction() as connection:
            found = [
                (segment, outbox.lines_of(connection, segment)) for segment in outbox.undelivered(connection, crawl_id)
            ]
        for segment, lines in found:
            deliver(delivery, segment, parts.pack(lines), parts.content_sha256([parts.pack(lines)]))

    return deliver_all


def commit(delivery: Delivery, segment: outbox.Segment, body: bytes, digest: str) -> None:
    with delivery._state.transaction() as connection:
        outbox.commit(connection, segment, size=len(body), sha256=digest, now=delivery._clock())
