"""The pace of a host: one request after the other, slower where it asks for that, for all crawls of this process."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time
from weakref import WeakKeyDictionary

from scrapy.exceptions import IgnoreRequest

SLOWEST = 6  # doublings of the pause between two requests
OWN_LONGEST = 600  # seconds that we leave a host alone without being asked for so long
FORGIVEN = 20  # answers in a row after which a host is asked faster again
FORGOTTEN = 3600  # seconds after which one of its refusals counts no more


class HostBusy(IgnoreRequest):
    """The host asks to be left alone for longer than a crawl waits; ``until`` is when that ends, since 1970."""

    reason = "host-busy"

    def __init__(self, host: str, until: float) -> None:
        """Remember when the host may be asked again."""
        super().__init__(f"{host} asks to be left alone")
        self.until = until


class Leaving(IgnoreRequest):
    """The crawl was told to stop while the request waited for its turn: nothing was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """What crawls tell each other of a host through state; times in seconds since 1970."""

    quiet_until: int = 0
    slowness: int = 0
    refused_at: int = 0


class HostPace:
    """One host's turns. ``crawl_delay`` is what its robots.txt asks for, in seconds."""

    def __init__(self, host: str, clock: Callable[[], float] = time) -> None:
        """Begin at full pace; ``clock`` gives seconds since 1970."""
        self.host = host
        self.crawl_delay = 0.0
        self.looked_at = 0.0  # when state was last asked what other processes were told
        self._clock = clock
        self._turn = asyncio.Lock()
        self._free_at = 0.0
        self._quiet_until = 0.0
        self._slowness = 0
        self._refused_at = 0.0
        self._well = 0

    @property
    def refusals(self) -> Refusals:
        """Return what other processes should know."""
        return Refusals(quiet_until=int(self._quiet_until), slowness=self._slowness, refused_at=int(self._refused_at))

    @property
    def quiet_until(self) -> str:
        """Return until when it is asked for nothing, for people."""
        return datetime.fromtimestamp(self._quiet_until, UTC).strftime("%H:%M:%S UTC")

    def pause(self, delay: float) -> float:
        """Return the seconds between two requests where the outlet's own rate leaves ``delay``."""
        return float(max(delay, self.crawl_delay) * 2**self._slowness)

    async def turn(self, delay: float, *, patience: float, leaving: asyncio.Event) -> None:
        """Wait until the host may be asked; raise HostBusy after ``patience`` seconds, Leaving when told to stop.

        Those who wait are let through in the order in which they came.
        """
        async with self._turn:
            while True:
                now = self._clock()
                if leaving.is_set():
                    raise Leaving(self.host)
                if self._quiet_until - now > patience:
                    raise HostBusy(self.host, self._quiet_until)
                self._free_at = min(self._free_at, now + self.pause(delay))  # later only if the clock was set back
                wait = max(self._free_at, self._quiet_until) - now
                if wait <= 0:
                    break
                await self._wait(leaving, wait)
            self._free_at = now + self.pause(delay)

    async def _wait(self, leaving: asyncio.Event, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(leaving.wait(), seconds)

    def refused(self, *, asked_at: float, asks: float | None, first_pause: float) -> None:
        """Leave the host alone as long as it ``asks``, else for longer each time, and slow down.

        A request that was under way when another one was refused is the same refusal.
        """
        now = self._clock()
        if asked_at > self._refused_at:
            self._slowness = min(self._slowness + 1, SLOWEST)
            self._refused_at, self._well = now, 0
        own = min(first_pause * 2 ** (self._slowness - 1) * random.uniform(1, 1.5), OWN_LONGEST)  # noqa: S311 -- jitter
        self._quiet_until = max(self._quiet_until, now + (own if asks is None else max(own, asks)))

    def answered(self) -> bool:
        """Note an answer; return True where the host is asked faster from now on, which is worth telling."""
        if not self._slowness:
            return False
        self._well += 1
        if self._well < FORGIVEN:
            return False
        self._slowness, self._well = self._slowness - 1, 0
        return True

    def learn(self, told: Refusals) -> None:
        """Take over what another process was told; an hour halves what a refusal slows down."""
        if told.refused_at <= self._refused_at:
            return
        hours = int(max(self._clock() - told.refused_at, 0) // FORGOTTEN)
        self._refused_at = told.refused_at
        self._slowness = max(self._slowness, min(told.slowness, SLOWEST) - hours)
        self._quiet_until = max(self._quiet_until, told.quiet_until)


_PACES: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, HostPace]]" = WeakKeyDictionary()


def pace_of(host: str) -> HostPace:
    """Return the pace of a host, with its port, which all crawls of this event loop share."""
    paces = _PACES.setdefault(asyncio.get_running_loop(), {})
    return paces.setdefault(host, HostPace(host))
