"""Familiar: whether a listing that grows in the browser shows nothing any more that no crawl has seen."""

from typing import TYPE_CHECKING

from newscrawl.discovery.choice import own_articles
from newscrawl.discovery.listings import parse_listing
from newscrawl.errors import NewscrawlError
from newscrawl.run.workers import in_worker
from newscrawl.state import links
from newscrawl.urls import link_key

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl


class Familiar:
    """Tells of a page as it is after each "load more" whether all that came was known; ``walked`` is since when.

    Without that a listing is read to its end; a page that cannot be read yet goes on growing.
    """

    def __init__(self, spider: "OutletSpider", crawl: "Crawl", walked: int) -> None:
        self._spider = spider
        self._crawl = crawl
        self._walked = walked
        self._shown: set[bytes] = set()

    async def __call__(self, html: bytes, url: str) -> bool:
        """Return True where the listing was walked before, and what it shows since the last call is all known."""
        if not self._walked:
            return False
        pattern, home = self._spider.article_pattern, self._spider.home
        try:
            found = await in_worker(parse_listing, html, url, pattern, home, "utf-8")
        except NewscrawlError:  # the listing's own reading will say it
            return False
        own = own_articles(found.links, self._spider.domains, pattern)
        came = {link_key(self._spider.name, link.url) for link in own} - self._shown
        self._shown |= came
        return bool(came) and await self._crawl.ask(links.known_since, came, self._walked) == len(came)
