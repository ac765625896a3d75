"""Links: those that a crawl takes, and the end that each is brought to."""

import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from scrapy.exceptions import DropItem
from sqlalchemy import Connection

from newscrawl.article import Article
from newscrawl.errors import ForbiddenByRobots, Rejected, Unchanged, Walled
from newscrawl.fetch.answers import failure_name
from newscrawl.fetch.pace import HostBusy, Leaving
from newscrawl.fetch.robots import RobotsUnreachable
from newscrawl.run.outcomes import UNNAMED, meaning
from newscrawl.run.walls import GONE, REFUSING, Doubt
from newscrawl.run.workers import WorkerFailed, in_worker
from newscrawl.run.writer import Writer
from newscrawl.state import links, looks, outbox, suspects
from newscrawl.state.links import OfferedLink, TakenLink
from newscrawl.urls import link_key

log = logging.getLogger(__name__)

ROBOTS_SECONDS = 15 * 60  # until links are due again whose host's robots.txt does not answer

P = ParamSpec("P")
R = TypeVar("R")


class Links:
    """What a crawl enters of links, besides the articles that they bring."""

    def __init__(self, writer: Writer, *, edits: bool) -> None:
        """Begin with none; ``edits`` says to look at delivered articles again."""
        self.looking: set[bytes] = set()  # links whose articles are being looked at
        self._writer = writer
        self._books = writer.books
        self._edits = edits

    async def take(self, limit: int) -> list[TakenLink]:
        """Take up to ``limit`` links that are due: those without an article first, then looks at articles."""
        taken = await self._writer.write(self._take, limit)
        self.looking.update(link.key for link in taken if link.look)
        return taken

    async def read(self, link: TakenLink, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Call a pure function in a worker; a worker that fails settles the link, and the answer is None."""
        try:
            return await in_worker(function, *args, **kwargs)
        except WorkerFailed as error:
            await self.fail(link, error.reason)
            return None

    async def reject(self, link: TakenLink, reason: type[Rejected]) -> None:
        """End a link whose page becomes no record."""
        await self._end(link, reason.reason)

    async def drop(self, link: TakenLink | None, article_url: str, dropped: DropItem) -> None:
        """End the link of an article that a pipeline dropped, by the name of the reason; ``link`` is its page's."""
        if isinstance(dropped, Unchanged):  # counted where it was found to be so
            if link and not link.look:
                now = self._writer.clock()
                await self._writer.write(links.settle_undecided, link.key, links.UNCHANGED, now=now)
            return
        reason = dropped.reason if isinstance(dropped, Rejected) else "dropped"
        if not link:
            await self._reject_stray(article_url, reason)
        elif isinstance(dropped, Walled):
            await self.wall(link, "item")
        else:
            await self._end(link, reason)

    async def is_doubted(self, link: TakenLink, doubt: Doubt) -> bool:
        """Tell whether a page on which nothing of what was offered is found is a wall.

        It is at first sight; when it comes again and no other address of the outlet has shown it, it is the article.
        """
        shown = (doubt.title, doubt.text)
        seen = [await self._writer.write(suspects.note, self._writer.outlet, one, link.key) for one in shown]
        return any(sighting.urls > 1 for sighting in seen) or not any(sighting.again for sighting in seen)

    async def wall(self, link: TakenLink, reason: str) -> None:
        """Put off a link behind a wall."""
        self._books.walls.setdefault(reason, link.url)
        await self._put_off(link, links.WALLED, reason)

    async def fail(self, link: TakenLink, reason: str) -> None:
        """Put off a link that failed, or park it for good after the last attempt."""
        await self._put_off(link, links.FAILED, reason)

    async def unmodified(self, link: TakenLink) -> None:
        """End a look at an article whose page has not changed."""
        await self._writer.write(looks.looked, self._writer.outlet, link.key, now=self._writer.clock(), edited=False)
        self.looked(link.key, "unchanged")

    async def missing(self, link: TakenLink, withdrawn: Article, *, for_good: bool) -> None:
        """Note that the page of a look is not there; deliver ``withdrawn`` if that is ``for_good``, else look again."""
        if for_good:
            await self._writer.write(self._withdraw, link.key, withdrawn)
            self.looked(link.key, "gone")
        else:
            await self._look_in_vain(link.key, "missing", missing=True)

    async def not_fetched(self, link: TakenLink, error: BaseException) -> None:
        """Settle a link whose page did not come, by what came instead; where nothing was asked, that is no attempt."""
        if isinstance(error, Leaving):  # it stays owed
            return
        reason = failure_name(error)
        if link.look:
            await self._look_in_vain(link.key, reason)
        elif isinstance(error, HostBusy | RobotsUnreachable):
            robots_at = self._writer.clock() + ROBOTS_SECONDS
            await self._postpone(link, reason, int(error.until) + 1 if isinstance(error, HostBusy) else robots_at)
        elif reason in GONE:
            await self._settle(link.key, links.GONE, reason)
        elif reason in REFUSING:
            await self.wall(link, reason)
        elif reason == ForbiddenByRobots.reason:
            await self.reject(link, ForbiddenByRobots)
        else:
            await self.fail(link, reason)

    def looked(self, key: bytes, found: str) -> None:
        """Count a look that has been made by what it found."""
        self.looking.discard(key)
        self._books.looks[found] += 1

    async def _end(self, link: TakenLink, reason: str) -> None:
        if link.look:
            await self._look_in_vain(link.key, reason)
        else:
            await self._settle(link.key, links.REJECTED, reason)

    async def _put_off(self, link: TakenLink, state: str, reason: str) -> None:
        if link.look:
            await self._look_in_vain(link.key, reason)
        else:
            await self._writer.write(self._put_off_now, link.key, state, self._booked(state, reason))

    async def _look_in_vain(self, key: bytes, why: str, *, missing: bool = False) -> None:
        """Plan the next look at an article, where this one brought nothing: ``why`` it did not."""
        outlet, now = self._writer.outlet, self._writer.clock()
        await self._writer.write(looks.put_off, outlet, key, now=now, missing=missing)
        self.looked(key, why)

    async def _settle(self, key: bytes, state: str, reason: str) -> None:
        reason = self._booked(state, reason)
        await self._writer.write(links.settle, key, state, reason=reason, now=self._writer.clock())

    async def _postpone(self, link: TakenLink, reason: str, due: int) -> None:
        reason = self._booked(links.FAILED, reason)
        await self._writer.write(links.postpone, link.key, reason=reason, due=due, now=self._writer.clock())

    async def _reject_stray(self, url: str, reason: str) -> None:
        """Reject an article that a spider yields and no source offered; one known before keeps its end.

        What has no web address cannot be offered and is only counted.
        """
        reason = self._booked(links.REJECTED, reason)
        try:
            stray = OfferedLink(key=link_key(self._writer.outlet, url), url=url)
        except ValueError:
            return
        await self._writer.write(self._reject_now, stray, reason)

    def _booked(self, state: str, reason: str) -> str:
        """Count an outcome for the live view and return its reason; one that has no name is a fault of ours."""
        if meaning(f"{state}:{reason}") is None:
            self._books.faults += 1
            outlet = self._writer.outlet
            said = "%s: %s:%s is no outcome; name it in newscrawl/run/outcomes.py"
            log.error(said, outlet, state, reason, extra={"event": "unnamed_outcome", "outlet": outlet})
            reason = UNNAMED
        self._books.so_far[f"{state}:{reason}"] += 1
        return reason

    def _take(self, connection: Connection, limit: int) -> list[TakenLink]:
        outlet, crawl_id, now = self._writer.outlet, self._writer.crawl_id, self._writer.clock()
        taken, from_others = links.take(connection, outlet=outlet, crawl_id=crawl_id, now=now, limit=limit)
        self._writer.unbooked["taken_over"] += from_others
        free = limit - len(taken)
        if not free or not self._edits:
            return taken
        return taken + looks.due(connection, outlet, now=now, limit=free, besides=self.looking)

    def _withdraw(self, connection: Connection, key: bytes, article: Article) -> None:
        outbox.withdraw(connection, key, article, now=self._writer.clock())
        looks.end(connection, key)

    def _put_off_now(self, connection: Connection, key: bytes, state: str, reason: str) -> None:
        parked = links.put_off(connection, key, state, reason=reason, now=self._writer.clock())
        self._writer.unbooked["parked"] += parked

    def _reject_now(self, connection: Connection, stray: OfferedLink, reason: str) -> None:
        if self._writer.take_on(connection, stray.url, [stray]):
            links.settle(connection, stray.key, links.REJECTED, reason=reason, now=self._writer.clock())
