"""A sieve: which keys a large set may hold, told without looking into the set.

A Bloom filter (https://doi.org/10.1145/362686.362692) of three bits a key, in one to two bytes a key: of the keys
that the set does not hold at most one in thirty passes. That of a very large set is bounded, and lets more pass.
"""

from collections.abc import Iterable, Sequence

SPREAD, OTHER_SPREAD = 0x9E3779B1, 0x85EBCA77  # odd, so that one place of a key says little about another
MOST_BYTES = 2**20  # are enough for 40,000 texts' keys; a process holds one sieve for each day

Places = tuple[int, int, int, int, int, int]


def empty_sieve(keys: int) -> bytearray:
    """Return the sieve of a set that will have so many keys, none of them in it yet."""
    return bytearray(min(1 << max(keys - 1, 0).bit_length(), MOST_BYTES))


def put(made: bytearray, keys: Iterable[int]) -> None:
    """Add keys, which are hashes of 31 bits."""
    for first, bit, second, other, third, another in places(keys, len(made)):
        made[first] |= bit
        made[second] |= other
        made[third] |= another


def places(keys: Iterable[int], size: int) -> list[Places]:
    """Return where each key lies in a sieve of ``size`` bytes: a byte and the bit in it, three times."""
    mask = size * 8 - 1
    each = ((key & mask, (key * SPREAD >> 7) & mask, (key * OTHER_SPREAD >> 9) & mask) for key in keys)
    return [(a >> 3, 1 << (a & 7), b >> 3, 1 << (b & 7), c >> 3, 1 << (c & 7)) for a, b, c in each]


class Sifted:
    """Keys to sift, through as many sieves as there are."""

    def __init__(self, keys: Sequence[int]) -> None:
        """Take the keys."""
        self._keys = keys
        self._places: dict[int, list[tuple[int, int, int, Places]]] = {}  # by the size of a sieve

    def passing(self, made: bytes) -> list[int]:
        """Return the keys that pass a sieve."""
        if len(made) not in self._places:
            both = zip(self._keys, places(self._keys, len(made)), strict=True)
            self._places[len(made)] = [(place[0], place[1], key, place) for key, place in both]
        return [
            key
            for first, bit, key, place in self._places[len(made)]  # of most keys the first place is empty
            if made[first] & bit and made[place[2]] & place[3] and made[place[4]] & place[5]
        ]
