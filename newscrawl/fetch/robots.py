"""robots.txt by RFC 9309: what it lets us fetch, and how fast."""

from protego import Protego
from scrapy.exceptions import IgnoreRequest

TOKEN = "newscrawl"  # noqa: S105 -- our product token; the whole User-Agent holds other names, in the contact's address
MAX_BYTES = 500 * 1024  # what RFC 9309, 2.5, has to be read; the rest is ignored


class Forbidden(IgnoreRequest):
    """The host's robots.txt asks crawlers not to fetch this."""

    reason = "robots"


class RobotsUnreachable(IgnoreRequest):
    """The host's robots.txt does not answer, so nothing of it may be fetched until it does (RFC 9309, 2.3.1.4)."""

    def __init__(self, reason: str) -> None:
        """Remember what came instead of it."""
        super().__init__(f"its robots.txt does not answer: {reason}")
        self.reason = reason


class Robots:
    """The rules of one host; without a document everything is allowed (RFC 9309, 2.3.1.3)."""

    def __init__(self, document: bytes | None) -> None:
        """Read the first 500 KiB of a robots.txt; a line that is cut off counts for nothing."""
        body = document or b""
        if len(body) > MAX_BYTES:
            body = body[:MAX_BYTES].rpartition(b"\n")[0]
        self._rules = Protego.parse(body.decode("utf-8-sig", "replace"))

    def allows(self, url: str) -> bool:
        """Tell whether we may fetch ``url``."""
        return self._rules.can_fetch(url, TOKEN)

    @property
    def crawl_delay(self) -> float:
        """Return the seconds it asks to leave between two requests, 0 if it does not ask."""
        return self._rules.crawl_delay(TOKEN) or 0.0

    @property
    def sitemaps(self) -> list[str]:
        """Return the sitemaps it names, as written."""
        return list(self._rules.sitemaps)
