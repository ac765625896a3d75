"""What `make demo` does: crawl the bundled news site into ./lake and show what came of it."""

import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from newscrawl.cli import run_orders
from newscrawl.command_line import project_settings
from newscrawl.errors import NewscrawlError
from newscrawl.facts import read_facts
from newscrawl.run.exitcodes import ExitCode, gravest
from newscrawl.run.live import show_results
from newscrawl.run.process import Order
from tests.newsroom import Newsroom

PORT = 8765  # always the same: a second demo has to find the addresses that the first one crawled
HOW_TO_READ = """
Read them:
  zcat lake/articles/v1/dt=*/*.jsonl.gz | head -1 | python3 -m json.tool
or in DuckDB:
  SELECT published_at, outlet, title FROM 'lake/articles/v1/*/*.jsonl.gz' ORDER BY published_at DESC LIMIT 10;
"""


def main() -> int:
    """Crawl the news site's outlets and return the exit code that speaks for all."""
    console = Console()
    try:
        with Newsroom(PORT) as newsroom, tempfile.TemporaryDirectory() as folder:
            facts = Path(folder) / "outlets.json"
            invented = [{**outlet, "key": f"demo-{outlet['key']}"} for outlet in newsroom.facts()]  # beside real ones
            facts.write_text(json.dumps(invented))
            orders = [Order(outlet=outlet) for outlet in read_facts(facts)]
            settings = project_settings(None, None)
            settings.set("NEWSCRAWL_ALLOW_NETWORKS", "127.0.0.0/8", priority="cmdline")  # where the news site is
            results = run_orders(settings, orders)
    except (NewscrawlError, RuntimeError) as error:
        console.print(f"demo: {error}", markup=False)
        return ExitCode.USAGE
    if not Console(stderr=True).is_terminal:  # on a terminal the table has been shown
        show_results(console, results)
    console.print(HOW_TO_READ, markup=False, highlight=False, soft_wrap=True)
    return gravest(result.exit_code for result in results)


if __name__ == "__main__":
    sys.exit(main())
