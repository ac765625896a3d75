"""Takedown: an article's text taken out of every part that holds it, and a record that says it is gone.

note     (takedowns/v1/<article_id>.json: from here on a check finds fault while the text lies anywhere)
say      (a record with change "gone" in a part of today, and its manifest, as from any crawl)
rewrite  (for each part with text: its superseding manifest with the new sums, then the part under its own key)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256

import msgspec

from newscrawl.article import Article, to_line
from newscrawl.emptied import emptied
from newscrawl.errors import LakeDamaged, NotInLake
from newscrawl.lake import parts
from newscrawl.lake.claims import Claim, Content, Piece, Superseding, read_superseding, superseding_key
from newscrawl.lake.compaction import claims_of, settled
from newscrawl.lake.keys import ARTICLES, day_of, manifest_key, part_key, partition, takedown_key
from newscrawl.lake.lines import from_line
from newscrawl.lake.manifests import manifest
from newscrawl.lake.storage import Storage, put_checked
from newscrawl.state.outbox import Segment


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided when the takedown began, so that a second run says the same."""

    article_id: str
    version: int
    crawl_id: str
    taken_down_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """What one run did, and in which parts the text still lies because they cannot be rewritten yet."""

    version: int
    rewritten: list[str]
    open: list[str]


def take_down(storage: Storage, article_id: str, *, now: datetime) -> TakenDown:
    """Take an article out of the lake; may be repeated after any failure.

    Raise NotInLake if no part has it, LakeDamaged where a part is not what its manifest says.
    """
    last: Article | None = None
    days: set[date] = set()
    for key in storage.keys(f"{ARTICLES}/"):
        for article in _versions(key, storage.get(key), article_id):
            last = article if last is None or article.version >= last.version else last
            if (day := day_of(key)) and emptied(article) != article:
                days.add(day)
    if last is None:
        raise NotInLake(f"lake {storage.location}: no part has article {article_id}; see its id in the record")
    note = _note(storage, last, now)
    _say(storage, note, last)
    rewritten: list[str] = []
    left: list[str] = []
    for day in sorted(days):
        done, still = _rewrite_day(storage, day, article_id, now)
        rewritten += done
        left += still
    return TakenDown(version=note.version, rewritten=rewritten, open=left)


def _versions(key: str, body: bytes, article_id: str) -> Iterator[Article]:
    """Yield the records of an article in a part."""
    for line in _lines(key, body):
        if (article := _read(line, article_id)) is not None:
            yield article


def _lines(key: str, body: bytes) -> Iterator[bytes]:
    try:
        yield from parts.lines_of(body)
    except ValueError as error:
        raise LakeDamaged(f"{key}: {error}; newscrawl lake check says what to do") from error


def _read(line: bytes, article_id: str) -> Article | None:
    """Return the record of a line if it is the article's, not only of its story."""
    if article_id.encode() not in line:
        return None
    article = from_line(line)
    return article if article.article_id == article_id else None


def _note(storage: Storage, last: Article, now: datetime) -> Note:
    """Return the note of the takedown, written if there is none or if the article came back since."""
    key = takedown_key(last.article_id)
    if storage.head(key):
        note = msgspec.json.decode(storage.get(key), type=Note)
        if note.version >= last.version:
            return note
    crawl_id = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{last.article_id[:8]}"
    version = last.version + 1
    note = Note(article_id=last.article_id, version=version, crawl_id=crawl_id, taken_down_at=int(now.timestamp()))
    put_checked(storage, key, msgspec.json.format(msgspec.json.encode(note), indent=1) + b"\n")
    return note


