"""A sieve: which keys a large set may hold, told without looking into the set.

A Bloom filter (https://doi.org/10.1145/362686.362692) of two bits a key, in one to two bytes a key: of the keys that
the set does not hold at most one in twenty passes.
"""

from collections.abc import Collection, Sequence

SPREAD = 0x9E3779B1  # odd, so that the second place of a key says little about its first


def sieve(keys: Collection[int]) -> bytes:
    """Return the sieve of a set of keys, which are hashes of 31 bits."""
    made = bytearray(1 << max(len(keys) - 1, 0).bit_length())
    for first, bit, second, other in places(keys, len(made)):
        made[first] |= bit
        made[second] |= other
    return bytes(made)


def places(keys: Collection[int], size: int) -> Sequence[tuple[int, int, int, int]]:
    """Return where each key lies in a sieve of ``size`` bytes: a byte and the bit in it, twice."""
    mask = size * 8 - 1
    both = ((key & mask, (key * SPREAD >> 7) & mask) for key in keys)
    return [(one >> 3, 1 << (one & 7), two >> 3, 1 << (two & 7)) for one, two in both]


class Sifted:
    """Keys to sift, through as many sieves as there are."""

    def __init__(self, keys: Sequence[int]) -> None:
        """Take the keys."""
        self._keys = keys
        self._places: dict[int, Sequence[tuple[int, int, int, int]]] = {}  # by the size of a sieve

    def passing(self, made: bytes) -> list[int]:
        """Return the keys that pass a sieve."""
        if len(made) not in self._places:
            self._places[len(made)] = places(self._keys, len(made))
        return [
            key
            for key, (first, bit, second, other) in zip(self._keys, self._places[len(made)], strict=True)
            if made[first] & bit and made[second] & other
        ]
