"""Where a line lies that a crawl delivered: in its part, or in the one into which compaction has joined that."""

from newscrawl.lake.claims import superseding_of
from newscrawl.lake.keys import day_of
from newscrawl.lake.storage import Storage


def place_now(storage: Storage, part: str, line: int) -> tuple[str, int] | None:
    """Return part and line, from 1, where line ``line`` of the delivered ``part`` lies now; None if it lies nowhere.

    Raise LakeDamaged if a superseding manifest is none.
    """
    if storage.head(part):
        return part, line
    day = day_of(part)
    for superseding in superseding_of(storage, day) if day else []:
        before = 0
        for piece in superseding.supersedes:
            if piece.key == part and storage.head(superseding.part.key):
                return superseding.part.key, before + line
            before += piece.rows
    return None
