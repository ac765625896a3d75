"""What a source offers: links to articles, and where to look further."""

from dataclasses import dataclass, field
from datetime import datetime


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
