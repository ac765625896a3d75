"""A simulated week of outlets with bursts, quiet nights, edits and outages, crawled by rhythm and at fixed intervals.

    python -m benchmarks.week [--outlets 20] [--days 7] [--seed 0]

Time is simulated and nothing sleeps. Requests for each new article are all there are: sources, articles, looks at
delivered articles, robots.txt. Another seed makes other outlets. The lag is from published to fetched.
"""

import argparse
import logging
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.run.week import MINUTE, Figures, simulate

POLICIES: dict[str, dict[str, Any]] = {
    "by rhythm": {"tick": 5 * MINUTE},
    "every 15 minutes": {"tick": 15 * MINUTE, "poll_max": 0},
}


def main() -> None:
    """Simulate and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlets", type=int, default=20)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    logging.disable(logging.ERROR)  # outages are part of it
    table = Table(box=None, padding=(0, 2, 0, 0))
    columns = (
        "polls",
        "published",
        "delivered",
        "requests an article",
        "median lag",
        "worst outlet",
        "p95",
        "edits found",
    )
    for column in (*columns, "closest requests"):
        table.add_column(column, justify="right")
    for name, policy in POLICIES.items():
        with tempfile.TemporaryDirectory() as folder:
            table.add_row(name, *_cells(simulate(Path(folder), **vars(given), **policy)))
    Console().print(table)


def _cells(figures: Figures) -> list[str]:
    return [
        str(figures.published),
        f"{figures.share:.2%}",
        f"{figures.requests_per_article:.2f}",
        f"{figures.median_lag / MINUTE:.1f} min",
        f"{figures.worst_median_lag / MINUTE:.1f} min",
        f"{figures.p95_lag / MINUTE:.1f} min",
        f"{figures.found} of {figures.edits}",
        f"{figures.closest:.2f} s",
    ]


if __name__ == "__main__":
    main()
