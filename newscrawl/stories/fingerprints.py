"""Fingerprints: a sample of a text's shingles that any other text's sample can be held against, and its numbers.

FracMinHash (Irber et al., https://doi.org/10.1101/2022.01.11.475838): of all shingles' hashes those below a bound are
kept. Two texts keep the same ones of what they share, so that the share of one in the other can be read off, however
long each is. The usual MinHash estimates the Jaccard index, which is small where half of a text is another's.
"""

import struct
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from xxhash import xxh3_64_digest, xxh3_64_intdigest

from newscrawl.stories.words import Words, words_of

MAX_CHARACTERS = 1_000_000  # the longest report of a newspaper has 200,000; what is longer is no article
HASHES = 2**31  # 31 bits: four bytes each where many fingerprints are kept
UNUSED_BITS = 33  # of a whole hash
SAMPLED = HASHES // 4  # one shingle in four: 150 of 600 words
LEAST = 32  # of a short text at least so many, or chance would decide
MOST = 256  # of a long one at most so many: 1,000 words' at one in four, and a kilobyte
KEYED = HASHES // 20  # one shingle in twenty finds a text again, 24 of 480 words
FEWEST_KEYS, MOST_KEYS = 24, 60  # with fewer, a third of a text would share none; with more, an index grows for nothing
SHINGLE = 5  # words: shorter ones are phrases of the language, longer ones break at every edit
SYLLABLE_SHINGLE = 8  # Vietnamese puts a space between syllables, and five of them are but two or three words
LETTER_SHINGLE = 8  # letters of scripts without spaces, which come to three to five words
SHIFT = 4  # bits from part to part of a shingle: by seven places 28, which leaves 36 of 64 for the hash
DISTINCT_WORDS = 6  # fewer say nothing: one word repeated, numbers alone
REPEATED = 10  # a text that says each thing so often is a machine's
DIGITS = b":"  # comes after the digits, and before letters
BESIDE_NUMBER = 2  # words on each side of a number tell which number it is
NUMBERS = 64  # are enough to see whether two texts have the same ones
HEAD = struct.Struct("<QIH")  # the hash of the text, the bound, how many hashes


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a text is recognised by; one that says too little has no hashes.

    ``hashes`` are those of all its shingles' that lie below ``bound``, ascending. ``numbers`` is, for each place of a
    number (the words around it, hashed), the hash of what stands there. ``text`` is the hash of all its words.
    """

    text: int
    bound: int
    hashes: tuple[int, ...]
    numbers: dict[int, int]


NOTHING = Fingerprint(text=0, bound=HASHES, hashes=(), numbers={})


def fingerprint(text: str, language: str | None) -> Fingerprint:
    """Return the fingerprint of ``text``; ``language`` is BCP 47, or None where it is not known."""
    if len(text) > MAX_CHARACTERS:
        return NOTHING
    words = words_of(text)
    if not _says_something(words.spaced) and not _says_something(words.letters):
        return NOTHING
    kept, bound = _sample(words, language)
    if not kept:
        return NOTHING
    text_hash = xxh3_64_intdigest(b" ".join(words.all))
    return Fingerprint(text=text_hash, bound=bound, hashes=kept, numbers=_numbers(words.all))


def keys_of(found: Fingerprint) -> tuple[int, ...]:
    """Return those of the hashes that a text is found again by: the smallest, which two texts keep alike."""
    return found.hashes[: min(max(FEWEST_KEYS, bisect_left(found.hashes, KEYED)), MOST_KEYS)]


def pack(found: Fingerprint) -> bytes:
    """Return a fingerprint as bytes: two numbers of each place it has, four bytes a hash, and some more."""
    hashes, numbers = found.hashes, found.numbers
    form = f"<QIH{len(hashes)}I{2 * len(numbers)}I"
    return struct.pack(form, found.text, found.bound, len(hashes), *hashes, *numbers, *numbers.values())


def unpack(packed: bytes) -> Fingerprint:
    """Return the fingerprint that was packed."""
    text, bound, count = HEAD.unpack_from(packed)
    rest = struct.unpack_from(f"<{(len(packed) - HEAD.size) // 4}I", packed, HEAD.size)
    places = count + (len(rest) - count) // 2
    numbers = dict(zip(rest[count:places], rest[places:], strict=True))
    return Fingerprint(text=text, bound=bound, hashes=rest[:count], numbers=numbers)


def _says_something(words: Iterable[bytes]) -> bool:
    found: set[bytes] = set()
    for word in words:
        if word > DIGITS:
            found.add(word)
            if len(found) == DISTINCT_WORDS:
                return True
    return False


def _sample(words: Words, language: str | None) -> tuple[tuple[int, ...], int]:
    """Return the hashes to keep and their bound; none of a text that says the same again and again.

    Of a long text those above the bound are not even looked at twice.
    """
    sampled = _hashes(words, language, SAMPLED)
    kept, bound, length = set(sampled), SAMPLED, len(sampled)
    if len(kept) < LEAST:
        everything = _hashes(words, language, HASHES)
        distinct = sorted(set(everything))
        kept, length = set(distinct[:LEAST]), min(LEAST * len(everything) // max(len(distinct), 1), len(everything))
        bound = HASHES if len(distinct) <= LEAST else distinct[LEAST - 1] + 1
    if len(kept) * REPEATED < length:
        return (), bound
    ascending = sorted(kept)
    if len(ascending) > MOST:
        ascending, bound = ascending[:MOST], ascending[MOST - 1] + 1
    return tuple(ascending), bound


def _hashes(words: Words, language: str | None, below: int) -> list[int]:
    """Return the hashes of all shingles, those of words and those of single letters, that lie below a bound."""
    syllables = language is not None and language.partition("-")[0] == "vi"
    by_words = _rolled(words.spaced, SYLLABLE_SHINGLE if syllables else SHINGLE, below)
    return by_words + _rolled(words.letters, LETTER_SHINGLE, below) if words.letters else by_words


def _rolled(parts: list[bytes], width: int, below: int) -> list[int]:
    """Return the hashes of all runs of ``width`` parts that lie below a bound.

    A run's hash is its parts' hashes, each shifted by its place, in one: a rolling hash by cyclic polynomials (Cohen,
    https://doi.org/10.1145/256163.256168), here for all runs at once, 64 bits a part in one number. What
    is shifted down into a place from the one above stays in its upper bits, which are not used.
    """
    count = len(parts) - width + 1
    if count < 1:
        return []
    each = int.from_bytes(b"".join(map(xxh3_64_digest, parts)), "little")
    rolled = each
    for place in range(1, width):
        rolled ^= each >> place * (64 + SHIFT)
    halves = struct.unpack(f"<{2 * len(parts)}I", rolled.to_bytes(8 * len(parts), "little"))
    limit = below << 1  # of the lower 32 bits the upper 31 are the hash
    return [one >> 1 for one in halves[: 2 * count : 2] if one < limit]


def _numbers(words: list[bytes]) -> dict[int, int]:
    """Return for each place of a number what stands there; of a place that comes twice, the first."""
    found: dict[int, int] = {}
    end = -1
    for start in [place for place, word in enumerate(words) if word < DIGITS]:
        if start < end:
            continue  # the numbers of a table's row are one
        end = start + 1
        while end < len(words) and words[end] < DIGITS:
            end += 1
        around = [*words[max(start - BESIDE_NUMBER, 0) : start], b"#", *words[end : end + BESIDE_NUMBER]]
        place = _hash(b"#" if word < DIGITS else word for word in around)
        found.setdefault(place, _hash(words[start:end]))
    return {place: found[place] for place in sorted(found)[:NUMBERS]}


def _hash(words: Iterable[bytes]) -> int:
    return xxh3_64_intdigest(b" ".join(words)) >> UNUSED_BITS
