"""Delivery: seal, put, commit, manifest, in this order and never the other way round."""

from collections.abc import Callable
from datetime import UTC, datetime

from newscrawl.lake import parts
from newscrawl.lake.keys import ARTICLES, STORIES, manifest_key, part_key
from newscrawl.lake.manifests import manifest, publish_schema
from newscrawl.lake.storage import Storage, put_checked
from newscrawl.state import crawls, links, outbox
from newscrawl.state.database import Database
from newscrawl.state.outbox import Kind

SEAL_BYTES = 32 * 1024 * 1024  # of lines: some 12 MB as stored, and what delivery holds in memory
PREFIXES: dict[Kind, str] = {"articles": ARTICLES, "stories": STORIES}
SEAL_SECONDS = 600  # the longest an article waits before it is on its way


class Delivery:
    """Brings what waits in the outbox into the lake; every method may be repeated after any failure.

    Raises LakeRefused or LakeUnreachable; what was not delivered goes on waiting.
    """

    def __init__(self, state: Database, storage: Storage, clock: Callable[[], int]) -> None:
        self._state = state
        self._storage = storage
        self._clock = clock
        self._schema_published = False

    def deliver(self, crawl_id: str, outlet: str) -> int:
        """Seal and deliver everything of a crawl that waits; return how many articles that were."""
        for kind in PREFIXES:
            while self._seal(crawl_id, outlet, kind):
                pass
        with self._state.transaction() as connection:
            segments = outbox.undelivered(connection, crawl_id)
        return sum(self._put(segment) for segment in segments)

    def conclude(self, crawl_id: str) -> None:
        """Write the manifest of a crawl of which everything is delivered."""
        now = self._clock()
        with self._state.transaction() as connection:
            outlet, started_at = crawls.outlet_and_start(connection, crawl_id)
            key, ended_at = crawls.fix_manifest(connection, crawl_id, manifest_key(crawl_id, now), now=now)
            delivered = outbox.delivered(connection, crawl_id)
            outcomes = links.named(links.count_by_outcome(connection, crawl_id))
        body = manifest(
            crawl_id=crawl_id,
            outlet=outlet,
            started_at=_rfc3339(started_at),
            ended_at=_rfc3339(ended_at),
            parts=delivered,
            outcomes=outcomes,
        )
        self._publish_schema()
        put_checked(self._storage, key, body)
        with self._state.transaction() as connection:
            crawls.manifest_written(connection, crawl_id)

    def recover(self) -> int:
        """Deliver what dead crawls left, manifests included; return how many articles that were."""
        with self._state.transaction() as connection:
            left = [
                (crawl_id, crawls.outlet_and_start(connection, crawl_id)[0])
                for crawl_id in crawls.dead_with_rest(connection, self._clock())
            ]
        articles = 0
        for crawl_id, outlet in left:
            articles += self.deliver(crawl_id, outlet)
            self.conclude(crawl_id)
        return articles

    def _seal(self, crawl_id: str, outlet: str, kind: Kind = "articles") -> bool:
        now = self._clock()

        def name(number: int, lines: list[bytes]) -> str:
            whose = {"outlet": outlet, "crawl_id": crawl_id, "content_sha256": parts.content_sha256(lines)}
            return part_key(**whose, number=number, sealed_at=now, prefix=PREFIXES[kind])

        with self._state.transaction() as connection:
            return outbox.seal(connection, crawl_id, kind, max_bytes=SEAL_BYTES, now=now, name=name)

    def _publish_schema(self) -> None:
        if not self._schema_published:
            publish_schema(self._storage)
            self._schema_published = True

    def _put(self, segment: outbox.Segment) -> int:
        """Bring one segment into the lake; return how many articles that were."""
        self._publish_schema()
        with self._state.transaction() as connection:
            lines = outbox.lines_of(connection, segment)
        if not lines:  # another process that recovers was faster
            return 0
        body = parts.pack(lines)
        digest = put_checked(self._storage, segment.key, body)
        with self._state.transaction() as connection:
            outbox.commit(connection, segment, size=len(body), sha256=digest, now=self._clock())
        return len(lines) if segment.kind == "articles" else 0


def _rfc3339(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
