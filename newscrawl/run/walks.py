"""A walk: one poll of a source, from its first document to the last one that this leads to."""

from dataclasses import dataclass, field
from typing import Literal

from newscrawl.state.documents import Document
from newscrawl.state.sources import KnownSource

SourceKind = Literal["feed", "sitemap", "listing", "wordpress"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that lists links; a listing's later pages keep the ``root`` that the outlet names."""

    kind: SourceKind
    url: str
    first: str = ""
    page: int = 1
    recent: bool = False  # take only what is dated recently
    named: bool = True  # by the outlet; what a page advertises may be missing without harm

    @property
    def root(self) -> str:
        """Return the URL of the first page."""
        return self.first or self.url


@dataclass(slots=True)
class Walk:
    """How far the poll of a source has come: ``open`` documents are awaited, those in ``read`` are done with.

    ``before`` is what was known when it began. ``fresh_for`` is for how many seconds the outlet says that nothing new
    is to be had.
    """

    before: KnownSource
    open: int = 0
    failed: bool = False
    fresh_for: int = 0
    read: list[Document] = field(default_factory=list)
