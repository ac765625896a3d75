"""A day of the lake as its stories: what its parts hold, and which stories became one since."""

from collections.abc import Iterator
from datetime import date

import msgspec

from newscrawl.errors import LakeDamaged, NotInLake
from newscrawl.lake.check import no_partition
from newscrawl.lake.keys import ARTICLES, STORIES, day_of, partition
from newscrawl.lake.parts import lines_of
from newscrawl.lake.storage import Storage
from newscrawl.stories.day import Story, Telling, told
from newscrawl.stories.merges import read_merge


def stories_of(storage: Storage, day: date) -> list[Story]:
    """Return the stories of a partition; raise NotInLake if there is none, LakeDamaged where a part cannot be read."""
    keys = list(storage.keys(partition(ARTICLES, day)))
    if not keys:
        raise NotInLake(f"lake {storage.location}: {no_partition(storage, [day])}")
    later = [key for key in storage.keys(f"{STORIES}/") if (day_of(key) or day) >= day]
    merges = {merge.story_id: merge.merged_into for key in later for merge in map(read_merge, _lines(storage, key))}
    return told((_telling(key, line) for key in keys for line in _lines(storage, key)), merges)


def _telling(key: str, line: bytes) -> Telling:
    try:
        return msgspec.json.decode(line, type=Telling)
    except msgspec.DecodeError as error:
        raise LakeDamaged(f"{key}: {error}; newscrawl lake check says what to do") from error


def _lines(storage: Storage, key: str) -> Iterator[bytes]:
    try:
        yield from lines_of(storage.get(key))
    except KeyError:  # joined with others since it was listed
        raise LakeDamaged(f"{key}: was listed and is not there any more; run the command again") from None
    except ValueError as error:
        raise LakeDamaged(f"{key}: {error}; newscrawl lake check says what to do") from error
