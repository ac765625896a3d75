"""Faults of a lake on the way of a put: one picture for a directory and for a bucket behind a proxy."""

import os
import random
from collections import Counter
from pathlib import Path

from newscrawl.errors import LakeUnreachable
from newscrawl.lake.directory import Directory

FAULTS = ("5xx before", "5xx after", "timeout after", "cut in the body")
RATE = 0.3  # of all puts
REQUEST_RATE = 0.2  # of all requests that write; a put in pieces makes several


class Chances:
    """Chooses what becomes of each put, and notes it in a file: what was noted before decides, whoever noted it."""

    def __init__(self, log: Path, seed: str, rate: float = RATE) -> None:
        self._log = log
        self._seed = seed
        self._rate = rate

    def next(self) -> str:
        with self._log.open("a") as log:
            chance = random.Random(f"{self._seed} {log.tell()}")
            fault = chance.choice(FAULTS) if chance.random() < self._rate else "no fault"
            log.write(f"{fault}\n")
        return fault


def counted(log: Path) -> dict[str, int]:
    return dict(Counter(log.read_text().splitlines())) if log.exists() else {}


class FaultyDirectory(Directory):
    """A directory whose puts fail as those of a server over a network do."""

    def __init__(self, location: str, chances: Chances) -> None:
        super().__init__(location)
        self._chances = chances

    def put(self, key: str, body: bytes, digest: str) -> None:
        fault = self._chances.next()
        if fault == "cut in the body":
            folder = (Path(self.location) / key).parent
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f".part-{os.getpid()}").write_bytes(body[: len(body) // 2])
        if fault in ("5xx before", "cut in the body"):
            raise LakeUnreachable(f"{self.location}: {fault}")
        super().put(key, body, digest)
        if fault != "no fault":
            raise LakeUnreachable(f"{self.location}: {fault}")
