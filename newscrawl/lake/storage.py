"""Storage: where objects of the lake lie, a directory or a bucket."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import sleep
from typing import Protocol

from newscrawl.errors import LakeUnreachable

PAUSES = (0.5, 2)  # seconds before the second and third attempt; a longer fault is an outage, and articles wait it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An object as it lies there: size in bytes, sha256 in hex, or None where the storage does not know it."""

    size: int
    sha256: str | None


class Storage(Protocol):
    """Objects by key. Every method raises LakeRefused (set something right) or LakeUnreachable (try again later)."""

    @property
    def location(self) -> str:
        """Return where the objects lie, as a person would write it."""

    def check(self) -> None:
        """Find out whether the storage answers and lets us in, as far as that goes without leaving anything behind."""

    def put(self, key: str, body: bytes, digest: str) -> None:
        """Store a whole object, or nothing; ``digest`` is the body's sha256 in hex."""

    def head(self, key: str) -> Stored | None:
        """Return what lies under the key, or None."""

    def get(self, key: str) -> bytes:
        """Return the object; raise KeyError if there is none."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with ``prefix``, in order."""

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects, as fast one after the other as can be; those that are not there are no error."""


def put_checked(storage: Storage, key: str, body: bytes) -> str:
    """Store an object unless it lies there already, byte for byte; return its sha256 in hex.

    A put whose answer got lost may have taken effect: every attempt looks before it puts, and a look follows the last
    put too. Raise LakeUnreachable where the last attempt fails, or where what lies there afterwards is not what was
    put; where the lake does not even let us look, at once.
    """
    digest = sha256(body).hexdigest()
    wanted = Stored(size=len(body), sha256=digest)
    if storage.head(key) == wanted:
        return digest
    for seconds in (*PAUSES, None):
        try:
            storage.put(key, body, digest)
        except LakeUnreachable:
            if storage.head(key) == wanted:
                return digest
            if seconds is None:
                raise
            sleep(seconds * random.uniform(0.5, 1.5))  # noqa: S311 -- jitter, so that crawls come back apart
        else:
            break
    found = storage.head(key)
    if found != wanted:
        raise LakeUnreachable(
            f"lake {storage.location}: {key} was put and is {_described(found)}; it is put again later"
        )
    return digest


def _described(found: Stored | None) -> str:
    return "not there" if found is None else f"there with {found.size} bytes, sha256 {found.sha256}"
