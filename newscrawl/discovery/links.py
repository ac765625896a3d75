"""What a source offers: links to articles, and where to look further."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from newscrawl.urls import is_web_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL offered by a source, with the hints the source gives about it; times are aware or None."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one document of a source gives: links to articles in its order, the next page, and further sources."""

    links: list[Link]
    next_page: str | None = None
    sitemaps: list[Link] = field(default_factory=list)  # children of a sitemap index, with their lastmod
    feeds: list[str] = field(default_factory=list)  # feeds that a page advertises
    incomplete: bool = False  # the document was cut off, or holds more than is read
    left_out: int = 0  # links that are older than was asked for, or no web addresses
    ttl: int | None = None  # seconds for which a feed says that nothing new is to be expected


def absolute(base: str, written: str) -> str | None:
    """Return the web address that a document at ``base`` names, None where that is nothing or no http(s) address."""
    reference = written.strip()
    try:
        address = urljoin(base, reference)
    except ValueError:  # an unfinished IPv6 address
        return None
    return address if reference and is_web_address(address) else None


def refused(base: str, written: Iterable[str]) -> int:
    """Count what a document at ``base`` gives as links and what is no web address: other schemes, credentials ..."""
    return sum(1 for reference in written if reference.strip() and absolute(base, reference) is None)
