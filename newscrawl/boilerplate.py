"""Boilerplate: blocks that an outlet prints below its articles, known by how many of its pages have them.

A sentence that several articles of one day quote is news. What comes on many days and in several sections is none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from newscrawl.text import fold, word_count

PARAGRAPH = "\n\n"
LEAST_PAGES = 5  # that have a block, or it may be chance
SHARE = 50  # one page in so many: a large outlet's articles of a week have a background paragraph in common
SHARE_WITHOUT_SECTIONS = 10  # where the outlet names no sections, only the number of pages is left to go by
DAYS, SECTIONS = 3, 2  # that the pages have to be of
BITS = 62  # of the masks in which days and sections are kept
LONGEST = 1000  # characters of a block: what is longer is written for one article


class Seen(NamedTuple):
    """How often a block was seen: on how many pages, and masks of the days and sections those were of."""

    pages: int
    days: int
    sections: int


@dataclass(frozen=True, slots=True)
class Stripped:
    """A body without boilerplate; how many words that was, and the hashes of all blocks it had, those among them."""

    body: str
    words: int
    blocks: tuple[int, ...]


def strip(body: str, known: Mapping[int, int]) -> Stripped:
    """Return a body without the known blocks, those first that most pages have; never less than half of its words.

    ``known`` gives the pages of each block by its hash.
    """
    paragraphs = body.split(PARAGRAPH)
    hashes = [_hash(paragraph) for paragraph in paragraphs]
    counts = [word_count(paragraph) for paragraph in paragraphs] if known.keys() & hashes else []
    room = sum(counts) // 2
    gone: set[int] = set()
    candidates = [number for number, one in enumerate(hashes) if one in known and counts]
    for number in sorted(candidates, key=lambda number: (-known[hashes[number]], number)):
        if counts[number] <= room:
            room -= counts[number]
            gone.add(number)
    kept = PARAGRAPH.join(paragraph for number, paragraph in enumerate(paragraphs) if number not in gone)
    blocks = {one for one, paragraph in zip(hashes, paragraphs, strict=True) if len(paragraph) <= LONGEST}
    return Stripped(kept, sum(counts[number] for number in gone), tuple(sorted(blocks)))


def is_boilerplate(block: Seen, outlet: Seen) -> bool:
    """Tell whether a block is boilerplate, by how often it was seen and how many pages of the outlet were."""
    names_sections = outlet.sections.bit_count() >= SECTIONS
    if block.days.bit_count() < DAYS or (names_sections and block.sections.bit_count() < SECTIONS):
        return False
    share = SHARE if names_sections else SHARE_WITHOUT_SECTIONS
    return block.pages >= max(LEAST_PAGES, outlet.pages / share)


def mask_of(days_or_sections: Iterable[int | str | None]) -> int:
    """Return the mask of some days, or of some sections by name."""
    mask = 0
    for one in days_or_sections:
        if one is not None:
            mask |= 1 << (one if isinstance(one, int) else _hash(one)) % BITS
    return mask


def _hash(text: str) -> int:
    return xxh3_64_intdigest(fold(text).encode()) >> 1  # 63 bits, as databases have them
