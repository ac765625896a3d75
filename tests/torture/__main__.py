"""Kill crawls at random until so many have died, and look after each what is true: ``python -m tests.torture -h``."""

import argparse
import json
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.lake import delivery, storage
from newscrawl.lake.storage import Storage
from tests.torture.checks import at_any_moment, at_the_end
from tests.torture.faulty import Chances, FaultyDirectory, counted
from tests.torture.lives import RIGHT, Life
from tests.torture.mutants import MUTANTS
from tests.torture.places import MEMORY, Lakes, bucket_lakes, new_state
from tests.torture.points import Points

ENOUGH = 10  # deaths on one state; then its last crawl may end
HOPELESS = 40  # lives on one state that still leave something to do
SEAL_BYTES = 2500  # of lines: two articles a part
OK, RESTS, FAILED = 0, 1, 70


@dataclass
class Figures:
    """What was done and what came of it."""

    crashes: int = 0
    lives: int = 0
    states: int = 0
    points: Counter[str] = field(default_factory=Counter)
    faults: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class Torture:
    """Lives on one state after the other, until enough have been killed or something is wrong."""

    def __init__(self, options: argparse.Namespace, folder: Path, lakes: Lakes) -> None:
        self._options = options
        self._folder = folder
        self._lakes = lakes
        self._chance = random.Random(options.seed)
        self._known: Counter[str] = Counter()  # how often each point is reached in a life
        self.figures = Figures()

    def run(self) -> None:
        while self.figures.crashes < self._options.crashes and not self.figures.problems:
            self.figures.states += 1
            self._torture_state(new_state(self._options.state, self._folder), *self._lakes.new())

    def _torture_state(self, state: str, lake: Storage, files: Path) -> None:
        deaths = 0
        for number in range(HOPELESS):
            fatal = self._choose() if deaths < ENOUGH and self._known else None
            end = self._live(number, state, lake, fatal)
            died = end == -9
            if died and fatal:
                deaths += 1
                self.figures.crashes += 1
                self.figures.points[fatal[0]] += 1
            problems = at_any_moment(state, files) if died else []
            if end == OK:
                problems = at_the_end(state, files)
            elif not died and end != RESTS:
                problems = [f"a life ended with {end}; see above"]
            if problems:
                told = f"seed {self._options.seed}, state {self.figures.states}, life {number}, killed at {fatal}"
                self.figures.problems = [f"{told}: {problem}" for problem in problems]
            if problems or end == OK:
                return
        self.figures.problems = [f"state {self.figures.states}: not done after {HOPELESS} lives"]

    def _choose(self) -> tuple[str, int]:
        """Return a point to die at: one that was seldom chosen, or any of those a life comes by."""
        seldom = min(self._known, key=lambda name: (self.figures.points[name], self._chance.random()))
        name = seldom if self._chance.random() < 0.4 else self._chance.choice(sorted(self._known.elements()))
        often = self._known[name]
        return name, min(self._chance.randint(1, often), self._chance.randint(1, often))  # late lives have little to do

    def _live(self, number: int, state: str, lake: Storage, fatal: tuple[str, int] | None) -> int:
        """Live in a process of its own; return its exit code, -9 if it was killed."""
        self.figures.lives += 1
        seen = self._folder / "seen.json"
        child = os.fork()
        if not child:
            os._exit(self._life(number, state, lake, fatal, seen))
        end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if seen.exists():
            self._known |= Counter(json.loads(seen.read_text()))
            seen.unlink()
        return end

    def _life(self, number: int, state: str, lake: Storage, fatal: tuple[str, int] | None, seen: Path) -> int:
        try:
            points = Points(fatal)
            steps = MUTANTS[self._options.mutant](points) if self._options.mutant else RIGHT
            points.watch()
            done = Life(number, state, lake, random.Random(f"{self._options.seed} {self.figures.lives}"), steps).run()
            seen.write_text(json.dumps(points.seen))
        except Exception:  # noqa: BLE001 -- the child must not go on as its parent
            traceback.print_exc()
            return FAILED
        return OK if done else RESTS


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--crashes", type=int, default=1000, help="how many crawls are killed [1000]")
    parser.add_argument("--lake", choices=["directory", "bucket"], default="directory")
    parser.add_argument("--state", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="a wrong protocol, to see that it is caught")
    parser.add_argument("--seed", default="1", help="the same seed kills at the same points [1]")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Print figures as JSON; return 1 if anything was lost, there twice, or said that is not so."""
    options = parse(arguments)
    storage.PAUSES = (0, 0)
    delivery.SEAL_BYTES = SEAL_BYTES
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="torture-") as name, ExitStack() as stack:
        folder = Path(name)
        log = folder / "faults.log"

        def new_directory() -> tuple[Storage, Path]:
            path = Path(tempfile.mkdtemp(dir=folder, prefix="lake-"))
            return FaultyDirectory(str(path), Chances(log, options.seed)), path

        is_bucket = options.lake == "bucket"
        lakes = bucket_lakes(folder, log, options.seed, stack) if is_bucket else Lakes(new_directory)
        torture = Torture(options, folder, lakes)
        torture.run()
        torture.figures.problems += lakes.left()
        torture.figures.faults = counted(log)
    print(json.dumps(vars(torture.figures), indent=1))
    return 1 if torture.figures.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
