"""What all attacks at once cost a crawl: how long its event loop was held up, and its memory.

    python -m benchmarks.attacks

``latest`` is the longest time in seconds for which the event loop was late, ``late`` how often that was over a second,
``busiest`` the most processor time that the process took meanwhile: the first two depend on what else the machine does.

The servers are those of tests/newsroom/attacks, on loopback; the crawl is a process of its own.
"""

import json
import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.crawl.running import Place
from tests.newsroom.attacks.battle import battle

SETTINGS = "tests.crawl.attacked_settings"


def main() -> int:
    """Crawl, print the figures, and return 1 where an article is missing or somebody got inside."""
    with tempfile.TemporaryDirectory() as name, battle() as field:
        folder = Path(name)
        place = Place(str(folder / "lake"), str(folder / "state.sqlite3"), folder)
        began = monotonic()
        facts = str(place.facts_file(field.outlets))
        module = "tests.newsroom.attacks.names"
        run = place.run_module(module, str(field.names), "crawl", "--facts", facts, SCRAPY_SETTINGS_MODULE=SETTINGS)
        seconds = monotonic() - began
        urls = {record["url"] for record in place.records()}
    last = [event for event in run.events if event["event"] == "watched"][-1]
    figures = {key: last[key] for key in ("latest", "late", "busiest", "megabytes", "processor")}
    good = len(field.good & urls)
    told = {"attacks": len(field.stages), "good": good, "inside": len(field.intruders), "seconds": round(seconds)}
    sys.stdout.write(json.dumps(told | figures) + "\n")
    return int(good < len(field.good) or bool(field.intruders))


if __name__ == "__main__":
    sys.exit(main())
