"""Merges: two stories turned out to be one; a line of the lake says so to who has read them as two."""

from collections.abc import Mapping

import msgspec

from newscrawl.article import Hex, Instant, Text


class StoryMerge(msgspec.Struct, frozen=True, kw_only=True):
    """A line: what was told as ``story_id`` is told as ``merged_into``, since ``article_id`` is part of both."""

    story_id: Hex
    merged_into: Hex
    article_id: Hex
    crawl_id: Text
    merged_at: Instant
    schema_version: int = 1


def merge_line(merge: StoryMerge) -> bytes:
    """Return the line; ``merged_at`` has to be in UTC."""
    return msgspec.json.encode(merge) + b"\n"


def read_merge(line: bytes) -> StoryMerge:
    """Return the merge of a line; raise msgspec.DecodeError if it is none."""
    return msgspec.json.decode(line, type=StoryMerge)


def followed(merges: Mapping[str, str], story_id: str) -> str:
    """Return where a story is told now; ``merges`` says of each merged story into which."""
    seen = {story_id}
    while story_id in merges and merges[story_id] not in seen:
        story_id = merges[story_id]
        seen.add(story_id)
    return story_id
