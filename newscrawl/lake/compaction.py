"""Compaction: a closed day's parts joined into few large ones, and no row lost or twice for who follows docs/lake.md.

publish  (join parts into one under compacted/, where no reader looks; then its superseding manifest)
replace  (after a grace period: the joined part into articles/, then the parts it supersedes deleted at once)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from newscrawl.errors import DayNotOver, LakeDamaged, NotInLake
from newscrawl.lake.check import LONGEST_CRAWL, no_partition
from newscrawl.lake.claims import Claim, Piece, Superseding, read_crawl_manifest, superseding_of
from newscrawl.lake.keys import ARTICLES, COMPACTED, MANIFESTS, compacted_key, day_of, partition
from newscrawl.lake.storage import Storage, put_checked

SMALLEST = 64 * 1024 * 1024  # bytes of a joined part as stored; a day's last one may be smaller
LARGEST = 128 * 1024 * 1024  # and what joining holds in memory, twice
GRACE = timedelta(hours=24)  # for a check of both, and for readers that work with the names of the old parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What one run did: which joined parts it published, which took their place, which wait for that."""

    published: list[Superseding]
    replaced: list[Superseding]
    waiting: list[Superseding]
    unfinished: int  # parts of crawls that have written no manifest yet, left alone


def compact(storage: Storage, day: date, *, now: datetime, grace: timedelta = GRACE) -> Compacted:
    """Join the parts of a day, and replace those whose grace period is over; may be repeated after any failure.

    Raise DayNotOver, NotInLake, or LakeDamaged where a part is not what its manifest says.
    """
    if day >= now.astimezone(UTC).date():
        raise DayNotOver(f"dt={day}: the day is not over in UTC; compact it from {day + timedelta(days=1)} on")
    keys = set(storage.keys(partition(ARTICLES, day)))
    if not keys:
        raise NotInLake(f"lake {storage.location}: {no_partition(storage, [day])}")
    replaced, known = [], []
    for superseding in settled(storage, day):
        if superseding.part.key not in keys and datetime.fromisoformat(superseding.published_at) + grace <= now:
            _replace(storage, superseding)
            replaced.append(superseding)
        known.append(superseding)
    superseded = {key for one in known for key in (one.part.key, *(piece.key for piece in one.supersedes))}
    claims = claims_of(storage, day)
    rest = [claim for key, claim in sorted(claims.items()) if key not in superseded]
    published = [_publish(storage, day, group, now) for group in groups(rest)]
    _sweep(storage, day, [*known, *published])
    return Compacted(
        published=published,
        replaced=replaced,
        waiting=[one for one in known if one.part.key not in keys and one not in replaced],
        unfinished=len(keys - claims.keys() - superseded),
    )


def settled(storage: Storage, day: date, *, withdrawn: bool = False) -> list[Superseding]:
    """Return the superseding manifests of a day, with every replacement that was interrupted brought to its end.

    Publications that lost their joined part, or that a second run made of the same parts, are withdrawn; with
    ``withdrawn`` all that have replaced nothing yet, so that nothing stays in compacted/.
    """
    there = {*storage.keys(partition(ARTICLES, day)), *storage.keys(partition(COMPACTED, day))}
    kept: list[Superseding] = []
    taken: set[str] = set()
    for one in sorted(superseding_of(storage, day), key=lambda one: (one.part.key not in there, one.key)):
        pieces = {piece.key for piece in one.supersedes}
        if not one.compacted:
            kept.append(one)
        elif one.part.key in there:
            if rest := [key for key in (*sorted(pieces), one.staged_key) if key in there]:
                whole(storage, one.part)
                storage.delete(rest)
            kept.append(one)
            taken |= pieces
        elif withdrawn or one.staged_key not in there or taken & pieces:
            storage.delete([one.staged_key])
            storage.delete([one.key])
        else:
            kept.append(one)
            taken |= pieces
    if withdrawn:
        _sweep(storage, day, [])
    return kept


def claims_of(storage: Storage, day: date) -> dict[str, Claim]:
    """Return what crawls' manifests say of the parts of a day, by key."""
    claims: dict[str, Claim] = {}
    for key in storage.keys(f"{MANIFESTS}/"):
        if (day_of(key) or day) >= day - LONGEST_CRAWL:
            claims |= {part.key: part for part in read_crawl_manifest(storage, key).parts if day_of(part.key) == day}
    return claims


def groups(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return which parts to join, at least two each; parts that are large enough already stay as they are."""
    found: list[list[Claim]] = [[]]
    for claim in claims:
        if claim.bytes >= SMALLEST:
            continue
        if _size(found[-1]) >= SMALLEST:
            found.append([])
        found[-1].append(claim)
    if len(found) > 1 and _size(found[-1]) < SMALLEST and _size(found[-2] + found[-1]) <= LARGEST:
        tail = found.pop()
        found[-1] += tail
    return [group for group in found if len(group) > 1]


def whole(storage: Storage, claim: Claim, key: str = "") -> bytes:
    """Return a part, which may lie under another key; raise LakeDamaged if it is missing or not what is claimed."""
    lies = key or claim.key
    try:
        body = storage.get(lies)
    except KeyError:
        raise LakeDamaged(f"{lies}: is missing; newscrawl lake check says what to do") from None
    if sha256(body).hexdigest() != claim.sha256:
        raise LakeDamaged(f"{lies}: is not what its manifest says; newscrawl lake check says what to do")
    return body


def _publish(storage: Storage, day: date, group: list[Claim], now: datetime) -> Superseding:
    """Put the joined part where no reader looks, then the manifest that says what it supersedes."""
    body = b"".join(whole(storage, claim) for claim in group)
    digest = sha256(body).hexdigest()
    pieces, offset = [], 0
    for claim in group:
        pieces.append(Piece(key=claim.key, offset=offset, rows=claim.rows, bytes=claim.bytes, sha256=claim.sha256))
        offset += claim.bytes
    key, rows = compacted_key(day, len(group), digest), sum(claim.rows for claim in group)
    part = Claim(key=key, rows=rows, bytes=len(body), sha256=digest)
    superseding = Superseding(part=part, supersedes=pieces, published_at=f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    put_checked(storage, superseding.staged_key, body)
    put_checked(storage, superseding.key, superseding.to_json())
    return superseding


def _replace(storage: Storage, superseding: Superseding) -> None:
    """Let the joined part take the place of those it supersedes: for a moment rows lie twice, never not at all."""
    body = whole(storage, superseding.part, superseding.staged_key)
    put_checked(storage, superseding.part.key, body)
    storage.delete([piece.key for piece in superseding.supersedes])
    storage.delete([superseding.staged_key])


def _sweep(storage: Storage, day: date, known: Iterable[Superseding]) -> None:
    """Delete joined parts of runs that were interrupted before they published them."""
    published = {one.staged_key for one in known}
    storage.delete([key for key in storage.keys(partition(COMPACTED, day)) if key not in published])


def _size(claims: Iterable[Claim]) -> int:
    return sum(claim.bytes for claim in claims)
