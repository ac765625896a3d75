"""What manifests claim, read back: a crawl's of its parts, a superseding one's of where those lie now."""

from datetime import date
from typing import TypeVar

import msgspec

from newscrawl import __version__
from newscrawl.article import SCHEMA_VERSION
from newscrawl.errors import LakeDamaged
from newscrawl.lake.keys import ARTICLES, COMPACTED, SUPERSEDING, partition
from newscrawl.lake.storage import Storage

Kind = TypeVar("Kind", bound=msgspec.Struct)


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A part as its manifest describes it."""

    key: str
    rows: int
    bytes: int
    sha256: str


class CrawlManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a crawl delivered, as far as the lake's tools care."""

    crawl_id: str
    outlet: str
    ended_at: str
    parts: list[Claim]
    stories: list[Claim] = []  # parts of merges


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A part that a crawl delivered, as the bytes of another part that begin at ``offset``.

    ``taken_down`` are the articles whose text was taken out of it; without any, its sums are those of the crawl.
    """

    key: str
    offset: int
    rows: int
    bytes: int
    sha256: str
    taken_down: list[str] = []


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A part and the pieces it is made of."""

    part: Claim
    supersedes: list[Piece]


class Superseding(Content, frozen=True, kw_only=True):
    """A superseding manifest: ``part`` holds what the parts in ``supersedes`` held, piece by piece.

    ``before`` is what the part was before the last takedown, None if there was none.
    """

    published_at: str
    before: Content | None = None
    manifest_version: int = 1
    schema_version: int = SCHEMA_VERSION
    code_version: str = __version__

    @property
    def compacted(self) -> bool:
        """Tell whether the part is one of compaction's, not a crawl's that a takedown has rewritten."""
        return [piece.key for piece in self.supersedes] != [self.part.key]

    @property
    def staged_key(self) -> str:
        """Return where the part waits until it takes the place of those it supersedes."""
        return self.part.key.replace(ARTICLES, COMPACTED, 1)

    @property
    def key(self) -> str:
        """Return the manifest's own key."""
        return superseding_key(self.part.key)

    def to_json(self) -> bytes:
        """Return the manifest as JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


def superseding_key(part_key: str) -> str:
    """Return where the manifest of the part that supersedes others lies."""
    return part_key.replace(ARTICLES, SUPERSEDING, 1).removesuffix(".jsonl.gz") + ".json"


def read_crawl_manifest(storage: Storage, key: str) -> CrawlManifest:
    """Return a crawl's manifest; raise LakeDamaged if it is none."""
    return _read(storage, key, CrawlManifest)


def superseding_of(storage: Storage, day: date) -> list[Superseding]:
    """Return the superseding manifests of a partition; raise LakeDamaged if one is none."""
    return [read_superseding(storage, key) for key in storage.keys(partition(SUPERSEDING, day))]


def read_superseding(storage: Storage, key: str) -> Superseding:
    """Return a superseding manifest; raise LakeDamaged if it is none."""
    return _read(storage, key, Superseding)


def _read(storage: Storage, key: str, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(storage.get(key), type=kind)
    except KeyError:
        raise LakeDamaged(f"{key}: was listed and is not there any more; run the command again") from None
    except msgspec.DecodeError as error:
        raise LakeDamaged(f"{key}: is no manifest ({error}); bring it back from a copy of the lake") from error
