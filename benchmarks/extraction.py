"""Score extraction on pages with known answers, side by side with other tools; write the table of docs/extraction.md.

    python -m benchmarks.extraction [--peers trafilatura newspaper4k ...] [--sets aeb ...] [--write]

All run page by page in turn in one process, so that their times compare on a noisy machine.
"""

import argparse
import logging
import re
import resource
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from benchmarks.pages import CORPUS, SETS, gold_pages, scorer
from benchmarks.peers import EXTRACTORS

DOCS = Path(__file__).parents[1] / "docs" / "extraction.md"
TABLE = re.compile(r"(?<=<!-- scores -->\n).*?(?=<!-- /scores -->)", re.DOTALL)
COLUMNS = {
    "F1": "F1", "exact": "exact", "below_half": "below .5", "title": "title", "authors": "authors", "day": "day",
    "instant": "instant", "kept": "kept", "refused": "refused", "errors": "errors", "ms": "ms", "p99_ms": "p99 ms",
}  # fmt: skip
WHOLE = {"below_half", "errors"}


def measure(names: Sequence[str], corpus: Path, sets: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return set -> extractor -> figures, as score.py computes them."""
    score = scorer(corpus)
    runs = {name: EXTRACTORS[name]() for name in names}
    tallies: dict[str, dict[str, Any]] = {one: {name: score.Tally() for name in names} for one in sets}
    for page in gold_pages(corpus):
        for name, run in runs.items() if page.name in sets else ():
            tally = tallies[page.name][name]
            start = time.process_time()
            try:
                answer = run(page.html, page.gold["url"] or "") or {}
            except Exception as error:  # noqa: BLE001 - an error is a figure here
                answer = {}
                tally.errors[type(error).__name__] += 1
            tally.ms.append((time.process_time() - start) * 1000)
            tally.add(page.gold, answer)
    return {one: {name: tally.figures() for name, tally in own.items()} for one, own in tallies.items()}


def table(figures: dict[str, dict[str, Any]]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| set | tool | " + " | ".join(COLUMNS.values()) + " |", "|---" * (len(COLUMNS) + 2) + "|"]
    for name, own in figures.items():
        for tool, marks in own.items():
            cells = " | ".join(_cell(key, marks.get(key)) for key in COLUMNS)
            lines.append(f"| {name} | {tool} | {cells} |")
    return "\n".join(lines) + "\n"


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return ""
    if key in WHOLE:
        return str(int(value))
    return f"{value:.1f}" if "ms" in key else f"{value:.4f}".removeprefix("0")


def no_network(*_: object, **__: object) -> NoReturn:
    """Refuse a connection."""
    raise OSError("no network while measuring")


def main() -> None:
    """Measure, print, and with --write put the table into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of pages with known answers")
    parser.add_argument("--sets", nargs="*", default=SETS, choices=SETS)
    parser.add_argument("--peers", nargs="*", default=["trafilatura"], choices=sorted(set(EXTRACTORS) - {"newscrawl"}))
    parser.add_argument("--write", action="store_true", help="write the table of docs/extraction.md")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    socket.create_connection = no_network
    socket.getaddrinfo = no_network
    rows = table(measure(["newscrawl", *arguments.peers], arguments.corpus, arguments.sets))
    print(rows)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    if arguments.write:
        DOCS.write_text(TABLE.sub(lambda _: rows, DOCS.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
