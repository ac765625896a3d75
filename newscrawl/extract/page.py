"""What an outlet may say about its pages, and what extraction answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from newscrawl.article import Access, Image, Rights


class Kind(StrEnum):
    """What sort of page it is; the first three become records."""

    ARTICLE = "article"
    LIVEBLOG = "liveblog"
    MEDIA = "media"
    LISTING = "listing"
    OTHER = "other"
    WALL = "wall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """An outlet's own word on its pages; it wins over the engine.

    ``select`` maps a field of Page to a CSS selector; ``drop`` lists selectors of elements that are no part of a body.
    ``valid_until`` is the last day of publication for which both hold; ``older`` are the rules of layouts before.
    ``timezone`` (IANA) reads dates that carry no zone; ``since`` is the outlet's first day, nothing is dated before it;
    ``outlet`` is its name as printed, which is never an author.
    """

    select: Mapping[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    valid_until: date | None = None
    older: tuple["Rules", ...] = ()
    timezone: str | None = None
    since: date | None = None
    outlet: str | None = None


class Paragraph(NamedTuple):
    """A paragraph, list item or table row of a body, or a sub-heading between them."""

    text: str
    is_heading: bool = False


@dataclass(slots=True, kw_only=True)
class Page:
    """The fields of one page, None or empty where not found; ``provenance`` says where each found field comes from.

    ``body`` is the texts of ``paragraphs`` joined by a blank line; ``reason`` says why a page is no article, ``wall``
    which sort of wall it is: ``consent``, ``challenge``, ``login`` or ``not-found``. Times keep the zone they were
    written in; a time without one is read in ``Rules.timezone``, or stays naive where that is unknown. ``encoding`` is
    what the bytes were read in; its provenance also tells of text that was garbled before.
    """

    kind: Kind = Kind.OTHER
    reason: str | None = None
    wall: str | None = None
    title: str | None = None
    description: str | None = None
    body: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    language: str | None = None
    canonical_url: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    images: list[Image] = field(default_factory=list)
    access: Access = field(default_factory=Access)
    agency: str | None = None
    rights: Rights = field(default_factory=Rights)
    encoding: str | None = None
    provenance: dict[str, str] = field(default_factory=dict)
    extractor: str = ""
