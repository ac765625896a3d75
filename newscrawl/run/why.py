"""Why: one link's whole story in plain sentences, and the nearest known addresses where a link is not known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from urllib.parse import urlsplit

from sqlalchemy import Connection

from newscrawl.errors import LakeDamaged, LakeRefused, LakeUnreachable
from newscrawl.lake.places import place_now
from newscrawl.lake.storage import Storage
from newscrawl.run.outcomes import OWED, meaning
from newscrawl.state import addresses, links
from newscrawl.state.history import LinkHistory, history_of
from newscrawl.urls import link_key, normalise

NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is known of an address: stories, one an outlet that has it, or else known addresses that are near it."""

    stories: list[LinkHistory]
    near: list[str]


def ask(connection: Connection, url: str) -> Answer:
    """Look an address up in its normal form, for every outlet; raise ValueError if it is none."""
    normal = normalise(url)
    found = (history_of(connection, link_key(outlet, normal)) for outlet in addresses.outlets(connection))
    stories = [story for story in found if story]
    return Answer(stories=stories, near=[] if stories else _nearest(connection, normal))


def tell(story: LinkHistory, lake: Storage, now: int) -> Iterator[str]:
    """Yield a link's story, a sentence a line; ``now`` in seconds since 1970."""
    yield story.url
    yield f"Offered to {story.outlet} by {story.found_in} at {_when(story.offered_at)}."
    yield f"Fetched at {_when(story.fetched_at)}." if story.fetched_at else "Not fetched."
    yield _decided(story)
    if story.part and story.line:
        at = f" at {_when(story.delivered_at)}" if story.delivered_at else ""
        became = _became(story.part, story.line, lake)
        yield f"Delivered{at} as line {story.line} of {lake.location}/{story.part}{became}."
    if story.state == links.UNCHANGED and story.read_from and story.read_from != story.url:
        yield f"The article is known from {story.read_from}."
    if story.article_id:
        yield f"Its article_id is {story.article_id}."
    yield from _what_next(story, now)
    yield f"Crawl {story.crawl_id} answers for it."


def _decided(story: LinkHistory) -> str:
    outcome = f"{story.state}:{story.reason}" if story.reason else story.state
    outcome = OWED if outcome in links.OWED else outcome
    at = f" at {_when(story.decided_at)}" if story.decided_at else ""
    return f"Outcome{at}: {outcome} ({meaning(outcome) or 'a word of another version of newscrawl'})."


def _became(part: str, line: int, lake: Storage) -> str:
    """Say what became of a line since it was delivered; nothing if it lies where it was."""
    try:
        lies = place_now(lake, part, line)
    except (LakeDamaged, LakeRefused, LakeUnreachable) as error:
        return f"; where it is now cannot be seen: {error}"
    if lies is None:
        return ", which is not there any more; newscrawl lake check says what to do"
    return "" if lies == (part, line) else f"; compaction made it line {lies[1]} of {lake.location}/{lies[0]}"


def _what_next(story: LinkHistory, now: int) -> Iterator[str]:
    if story.due_at is not None:
        tried = f"Tried {story.attempts} of {len(links.BACK_OFF) + 1} times; due" if story.attempts else "Due"
        since = "since" if story.due_at <= now else "at"
        yield f"{tried} {since} {_when(story.due_at)}: the next crawl of {story.outlet} after that takes it up."
    elif story.state in (links.FAILED, links.WALLED):
        yield f"Given up after {len(links.BACK_OFF) + 1} attempts: no crawl takes it up again."


def _nearest(connection: Connection, normal: str) -> list[str]:
    host = urlsplit(normal).netloc
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    known = addresses.addresses_at(connection, [host, other])
    by_path = {urlsplit(url).path: url for url in reversed(known)}
    near = get_close_matches(urlsplit(normal).path, by_path, n=NEAREST, cutoff=0.5)
    return [by_path[path] for path in near]


def _when(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
