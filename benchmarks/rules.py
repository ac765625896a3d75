"""Score outlets' rules on their saved pages, beside the engine without rules, by the same script as everything else.

    python -m benchmarks.rules [OUTLET ...]

Rules that score no better than the engine alone can go. The pages are those of tests/fixtures, saved by scrapy record.
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scrapy.spiderloader import get_spider_loader

from benchmarks.extraction import table
from benchmarks.pages import CORPUS, scorer
from newscrawl.cli import project_settings
from newscrawl.extract import Rules, extract

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
KEPT = {"article", "liveblog", "media"}


def saved_pages(outlet: str) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """Give each saved page of an outlet: what it must give, in the form of score.py, and its bytes."""
    for path in sorted((FIXTURES / outlet).glob("*.json")):
        golden = json.loads(path.read_text("utf-8"))
        page_type = "article" if golden["kind"] in KEPT else golden["kind"]
        gold = {**golden, "id": path.stem, "page_type": page_type, "body": "\n".join(golden["body"])}
        yield gold, path.with_suffix(".html").read_bytes()


def measure(outlet: str, rules: Rules, score: Any) -> dict[str, dict[str, Any]]:
    """Return the figures of an outlet's pages, read with its rules and by the engine alone."""
    facts = Rules(timezone=rules.timezone, since=rules.since, outlet=rules.outlet)
    tallies = {"with its rules": (rules, score.Tally()), "engine alone": (facts, score.Tally())}
    for gold, html in saved_pages(outlet):
        for applied, tally in tallies.values():
            start = time.process_time()
            answer = extract(html, gold["url"], applied, gold.get("encoding"))
            tally.ms.append((time.process_time() - start) * 1000)
            tally.add(gold, answer)
    return {name: tally.figures() for name, (_, tally) in tallies.items()}


def main() -> None:
    """Print a table of the outlets named, or of all that have saved pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outlets", nargs="*", default=sorted(folder.name for folder in FIXTURES.iterdir()))
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of score.py")
    arguments = parser.parse_args()
    score = scorer(arguments.corpus)
    loader: Any = get_spider_loader(project_settings(None, None))
    print(table({name: measure(name, loader.load(name)().page_rules, score) for name in arguments.outlets}))


if __name__ == "__main__":
    main()
