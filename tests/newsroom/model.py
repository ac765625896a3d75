"""What the newsroom knows about an article: the truth that a crawl is compared with."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

# The newsroom's clock stands still: articles are older, and each edit is a minute later than the one before.
NOW = datetime(2026, 11, 20, 18, 0, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a body: running text, a sub-heading, one item of a list, or a quotation set apart."""

    kind: Literal["p", "h2", "h3", "li", "quote"]
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture at the head of an article; ``path`` is relative to the outlet's home."""

    path: str
    caption: str


@dataclass(slots=True, kw_only=True)
class Article:
    """One article of one outlet; ``published`` is None only for the bad article that has no date.

    The body paragraphs of the truth are the texts of ``blocks`` in document order, one for every ``p``, sub-heading
    (``h2``, ``h3``), ``li`` and quoted ``p``, with white space collapsed. Standfirst, caption, byline, tweets, source
    line and furniture are no part of it.
    """

    outlet: str
    number: int
    path: str
    title: str
    description: str
    authors: list[str]
    agency: str | None
    section: str
    tags: list[str]
    language: str
    published: datetime | None
    modified: datetime | None = None
    blocks: list[Block]
    picture: Picture
    posts: list[tuple[str, str]] = field(default_factory=list)  # embedded tweets: author and text
    wire: str | None = None
    edits: int = 0
    removed: bool = False
    walled: bool = False

    @property
    def slug(self) -> str:
        """The title as it stands in URLs."""
        return slug(self.title)

    @property
    def changed(self) -> datetime:
        """When the article last changed, UTC."""
        return self.modified or self.published or NOW

    @property
    def section_slug(self) -> str:
        """The section as it stands in URLs."""
        return slug(self.section)

    def truth(self, home: str) -> dict[str, Any]:
        """Return the record a crawl of the outlet at ``home`` should find."""
        return {
            "outlet": self.outlet,
            "url": home + self.path.removeprefix("/"),
            "title": self.title,
            "description": self.description,
            "authors": self.authors,
            "published_at": self.published and rfc3339(self.published),
            "modified_at": self.modified and rfc3339(self.modified),
            "body": [block.text for block in self.blocks],
            "section": self.section,
            "tags": self.tags,
            "language": self.language,
            "agency": self.agency,
            "image": {"url": home + self.picture.path.removeprefix("/"), "caption": self.picture.caption},
            "wire": self.wire,
            "edits": self.edits,
            "removed": self.removed,
        }


def slug(text: str) -> str:
    """Write a text in lower case ASCII letters, digits and hyphens, at most ten words."""
    plain = text.replace("'", "").replace("\u2019", "").lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:10])


def rfc3339(moment: datetime) -> str:
    """Write an aware time in UTC with ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def after_edits(count: int) -> datetime:
    """Return the time of the newsroom's ``count``-th edit."""
    return NOW + timedelta(minutes=count)
