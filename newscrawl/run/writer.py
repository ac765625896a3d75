"""The writer: a crawl's transactions in state, one after the other, and the books of what was committed."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from newscrawl.errors import BadState
from newscrawl.run.outcomes import Books
from newscrawl.run.threads import Thread
from newscrawl.state import links
from newscrawl.state.database import Database
from newscrawl.state.links import OfferedLink

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Writer:
    """Calls functions in transactions for one crawl.

    One thread of the crawl's own writes, in the order of the calls, so that a commit's wait for the disk does not hold
    up downloads. That thread keeps the books of what the crawl took on, too: a caller that is cancelled while its
    entry is being committed would leave them out of balance.
    """

    def __init__(self, outlet: str, crawl_id: str, state: Database, clock: Callable[[], int]) -> None:
        """Start the thread; ``clock`` gives whole seconds since 1970."""
        self.outlet = outlet
        self.crawl_id = crawl_id
        self.clock = clock
        self.books = Books()
        self.unbooked: Counter[str] = Counter()  # of the transaction under way; the writer's thread alone uses it
        self._state = state
        self._thread = Thread(f"state-{outlet}")
        self._closed = False
        self._together: dict[Any, Callable[[list[Any]], Sequence[Any]]] = {}

    async def write(self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function in a transaction of the writer's thread; raise BadState where the database fails.

        What comes after the writer was closed is not written, and is not answered: a page that was still in flight
        when the crawl had to end, and whose link stays owed.
        """
        async with self._entry():
            return await self._thread.call(lambda: self._in_transaction(function, *args, **kwargs))

    async def write_together(self, function: Callable[[Connection, list[T]], Sequence[R]], item: T) -> R:
        """Call a function as ``write`` does, for an item and for those that came while a commit was under way.

        The function gives an answer for each; where it fails, each item gets a transaction, and an answer, of its own.
        """
        together = self._together.setdefault(function, partial(self._all_or_each, function))
        async with self._entry():
            answer: R = await self._thread.call_together(together, item)
        return answer

    def take_on(self, connection: Connection, source: str, offers: list[OfferedLink]) -> set[bytes]:
        """Offer links to state as this crawl's, and return the keys of new ones; within a function that is written."""
        new = links.offer(
            connection,
            outlet=self.outlet,
            crawl_id=self.crawl_id,
            found_in=source,
            offered=offers,
            now=self.clock(),
        )
        self.unbooked["offered"] += len(new)
        return new

    def close(self) -> None:
        """Write nothing more."""
        self._closed = True
        self._thread.end()

    def _all_or_each(self, function: Callable[..., Sequence[R]], items: list[T]) -> Sequence[R | Exception]:
        try:
            return self._in_transaction(function, items)
        except Exception as error:  # noqa: BLE001 -- it is raised again by the caller whose item it is
            if isinstance(error, BadState) or len(items) == 1:
                return [error] * len(items)
        return [answer for item in items for answer in self._all_or_each(function, [item])]

    @asynccontextmanager
    async def _entry(self) -> AsyncIterator[None]:
        if self._closed:
            await asyncio.get_running_loop().create_future()
        try:
            yield
        except BadState as error:
            if not self.books.state_failure:
                self.books.state_failure = str(error)
                log.error("%s", error, extra={"event": "state_failed", "outlet": self.outlet})  # noqa: TRY400 -- says it all
            raise

    def _in_transaction(
        self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        self.unbooked.clear()
        with self._state.transaction() as connection:
            result = function(connection, *args, **kwargs)
        self.books.offered += self.unbooked["offered"]
        self.books.taken_over += self.unbooked["taken_over"]
        self.books.parked += self.unbooked["parked"]
        return result
