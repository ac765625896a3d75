"""The advance of a backfill: how far it has come, told as it goes on, and what is said when it is over."""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from newscrawl.discovery.days import DAY, Days
from newscrawl.run.progress import Progress
from newscrawl.state import backfills
from newscrawl.state.backfills import Standing

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl

log = logging.getLogger(__name__)

NOTHING = "nothing to walk: feeds hold no past; give the outlet sitemaps, wordpress, archives or listings"


class Advance:
    """Tells how far the walk of one crawl has come, by what state knows of it."""

    def __init__(self, spider: "OutletSpider", crawl: "Crawl", days: Days, zone: ZoneInfo | None) -> None:
        self._spider = spider
        self._crawl = crawl
        self._days = days
        self._zone = zone

    async def standing(self, besides: str = "") -> Standing:
        """Return what state knows; the document at ``besides`` does not count for how far it is."""
        return await self._crawl.ask(backfills.standing, self._spider.name, str(self._days), besides)

    async def note(self, url: str, *, reading: str = "", held: int = 0, links: int = 0) -> None:
        """Note how far it has come, for those who watch, and say so; ``url`` was read last.

        ``reading`` is the document whose links are being offered, ``held`` the newest day of those that are not yet,
        ``links`` how many are.
        """
        standing = await self.standing(reading)
        left = max(standing.until or 0, held) - self._days.first.toordinal() + 1
        done = len(self._days) - max(left, 0)
        before = self._crawl.books.progress
        progress = Progress(
            days=len(self._days),
            done=done,
            before=before.before if before else done,
            documents=standing.documents,
            documents_done=standing.done,
            links=standing.links + links,
        )
        self._crawl.books.progress = progress
        seconds = progress.seconds_left(self._crawl.seconds)
        event = {"event": "backfill_progress", "outlet": self._spider.name, "url": url}
        event |= msgspec.to_builtins(progress) | {"pages": self._crawl.books.pages, "seconds_left": seconds}
        text = "%s: %d of %d days done, %d links found"
        log.info(text, self._spider.name, progress.done, progress.days, progress.links, extra=event)

    async def conclude(self) -> None:
        """Say what was not found, and forget a walk that is to begin anew the next time.

        That is one that found nothing, until somebody corrects the facts, and one of days that were not over.
        """
        standing = await self.standing()
        failed = self._crawl.books.sources_failed
        failed |= dict(list(standing.failures.items())[:1] if not standing.links else [])
        if not standing.documents:
            failed[self._spider.home] = NOTHING
        elif not standing.links and not failed:
            failed[self._spider.home] = f"none of {standing.documents} documents lists an article of {self._days}"
        too_early = (standing.first_done_at or 0) < self._over_at()
        if standing.until is None and (too_early or not standing.links):
            await self._crawl.ask(backfills.forget, self._spider.name, str(self._days))

    def _over_at(self) -> float:
        """Return when the last of the days is over."""
        end = self._days.last + DAY
        return datetime(end.year, end.month, end.day, 0 if self._zone else 12, tzinfo=self._zone or UTC).timestamp()
