"""Check: every part and every manifest read, and what is wrong said of each object with what to do."""

from collections.abc import Collection, Generator, Iterator
from contextlib import suppress
from datetime import date, timedelta
from hashlib import sha256

from newscrawl.errors import LakeDamaged, NotInLake
from newscrawl.lake import comparison
from newscrawl.lake.claims import read_crawl_manifest, read_superseding, superseding_key
from newscrawl.lake.comparison import AGAIN, COPY, Finding, damaged
from newscrawl.lake.inspection import Inspection, MergeInspection
from newscrawl.lake.keys import ARTICLES, COMPACTED, MANIFESTS, PART, STORIES, SUPERSEDING, TAKEDOWNS, day_of, partition
from newscrawl.lake.sightings import Sightings
from newscrawl.lake.storage import Storage

LONGEST_CRAWL = timedelta(days=1)  # a crawl taken for dead may seal on the day after the one its manifest is of


class Check:
    """One reading of the lake or of some of its partitions; nothing in it is changed.

    Meant for a lake that no other lake command works on; crawls may deliver meanwhile.
    """

    def __init__(self, storage: Storage, days: Collection[date] = ()) -> None:
        self._storage = storage
        self._days = sorted(set(days))
        self._absent = set(days)
        self._taken_down: set[str] = set()
        self.parts = self.rows = self.manifests = self.merges = 0

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong or worth knowing; raise NotInLake if there was nothing to look at.

        Parts before manifests: of a crawl that ends meanwhile the manifest is seen, and its last parts are looked up.
        """
        with Sightings() as sightings:
            notes = self._storage.keys(f"{TAKEDOWNS}/")
            self._taken_down = {key.rpartition("/")[2].removesuffix(".json") for key in notes}
            for key in self._keys(SUPERSEDING):
                sightings.superseding(key)
            for key in self._keys(ARTICLES):
                yield from self._part(sightings, key)
            for key in self._keys(STORIES):
                yield from self._part(sightings, key)
            for key in self._keys(SUPERSEDING):
                yield from self._superseding(sightings, key)
            for key in self._manifest_keys():
                yield from self._manifest(sightings, key)
            for key in self._keys(COMPACTED):
                yield from self._staged(sightings, key)
            self._see_that_there_was_something()
            yield from comparison.rest(sightings)

    def _keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys below a prefix that lie in the partitions asked for."""
        for below in [partition(prefix, day) for day in self._days] or [f"{prefix}/"]:
            yield from self._storage.keys(below)

    def _manifest_keys(self) -> Iterator[str]:
        """Yield the keys of the manifests that may name parts of the partitions asked for."""
        first = self._days[0] - LONGEST_CRAWL if self._days else date.min
        for key in self._storage.keys(f"{MANIFESTS}/"):
            if (day_of(key) or first) >= first:
                yield key

    def _see_that_there_was_something(self) -> None:
        if self._absent:
            raise NotInLake(f"lake {self._storage.location}: {no_partition(self._storage, sorted(self._absent))}")
        if not self.parts and not self.manifests:
            nothing = "there is no part and no manifest; crawl first, or set NEWSCRAWL_LAKE or --lake"
            raise NotInLake(f"lake {self._storage.location}: {nothing}")

    def _part(self, sightings: Sightings, key: str) -> Iterator[Finding]:
        day = day_of(key)
        if not PART.fullmatch(key) or not day:
            yield Finding(
                key, "this is no name of a part, and who reads the folder reads it too", "move it out of articles/"
            )
            return
        with suppress(KeyError):  # deleted since it was listed; if a manifest names it, that is seen later
            if key.startswith(STORIES):
                part: Inspection = MergeInspection(key, self._storage.get(key), ())
                self.merges += yield from self._inspect(sightings, part)
            else:
                self._absent.discard(day)
                part = Inspection(key, self._storage.get(key), self._taken_down)
                self.parts += 1
                self.rows += yield from self._inspect(sightings, part)

    def _inspect(self, sightings: Sightings, part: Inspection) -> Generator[Finding, None, int]:
        """Yield what is wrong with a part; return how many rows it has."""
        key = part.key
        sightings.versions(part.versions())
        sightings.part(part.claim, part.crawl_id, own_name=part.content_sha256.startswith(key[-17:-9]))
        for what, advice in part.problems.told():
            yield Finding(key, what, advice)
        if sightings.has_superseding(superseding_key(key)):
            yield from self._pieces(key, key, part.body)
        return part.rows

    def _pieces(self, part_key: str, key: str, body: bytes) -> Iterator[Finding]:
        """Compare what lies under ``key`` with the pieces that the part's superseding manifest names."""
        with suppress(LakeDamaged):  # that the manifest is none is said of the manifest
            manifest = read_superseding(self._storage, superseding_key(part_key))
            if manifest.before and sha256(body).hexdigest() == manifest.before.part.sha256:
                return
            for piece in manifest.supersedes:
                digest = sha256(memoryview(body)[piece.offset : piece.offset + piece.bytes]).hexdigest()
                if digest != piece.sha256:
                    what = f"its {piece.bytes} bytes from {piece.offset} on are not {piece.key}, as its manifest says"
                    yield Finding(key, what, COPY)

    def _superseding(self, sightings: Sightings, key: str) -> Iterator[Finding]:
        try:
            manifest = read_superseding(self._storage, key)
        except LakeDamaged as error:
            yield damaged(key, error)
            return
        self.manifests += 1
        yield from comparison.of_superseding(sightings, key, manifest)
        if manifest.compacted and not sightings.seen(manifest.part.key):
            count = len(manifest.supersedes)
            what = f"{manifest.part.key} waits to take the place of {count} parts"
            yield Finding(key, what, AGAIN.format(day=day_of(key)) + " when the grace period is over", wrong=False)

    def _manifest(self, sightings: Sightings, key: str) -> Iterator[Finding]:
        try:
            manifest = read_crawl_manifest(self._storage, key)
        except LakeDamaged as error:
            yield damaged(key, error)
            return
        self.manifests += 1
        sightings.crawl(manifest.crawl_id)
        if key != f"{MANIFESTS}/dt={manifest.ended_at[:10]}/{manifest.crawl_id}.json":
            what = f"is the manifest of {manifest.crawl_id}, which ended on {manifest.ended_at[:10]}"
            yield Finding(key, what, "move it to the day and name of its crawl")
        for claim in (*manifest.parts, *manifest.stories):
            if not self._days or day_of(claim.key) in self._days:
                if not sightings.accounts_for(claim.key):  # delivered since the parts were listed, or missing
                    yield from self._part(sightings, claim.key)
                yield from comparison.of_claim(sightings, key, claim)

    def _staged(self, sightings: Sightings, key: str) -> Iterator[Finding]:
        """Look at a compacted part that waits to take its place."""
        part_key = key.replace(COMPACTED, ARTICLES, 1)
        if not sightings.has_superseding(superseding_key(part_key)):
            what = "was left by a compaction that was interrupted; nobody reads it"
            yield Finding(key, what, AGAIN.format(day=day_of(key)), wrong=False)
            return
        yield from self._pieces(part_key, key, self._storage.get(key))


def no_partition(storage: Storage, days: Collection[date]) -> str:
    """Say that the lake has no such partition, and which it has."""
    has = sorted({day.isoformat() for key in storage.keys(f"{ARTICLES}/") if (day := day_of(key))})
    wanted = ", ".join(day.isoformat() for day in days)
    return f"there is no partition {wanted}; " + (f"the lake has {has[0]} to {has[-1]}" if has else "the lake is empty")