def _say(storage: Storage, note: Note, last: Article) -> None:
    """Deliver the record that says the article is gone, and its manifest."""
    key = manifest_key(note.crawl_id, note.taken_down_at)
    if storage.head(key):
        return
    at = datetime.fromtimestamp(note.taken_down_at, UTC)
    line = to_line(replace(emptied(last), version=note.version, crawl_id=note.crawl_id, fetched_at=at))
    name = {"outlet": last.outlet, "crawl_id": note.crawl_id, "content_sha256": parts.content_sha256([line])}
    part = part_key(**name, number=1, sealed_at=note.taken_down_at)
    body = parts.pack([line])
    digest = put_checked(storage, part, body)
    delivered = Segment(
        id=0, crawl_id=note.crawl_id, first_row=0, last_row=0, key=part, rows=1, bytes=len(body), sha256=digest
    )
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    times = {"started_at": moment, "ended_at": moment}
    said = manifest(crawl_id=note.crawl_id, outlet=last.outlet, parts=[delivered], outcomes={"gone": 1}, **times)
    put_checked(storage, key, said)


def _rewrite_day(storage: Storage, day: date, article_id: str, now: datetime) -> tuple[list[str], list[str]]:
    """Rewrite the parts of a day that hold text of the article; return their keys, and those that have to wait.

    A part waits while its day is not over, or while its crawl has not written its manifest.
    """
    closed = day < now.astimezone(UTC).date()
    if closed:
        settled(storage, day, withdrawn=True)
    rewritten, left = [], []
    claims = claims_of(storage, day)
    for key in list(storage.keys(partition(ARTICLES, day))):
        body = storage.get(key)
        if all(emptied(article) == article for article in _versions(key, body, article_id)):
            continue
        content = _content(storage, key, body, claims.get(key))
        if not closed or content is None:
            left.append(key)
            continue
        _rewrite(storage, content, body, article_id, now)
        rewritten.append(key)
    return rewritten, left


def _content(storage: Storage, key: str, body: bytes, claim: Claim | None) -> Content | None:
    """Return what the part is made of as its manifest says, None if it has none; raise LakeDamaged if that is wrong."""
    digest = sha256(body).hexdigest()
    known: list[Content | None] = []
    if storage.head(superseding_key(key)):
        superseding = read_superseding(storage, superseding_key(key))
        known = [superseding, superseding.before]  # the second if a takedown was interrupted before it put the part
    elif claim:
        piece = Piece(key=key, offset=0, rows=claim.rows, bytes=claim.bytes, sha256=claim.sha256)
        known = [Content(part=claim, supersedes=[piece])]
    else:
        return None
    for content in known:
        if content and content.part.sha256 == digest:
            return content
    raise LakeDamaged(f"{key}: is not what its manifest says; newscrawl lake check says what to do")


def _rewrite(storage: Storage, content: Content, body: bytes, article_id: str, now: datetime) -> None:
    """Put the part anew, the article's records emptied, its new sums first."""
    pieces: list[Piece] = []
    bodies: list[bytes] = []
    for piece in content.supersedes:
        old = body[piece.offset : piece.offset + piece.bytes]
        new, touched = _without_text(content.part.key, old, article_id)
        taken_down = sorted({*piece.taken_down, article_id}) if touched else piece.taken_down
        pieces.append(
            Piece(
                key=piece.key,
                offset=sum(map(len, bodies)),
                rows=piece.rows,
                bytes=len(new),
                sha256=sha256(new).hexdigest(),
                taken_down=taken_down,
            )
        )
        bodies.append(new)
    whole = b"".join(bodies)
    part = Claim(key=content.part.key, rows=content.part.rows, bytes=len(whole), sha256=sha256(whole).hexdigest())
    before = Content(part=content.part, supersedes=content.supersedes)
    at = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    superseding = Superseding(part=part, supersedes=pieces, published_at=at, before=before)
    put_checked(storage, superseding.key, superseding.to_json())
    put_checked(storage, part.key, whole)


def _without_text(key: str, body: bytes, article_id: str) -> tuple[bytes, bool]:
    """Return a piece with the article's records emptied, byte for byte the same if it has none, and whether it had."""
    lines, touched = [], False
    for line in _lines(key, body):
        article = _read(line, article_id)
        touched |= article is not None
        lines.append(to_line(emptied(article)) if article else line)
    return (parts.pack(lines), True) if touched else (body, False)
