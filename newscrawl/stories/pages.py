"""Pages: which texts each key of a large set occurs in, packed by the hundred.

A row for each pair takes seven times as much of a database.
"""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

PAIRS = 120  # at least: a kilobyte, of which eight fill a page of PostgreSQL's


class Page(NamedTuple):
    """Keys in ascending order, and beside each a text that it occurs in; all texts of a key are on one page."""

    keys: Sequence[int]
    texts: Sequence[int]

    def pack(self) -> bytes:
        """Return the page as bytes: eight a pair."""
        return struct.pack(f"<{2 * len(self.keys)}I", *self.keys, *self.texts)

    @classmethod
    def unpack(cls, packed: bytes) -> "Page":
        """Return the page that was packed."""
        both = struct.unpack(f"<{len(packed) // 4}I", packed)
        return cls(both[: len(both) // 2], both[len(both) // 2 :])


def texts_of(key: int, packed: bytes) -> Sequence[int]:
    """Return the texts that a key occurs in by a packed page; most pages that are asked do not have the key."""
    if key.to_bytes(4, "little") not in packed:
        return ()
    page = Page.unpack(packed)
    return page.texts[bisect_left(page.keys, key) : bisect_right(page.keys, key)]


def paged(pairs: Iterable[tuple[int, int]]) -> Iterator[Page]:
    """Yield the pages of pairs of key and text, which come in ascending order."""
    keys: list[int] = []
    texts: list[int] = []
    for key, text in pairs:
        if len(keys) >= PAIRS and key != keys[-1]:
            yield Page(keys, texts)
            keys, texts = [], []
        keys.append(key)
        texts.append(text)
    if keys:
        yield Page(keys, texts)
