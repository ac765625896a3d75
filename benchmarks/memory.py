"""Measure how much memory extractors need beyond their imports, over all pages, each in a process of its own.

    python -m benchmarks.memory [--peers trafilatura ...] [--sets aeb ...]

Prints resident memory in MB: after the imports, how much more it was at its peak, and after each of two rounds over the
pages. What one large page makes the parser hold shows in the peak; only what the second round adds is a leak.
"""

import argparse
import gc
import json
import logging
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.pages import CORPUS, SETS, gold_pages
from benchmarks.peers import EXTRACTORS

ROUNDS = 2
STATUS = Path("/proc/self/status")


def measure(name: str, corpus: Path, sets: Sequence[str]) -> list[float]:
    """Return the memory of this process after the imports, at its peak, and after each round."""
    logging.disable(logging.CRITICAL)
    run = EXTRACTORS[name]()
    figures = [resident()]
    for _ in range(ROUNDS):
        for page in gold_pages(corpus):
            if page.name in sets:
                run(page.html, page.gold["url"] or "")
        gc.collect()
        figures.append(resident())
    return [figures[0], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, *figures[1:]]


def resident() -> float:
    """Return the memory of this process, in MB."""
    line = next(line for line in STATUS.read_text("ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def table(figures: dict[str, list[float]]) -> str:
    """Return the figures as a Markdown table; but for the first, all are over the imports."""
    lines = ["| tool | imports | peak | after round 1 | after round 2 |", "|---|---|---|---|---|"]
    for name, (imports, *later) in figures.items():
        cells = " | ".join(f"+{one - imports:.0f}" for one in later)
        lines.append(f"| {name} | {imports:.0f} | {cells} |")
    return "\n".join(lines)


def main() -> None:
    """Measure each tool in a process of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of pages with known answers")
    parser.add_argument("--sets", nargs="*", default=SETS, choices=SETS)
    parser.add_argument("--peers", nargs="*", default=["trafilatura"], choices=sorted(set(EXTRACTORS) - {"newscrawl"}))
    parser.add_argument("--one", choices=sorted(EXTRACTORS), help="measure this tool in this process; print JSON")
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one, arguments.corpus, arguments.sets)))
        return
    figures = {}
    for name in ("newscrawl", *arguments.peers):
        command = [sys.executable, "-m", "benchmarks.memory", "--one", name, "--corpus", str(arguments.corpus)]
        done = subprocess.run([*command, "--sets", *arguments.sets], check=True, capture_output=True, text=True)
        figures[name] = json.loads(done.stdout.splitlines()[-1])
    print(table(figures))


if __name__ == "__main__":
    main()
