"""The ledger of a crawl: entries are transactions in state, and the books follow from what was committed.

What came of pages is many small entries: those that wait while a commit is under way are committed together.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection

from newscrawl.article import Article
from newscrawl.errors import BadState
from newscrawl.run.outcomes import UNNAMED, Books, meaning
from newscrawl.run.threads import Thread
from newscrawl.schedule.looks import age_from
from newscrawl.state import blocks, links, looks, outbox, sources
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink, TakenLink
from newscrawl.state.placing import Scraped, scraped
from newscrawl.state.sources import KnownSource
from newscrawl.state.story_index import STORY_DAYS
from newscrawl.urls import link_key

log = logging.getLogger(__name__)

DAY = 24 * 3600

Validators = tuple[str | None, str | None]  # ETag and Last-Modified
NO_VALIDATORS: Validators = (None, None)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What state made of the links of a document: keys of ``new`` ones, how many the last poll had seen as well.

    ``ended`` says that the source has no older ones unknown.
    """

    new: set[bytes]
    shared: int
    ended: bool


class Page(NamedTuple):
    """What came of a link: its page, and the article that it holds once that is read; and what the page is known by.

    ``blocks`` are the hashes of the blocks that its text had before boilerplate was taken out.
    """

    key: bytes
    scraped: Scraped | None = None
    validators: Validators = NO_VALIDATORS
    blocks: Sequence[int] = ()


