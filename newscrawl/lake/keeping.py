"""Keeping: one command at a time changes what lies in the lake. Its lease is an object: a lake may have no state.

Put, then look: of two that come at once, at least one sees the other's lease, and who sees another one goes back.
"""

import os
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from time import sleep

import msgspec

from newscrawl.errors import LakeBusy, LakeDamaged
from newscrawl.lake.keys import LEASES
from newscrawl.lake.storage import Storage, put_checked
from newscrawl.state.crawls import here, machine, process_is_alive

LONGEST = timedelta(hours=12)  # that a command takes; one that was killed on another machine holds the lake as long
PAUSES = (0.2, 1.0)  # seconds before the second and third attempt: two that came at once both went back


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Who keeps the lake."""

    host: str
    pid: int
    since: datetime

    def __str__(self) -> str:
        """Return who it is as a person would say it."""
        return f"process {self.pid} on {machine(self.host)} since {self.since:%Y-%m-%d %H:%M:%S} UTC"

    def lives(self, now: datetime) -> bool:
        """Tell whether who holds it may still be at work."""
        at_work = self.host != here() or process_is_alive(self.pid)
        return at_work and self.since + LONGEST > now


@contextmanager
def keeping(storage: Storage, clock: Callable[[], datetime]) -> Iterator[None]:
    """Hold the lake's lease for the block; raise LakeBusy while another command holds it."""
    key = f"{LEASES}/{secrets.token_hex(8)}.json"
    for pause in (*PAUSES, None):
        own = Lease(host=here(), pid=os.getpid(), since=clock())
        put_checked(storage, key, msgspec.json.encode(own) + b"\n")
        try:
            leases = _leases(storage)
            storage.delete([other for other, lease in leases.items() if not lease.lives(clock())])
            others = [lease for other, lease in leases.items() if other != key and lease.lives(clock())]
            if not others:
                yield
                return
        finally:
            storage.delete([key])
        if pause is None:
            raise LakeBusy(
                f"lake {storage.location}: is being changed by {others[0]}; run this again when it has ended"
            )
        sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 -- jitter, so that one of the two comes first


def keepers(storage: Storage, now: datetime) -> list[Lease]:
    """Return who keeps the lake."""
    return [lease for lease in _leases(storage).values() if lease.lives(now)]


def _leases(storage: Storage) -> dict[str, Lease]:
    found = {}
    for key in storage.keys(f"{LEASES}/"):
        with suppress(KeyError):  # given back since it was listed
            try:
                found[key] = msgspec.json.decode(storage.get(key), type=Lease)
            except msgspec.DecodeError as error:
                raise LakeDamaged(f"{key}: is no lease ({error}); delete it") from error
    return found
