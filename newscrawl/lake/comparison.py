"""Comparison: what manifests claim against what was seen."""

from collections.abc import Iterator
from typing import NamedTuple

from newscrawl.errors import LakeDamaged
from newscrawl.lake.claims import Claim, Superseding
from newscrawl.lake.inspection import MERGED
from newscrawl.lake.keys import day_of
from newscrawl.lake.sightings import Sightings

COPY = "bring it back from a copy of the lake"
AGAIN = "run newscrawl lake compact --dt {day}"


class Finding(NamedTuple):
    """What was found about an object and what to do; ``wrong`` is False for what is only worth knowing."""

    key: str
    what: str
    advice: str
    wrong: bool = True


def damaged(key: str, error: LakeDamaged) -> Finding:
    """Return the finding that a manifest is none."""
    what, _, advice = str(error).removeprefix(f"{key}: ").partition("; ")
    return Finding(key, what, advice)


def of_claim(sightings: Sightings, manifest: str, claim: Claim) -> Iterator[Finding]:
    """Compare what a crawl's manifest says of a part with what lies there, and with what supersedes it."""
    if other := sightings.claim(claim, manifest):
        yield Finding(manifest, f"names {claim.key}, as {other} does", f"see which of the two is right, {COPY}")
    sightings.named(claim.key)
    seen, superseded = sightings.seen(claim.key), sightings.superseded(claim.key)
    if superseded and not superseded.taken_down and superseded.claim != claim:
        yield Finding(claim.key, f"{superseded.holder} supersedes it with other sums than {manifest} gives", COPY)
    if superseded and superseded.holder != claim.key and sightings.seen(superseded.holder):
        if seen:
            what = f"its rows lie in {superseded.holder} too: a compaction was interrupted"
            yield Finding(claim.key, what, AGAIN.format(day=day_of(claim.key)))
    elif not seen:
        yield Finding(claim.key, f"is missing; {manifest} names it", COPY)
    elif not superseded and seen != claim:
        yield Finding(claim.key, f"{_sums(seen)}; {manifest} says it {_sums(claim)}", COPY)


def of_superseding(sightings: Sightings, key: str, manifest: Superseding) -> Iterator[Finding]:
    """Compare what a superseding manifest says of its part with what lies there."""
    for piece in manifest.supersedes:
        if other := sightings.piece(piece, manifest.part.key):
            what = f"supersedes {piece.key}, as {other} does"
            yield Finding(key, what, AGAIN.format(day=day_of(key)))
    seen = sightings.seen(manifest.part.key)
    if not seen:
        return
    sightings.named(manifest.part.key)
    if manifest.before and seen == manifest.before.part:
        articles = sorted({article for piece in manifest.supersedes for article in piece.taken_down})
        commands = " and ".join(f"newscrawl lake takedown {article}" for article in articles)
        yield Finding(seen.key, "a takedown was interrupted before it rewrote this part", f"run {commands}")
    elif seen != manifest.part:
        yield Finding(seen.key, f"{_sums(seen)}; {key} says it {_sums(manifest.part)}", COPY)


def rest(sightings: Sightings) -> Iterator[Finding]:
    """Yield what can be said when everything was seen."""
    for part in sightings.unnamed():
        if "/compacted-" in part.key:
            yield Finding(part.key, "has no superseding manifest", COPY.replace("it", "that"))
        elif not part.own_name:
            yield Finding(part.key, "its lines do not give the sum in its name, and no manifest names it", COPY)
        elif part.concluded:
            what = "its crawl's manifest does not name it"
            yield Finding(part.key, what, "check again when no crawl of its outlet runs; then move it out of articles/")
        else:
            what = "its crawl has written no manifest yet: it runs, or the next crawl finishes it"
            yield Finding(part.key, what, "if it stays, run newscrawl deliver", wrong=False)
    for key, holder in sightings.unclaimed_pieces():
        yield Finding(holder, f"supersedes {key}, which no crawl's manifest names", COPY)
    for twice in sightings.twice():
        article = f"article {twice.article_id}, version {twice.version}, lies"
        what = (
            f"{article if twice.version != MERGED else f'the end of story {twice.article_id} lies'} here more than once"
        )
        advice = "read with the latest view of newscrawl lake ddl, and see which object should not be there"
        yield Finding(" and ".join(twice.parts), what, advice)


def _sums(claim: Claim) -> str:
    return f"has {claim.rows} rows, {claim.bytes} bytes, sha256 {claim.sha256[:16]}..."