class Ledger:
    """What a crawl writes to state.

    One thread of the crawl's own writes, in the order of the calls, so that a commit's wait for the disk does not hold
    up downloads. That thread keeps the books of what the crawl took on, too: a caller that is cancelled while its
    entry is being committed would leave them out of balance.
    """

    def __init__(
        self,
        outlet: str,
        crawl_id: str,
        state: Database,
        clock: Callable[[], int],
        *,
        edits: bool = True,
        story_days: int = STORY_DAYS,
    ) -> None:
        """Open the ledger; ``clock`` gives whole seconds since 1970, ``edits`` says to look at articles again.

        Stories are looked for in the last ``story_days``.
        """
        self.books = Books()
        self.boilerplate: dict[int, int] = {}  # how many pages have a block, by its hash
        self._story_days = story_days
        self._outlet = outlet
        self._crawl_id = crawl_id
        self._state = state
        self._clock = clock
        self._writer = Thread(f"state-{outlet}")
        self._closed = False
        self._unbooked: Counter[str] = Counter()  # of the transaction under way; the writer's thread alone uses it
        self._looks = edits
        self._looking: set[bytes] = set()  # links whose articles are being looked at
        self._walks: dict[str, int] = {}  # when this crawl saw the first document of a source

    async def write(self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function in a transaction of the writer's thread; raise BadState where the database fails.

        What comes after the books were closed is not written, and is not answered: a page that was still in flight
        when the crawl had to end, and whose link stays owed.
        """
        async with self._entry():
            return await self._writer.call(self._in_transaction, function, args, kwargs)

    async def learn(self) -> None:
        """Read what of the outlet's blocks is boilerplate."""
        self.boilerplate |= await self.write(blocks.known, self._outlet, self._clock() // DAY)

    def close(self) -> None:
        """Take no further entries."""
        self._closed = True
        self._writer.end()

    async def offer(self, source: str, offers: list[OfferedLink], *, at_end: bool) -> Offered:
        """Enter the links of one document of a source; ``at_end`` says that it is its last one."""
        return await self.write(self._offer, source, offers, at_end=at_end)

    async def offer_past(
        self, source: str, offers: list[OfferedLink], then: Callable[[Connection], None]
    ) -> set[bytes]:
        """Enter links that a backfill found, and do ``then`` in the same transaction; return the keys of new ones.

        Nothing is learnt of the source: a backfill is none of its polls.
        """
        return await self.write(self._offer_past, source, offers, then)

    async def take(self, limit: int) -> list[TakenLink]:
        """Take up to ``limit`` links that are due: those without an article first, then looks at articles."""
        taken = await self.write(self._take, limit)
        self._looking.update(link.key for link in taken if link.look)
        return taken

    async def fetched(self, key: bytes) -> None:
        """Note that a link's page has arrived."""
        await self._enter_page(Page(key))

    async def keep(
        self,
        article: Article,
        validators: Validators = NO_VALIDATORS,
        blocks: Sequence[int] = (),
        whole: str | None = None,
    ) -> Article | None:
        """Put an article into the outbox; return it as written, or None if it says nothing new.

        ``validators`` are what its page is known by, ``blocks`` and ``whole`` hashes of its text before boilerplate was
        taken out: of its blocks, and of all as in ``text_sha256``.
        """
        key = link_key(self._outlet, article.url)
        kept = await self._enter_page(Page(key, scraped(key, article, whole), validators, blocks))
        if key in self._looking:
            self._looked(key, "edited" if kept else "unchanged")
        else:
            self.books.so_far[links.PENDING if kept else links.UNCHANGED] += 1
        if kept:
            self.books.kept += 1
            self.books.undated += kept.published_at is None
        return kept

    async def withdraw(self, article: Article) -> None:
        """Put the record into the outbox that says the article of a look is gone."""
        key = link_key(self._outlet, article.url)
        await self.write(self._withdraw, key, article)
        self._looked(key, "gone")

    async def look_in_vain(self, key: bytes, why: str, *, missing: bool = False) -> None:
        """Plan the next look at an article, where this one brought nothing: ``why`` it did not."""
        if why == "unchanged":
            await self.write(looks.looked, self._outlet, key, now=self._clock(), edited=False)
        else:
            await self.write(looks.put_off, self._outlet, key, now=self._clock(), missing=missing)
        self._looked(key, why)

    def _looked(self, key: bytes, found: str) -> None:
        self._looking.discard(key)
        self.books.looks[found] += 1

    async def settle(self, key: bytes, state: str, reason: str) -> None:
        """Bring a link to an end."""
        reason = self._booked(state, reason)
        await self.write(links.settle, key, state, reason=reason, now=self._clock())

    async def put_off(self, key: bytes, state: str, reason: str) -> None:
        """Put a link off to a later crawl, or park it for good after the last attempt."""
        reason = self._booked(state, reason)
        await self.write(self._put_off, key, state, reason)

    async def postpone(self, key: bytes, reason: str, *, due: int) -> None:
        """Put a link off until ``due`` that nothing was asked for: that counts as no attempt."""
        reason = self._booked(links.FAILED, reason)
        await self.write(links.postpone, key, reason=reason, due=due, now=self._clock())

    async def reject_stray(self, url: str, reason: str) -> None:
        """Reject an article that a spider yields and no source offered; one known before keeps its end.

        What has no web address cannot be offered and is only counted.
        """
        reason = self._booked(links.REJECTED, reason)
        try:
            stray = OfferedLink(key=link_key(self._outlet, url), url=url)
        except ValueError:
            return
        await self.write(self._reject_stray, stray, reason)

    def _booked(self, state: str, reason: str) -> str:
        """Count an outcome for the live view and return its reason; one that has no name is a fault of ours."""
        if meaning(f"{state}:{reason}") is None:
            self.books.faults += 1
            event = {"event": "unnamed_outcome", "outlet": self._outlet}
            log.error(
                "%s: %s:%s is no outcome; name it in newscrawl/run/outcomes.py",
                self._outlet,
                state,
                reason,
                extra=event,
            )
            reason = UNNAMED
        self.books.so_far[f"{state}:{reason}"] += 1
        return reason

    def _offer(self, connection: Connection, source: str, offers: list[OfferedLink], *, at_end: bool) -> Offered:
        began = self._walks.setdefault(source, self._clock())
        before = sources.known(connection, self._outlet, [source]).get(source, KnownSource())
        keys = [offer.key for offer in offers]
        shared = links.known_since(connection, keys, before.polled_at) if before.polled_at else 0
        known = before.walked_at > 0 and links.known_since(connection, keys, before.walked_at) == len(keys)
        new = self._take_on(connection, source, offers)
        if self._looks:
            modified = {offer.key: offer.modified_at for offer in offers if offer.modified_at and offer.key not in new}
            looks.told(connection, self._outlet, modified, now=self._clock())
        if at_end or known:
            sources.record_walk(connection, self._outlet, source, began=began)
        return Offered(new=new, shared=shared, ended=at_end or known)

    def _offer_past(
        self, connection: Connection, source: str, offers: list[OfferedLink], then: Callable[[Connection], None]
    ) -> set[bytes]:
        new = self._take_on(connection, source, offers)
        then(connection)
        return new

    def _take(self, connection: Connection, limit: int) -> list[TakenLink]:
        now = self._clock()
        taken, from_others = links.take(connection, outlet=self._outlet, crawl_id=self._crawl_id, now=now, limit=limit)
        self._unbooked["taken_over"] += from_others
        free = limit - len(taken)
        if not free or not self._looks:
            return taken
        return taken + looks.due(connection, self._outlet, now=now, limit=free, besides=self._looking)

    async def _enter_page(self, page: Page) -> Article | None:
        """Enter what came of a page, with what else came since the last commit began; return the article as written."""
        async with self._entry():
            kept: Article | None = await self._writer.call_together(self._pages, page)
        return kept

    def _pages(self, pages: list[Page]) -> Sequence[Article | Exception | None]:
        """Enter pages in one transaction; where one of them cannot be entered, each in its own."""
        try:
            return self._in_transaction(self._enter_pages, (pages,), {})
        except Exception as error:  # noqa: BLE001 -- it is raised again by the caller whose page it is
            if isinstance(error, BadState) or len(pages) == 1:
                return [error] * len(pages)
        return [answer for page in pages for answer in self._pages([page])]

    def _enter_pages(self, connection: Connection, pages: list[Page]) -> list[Article | None]:
        now = self._clock()
        new = [page.scraped for page in pages if page.scraped]
        for source, found in groupby(new, key=lambda one: one.article.found_in):
            # A spider may yield an article that no source offered.
            offers = [OfferedLink(key=one.key, url=one.article.url, title=one.article.title) for one in found]
            self._take_on(connection, source, offers)
        links.fetched(connection, *(page.key for page in pages if not page.scraped), now=now)
        kept = iter(outbox.keep_all(connection, new, now=now, story_days=self._story_days) if new else ())
        written = [next(kept) if page.scraped else None for page in pages]
        for page, article in zip(pages, written, strict=True):
            if page.scraped:
                self._plan_look(connection, page, article, now)
            if article and article.version == 1:
                self.boilerplate |= blocks.count(connection, article, page.blocks, today=now // DAY)
        return written

    def _plan_look(self, connection: Connection, page: Page, kept: Article | None, now: int) -> None:
        etag, last_modified = page.validators
        if page.key in self._looking:
            edited = kept is not None
            looks.looked(
                connection, self._outlet, page.key, now=now, edited=edited, etag=etag, last_modified=last_modified
            )
        elif kept and kept.version == 1 and self._looks:
            since = age_from(int(kept.published_at.timestamp()) if kept.published_at else now, now=now)
            validity = {"etag": etag, "last_modified": last_modified}
            looks.begin(connection, self._outlet, page.key, since=since, now=now, **validity)

    def _withdraw(self, connection: Connection, key: bytes, article: Article) -> None:
        outbox.withdraw(connection, key, article, now=self._clock())
        looks.end(connection, key)

    def _put_off(self, connection: Connection, key: bytes, state: str, reason: str) -> None:
        self._unbooked["parked"] += links.put_off(connection, key, state, reason=reason, now=self._clock())

    def _reject_stray(self, connection: Connection, stray: OfferedLink, reason: str) -> None:
        if self._take_on(connection, stray.url, [stray]):
            links.settle(connection, stray.key, links.REJECTED, reason=reason, now=self._clock())

    def _take_on(self, connection: Connection, source: str, offers: list[OfferedLink]) -> set[bytes]:
        now = self._clock()
        new = links.offer(
            connection, outlet=self._outlet, crawl_id=self._crawl_id, found_in=source, offered=offers, now=now
        )
        self._unbooked["offered"] += len(new)
        return new

    @asynccontextmanager
    async def _entry(self) -> AsyncIterator[None]:
        if self._closed:
            await asyncio.get_running_loop().create_future()
        try:
            yield
        except BadState as error:
            if not self.books.state_failure:
                self.books.state_failure = str(error)
                log.error("%s", error, extra={"event": "state_failed", "outlet": self._outlet})  # noqa: TRY400 -- says it all
            raise

    def _in_transaction(self, function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
        self._unbooked.clear()
        with self._state.transaction() as connection:
            result = function(connection, *args, **kwargs)
        self.books.offered += self._unbooked["offered"]
        self.books.taken_over += self._unbooked["taken_over"]
        self.books.parked += self._unbooked["parked"]
        return result
