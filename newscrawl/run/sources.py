"""Sources: what their documents offer is entered in state, and how each fared is noted for the report."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection

from newscrawl.discovery.links import Link
from newscrawl.run import polls
from newscrawl.run.writer import Writer
from newscrawl.state import links, looks, sources
from newscrawl.state.links import OfferedLink
from newscrawl.state.sources import KnownSource
from newscrawl.text import clean
from newscrawl.urls import link_key

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What state made of the links of a document: keys of ``new`` ones, how many the last poll had seen as well.

    ``ended`` says that the source has no older ones unknown.
    """

    new: set[bytes]
    shared: int
    ended: bool


class Sources:
    """What a crawl enters of its outlet's sources."""

    def __init__(self, writer: Writer, *, edits: bool) -> None:
        """Begin with none; ``edits`` says to look again at articles that a source says were modified."""
        self._writer = writer
        self._outlet = writer.outlet
        self._books = writer.books
        self._edits = edits
        self._walks: dict[str, int] = {}  # when this crawl saw the first document of a source

    async def offered(self, source: str, found: Iterable[Link], *, at_end: bool, page: int = 1) -> bool:
        """Offer the links of one document of a source to state; return whether the source has no older ones unknown.

        ``at_end`` says that the document is the source's last one, ``page`` counts its documents.
        """
        offers = await asyncio.to_thread(_offers, self._outlet, found)
        offered = await self._writer.write(self._offer, source, offers, at_end=at_end)
        new = len(offered.new)
        self._books.sources_polled += 1
        self._books.add(source, listed=[offer.key for offer in offers], new=offered.new, shared=offered.shared)
        event = {"event": "source_polled", "outlet": self._outlet, "url": source, "page": page, "links": len(offers)}
        log.info("%s, page %d: %d links, %d new", source, page, len(offers), new, extra={**event, "new": new})
        return offered.ended

    async def offered_past(self, source: str, found: Iterable[Link], then: Callable[[Connection], None]) -> None:
        """Offer links that a backfill found to state, and do ``then`` in the same transaction.

        Nothing is learnt of the source: a backfill is none of its polls.
        """
        offers = _offers(self._outlet, found)
        new = await self._writer.write(self._offer_past, source, offers, then)
        self._books.add(source, listed=[offer.key for offer in offers], new=new, shared=0)

    def unchanged(self, source: str, *, whole: bool) -> None:
        """Note that a document of a source has not changed since it was read last; ``whole``: nor has the source."""
        self._books.sources_polled += 1
        books = self._books.of(source)
        books.shared += 1
        books.unchanged = books.unchanged or whole
        log.info("%s: unchanged", source, extra={"event": "source_unchanged", "outlet": self._outlet, "url": source})

    def rest(self, resting: Mapping[str, KnownSource]) -> None:
        """Note the sources that are not polled, because they are not due."""
        self._books.sources_retired |= {url: str(one.failure) for url, one in resting.items() if one.retired_at}
        failing = {url: str(one.failure) for url, one in resting.items() if one.failure and not one.retired_at}
        self._books.sources_failed |= failing  # still
        due = [one.due_at for one in resting.values() if not one.retired_at]
        self._books.sources_resting = len(due)
        if due:
            event = {"event": "sources_resting", "outlet": self._outlet, "sources": len(due), "due_at": min(due)}
            when = datetime.fromtimestamp(min(due), UTC)
            log.info(
                "%s: %d sources rest, the next is due at %s", self._outlet, len(due), f"{when:%FT%TZ}", extra=event
            )

    async def failed(self, source: str, message: str, reason: str, bounds: polls.Bounds) -> None:
        """Note that a source gave nothing; the crawl goes on and will not exit 0, unless it has done so for days."""
        event = {"event": "source_failed", "outlet": self._outlet, "url": source, "reason": reason}
        log.warning("source failed: %s", message, extra=event)
        fail = partial(polls.fail, bounds=bounds, reason=reason, now=self._writer.clock())
        retired = await self._writer.write(fail, self._outlet, source)
        (self._books.sources_retired if retired else self._books.sources_failed)[source] = reason

    def _offer(self, connection: Connection, source: str, offers: list[OfferedLink], *, at_end: bool) -> Offered:
        now = self._writer.clock()
        began = self._walks.setdefault(source, now)
        before = sources.known(connection, self._outlet, [source]).get(source, KnownSource())
        keys = [offer.key for offer in offers]
        shared = links.known_since(connection, keys, before.polled_at) if before.polled_at else 0
        known = before.walked_at > 0 and links.known_since(connection, keys, before.walked_at) == len(keys)
        new = self._writer.take_on(connection, source, offers)
        if self._edits:
            modified = {offer.key: offer.modified_at for offer in offers if offer.modified_at and offer.key not in new}
            looks.told(connection, self._outlet, modified, now=now)
        if at_end or known:
            sources.record_walk(connection, self._outlet, source, began=began)
        return Offered(new=new, shared=shared, ended=at_end or known)

    def _offer_past(
        self, connection: Connection, source: str, offers: list[OfferedLink], then: Callable[[Connection], None]
    ) -> set[bytes]:
        new = self._writer.take_on(connection, source, offers)
        then(connection)
        return new


def _offers(outlet: str, found: Iterable[Link]) -> list[OfferedLink]:
    """Return the links as state takes them, each address once; beside the event loop, for there may be many."""
    by_key = {link_key(outlet, link.url): link for link in found}
    return [
        OfferedLink(
            key=key,
            url=link.url,
            title=clean(link.title or "") or None,
            published_at=_timestamp(link.published_at),
            modified_at=_timestamp(link.modified_at),
        )
        for key, link in by_key.items()
    ]


def _timestamp(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None
