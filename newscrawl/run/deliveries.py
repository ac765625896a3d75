"""The deliveries of one crawl: beside its event loop, tried again, and left alone when there is no more time."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.lake.delivery import SEAL_BYTES, SEAL_SECONDS, Delivery
from newscrawl.lake.reports import deliver_reports
from newscrawl.lake.storage import Storage
from newscrawl.run.threads import Thread
from newscrawl.state.database import Database
from newscrawl.state.outbox import Waiting

log = logging.getLogger(__name__)

LAST_ATTEMPTS = (0, 2, 6)  # seconds before each attempt to deliver at the end; a scheduler starts us again soon
RETRY_SECONDS = 60  # between attempts while the lake is away


class Deliveries:
    """Brings what a crawl scrapes into the lake; ``failure`` says why the lake would not have it the last time."""

    def __init__(self, outlet: str, crawl_id: str, state: Database, lake: Storage, clock: Callable[[], int]) -> None:
        """Prepare; ``clock`` gives whole seconds since 1970."""
        self.failure = ""
        self.location = lake.location
        self._outlet = outlet
        self._crawl_id = crawl_id
        self._state = state
        self._lake = lake
        self._clock = clock
        self._delivery = Delivery(state, lake, clock)
        self._thread = Thread(f"lake-{outlet}")
        self._one_at_a_time = asyncio.Lock()
        self._hurried = asyncio.Event()
        self._late = asyncio.Event()
        self._next = 0

    def is_due(self, waits: Waiting) -> bool:
        """Tell whether what waits has waited long enough, or is what the lake would not have before."""
        now = self._clock()
        aged = waits.rows > 0 and now - waits.since >= SEAL_SECONDS
        ripe = waits.segments > 0 or waits.bytes >= SEAL_BYTES or aged
        return ripe and now >= self._next and not self._one_at_a_time.locked()

    def hurry(self) -> None:
        """Make no more pauses and attempts: the crawl was told to stop."""
        self._hurried.set()

    def leave_lake(self) -> None:
        """Wait for the lake no longer; what it has not taken waits in the outbox."""
        self._late.set()

    async def deliver(self, *, conclude: bool = False, everything: bool = False) -> bool:
        """Deliver what waits, and what dead crawls left if ``everything``; return False if the lake would not have it.

        ``conclude`` writes the crawl's manifest too.
        """
        async with self._one_at_a_time:
            try:
                articles = await self._unless_late(
                    self._thread.call(self._put, conclude=conclude, everything=everything)
                )
            except (LakeRefused, LakeUnreachable) as error:
                self.failure = str(error)
                self._next = self._clock() + RETRY_SECONDS
                log.warning("%s", error, extra={"event": "lake_failed", "outlet": self._outlet})
                return False
        self.failure = ""
        if articles:
            event = {"event": "delivered", "outlet": self._outlet, "articles": articles}
            log.info("%s: %d articles delivered", self._outlet, articles, extra=event)
        return True

    async def conclude(self) -> None:
        """Deliver everything and the manifest, as often as it takes within some seconds."""
        for pause in LAST_ATTEMPTS:
            with suppress(TimeoutError):
                jittered = pause * random.uniform(0.5, 1)  # noqa: S311 -- jitter, not a secret
                await asyncio.wait_for(self._hurried.wait(), jittered)
            if await self.deliver(conclude=True) or self._hurried.is_set():
                return

    async def report(self) -> None:
        """Bring the crawl's report into the lake, and older ones that wait; unless the lake is away, or has no time."""
        if self.failure:
            return
        try:
            await self._unless_late(self._thread.call(deliver_reports, self._state, self._lake))
        except (LakeRefused, LakeUnreachable) as error:  # the articles lie there; the next crawl brings the report
            log.warning("%s", error, extra={"event": "report_waits", "outlet": self._outlet})

    def end(self) -> None:
        """Deliver no more."""
        self._thread.end()

    def _put(self, *, conclude: bool, everything: bool) -> int:
        articles = self._delivery.deliver(self._crawl_id, self._outlet)
        if conclude:
            self._delivery.conclude(self._crawl_id)
        return articles + (self._delivery.recover() if everything else 0)

    async def _unless_late(self, delivery: Coroutine[Any, Any, int]) -> int:
        """Wait for a delivery until somebody says that there is no more time; raise LakeUnreachable then."""
        delivering, late = asyncio.ensure_future(delivery), asyncio.ensure_future(self._late.wait())
        await asyncio.wait((delivering, late), return_when=asyncio.FIRST_COMPLETED)
        late.cancel()
        if delivering.done():
            return delivering.result()
        delivering.cancel()
        raise LakeUnreachable(f"lake {self.location}: did not answer in time")
