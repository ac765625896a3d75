"""Outlets that need a browser, at the address that the environment's ``LANTERN_HOME`` gives."""

import logging
import os
from typing import Any

from newscrawl.outlet import OutletSpider

log = logging.getLogger("newscrawl.tests")


class Rendered(OutletSpider):
    """What these outlets share; at the end the browser's numbers go to the log."""

    home = os.environ.get("LANTERN_HOME", "http://127.0.0.1/")

    def closed(self, _: str) -> None:
        """Log Scrapy's statistics."""
        stats = self.crawler.stats.get_stats() if self.crawler.stats else {}
        log.info("stats", extra={"event": "stats", "stats": stats})


class Lantern(Rendered):
    """An outlet whose listing exists only after JavaScript ran."""

    name = "lantern"
    outlet = "The Lantern"
    country = "NZ"
    language = "en-NZ"
    timezone = "Pacific/Auckland"
    listings = ("latest",)
    article_url = r"^/stories/"
    render = "listing"
    load_more = "button.load-more"


class Scripted(Rendered):
    """A site whose articles are written by scripts; a page gets ten seconds and no second attempt."""

    name = "scripted"
    outlet = "The Scripted Times"
    language = "en"
    timezone = "UTC"
    listings = ("listing",)
    article_url = r"^/article/"
    render = "article"

    def browser_meta(self, what: str) -> dict[str, Any]:
        """Shorten the deadline."""
        meta = super().browser_meta(what)
        return {**meta, "download_timeout": 10, "max_retry_times": 0} if meta else {}


class Patient(Scripted):
    """The same site with the deadline that all outlets have."""

    name = "patient"

    def browser_meta(self, what: str) -> dict[str, Any]:
        """Return what all outlets use."""
        return Rendered.browser_meta(self, what)


class Endless(Rendered):
    """The same site by a listing that grows when it is scrolled."""

    name = "endless"
    outlet = "The Scripted Times"
    language = "en"
    timezone = "UTC"
    listings = ("endless",)
    article_url = r"^/article/"
    render = "listing"


class Walled(Scripted):
    """The same site, whose pages need no browser unless a wall comes instead of them."""

    name = "walled"
    render = "walls"
