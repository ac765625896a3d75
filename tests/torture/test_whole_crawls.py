"""Whole crawls, with their downloads, their workers and their threads, killed one after the other on one state."""

import json
import subprocess
import sys

from tests.crawl.running import LONG, Place, differences
from tests.newsroom import Newsroom
from tests.torture.places import CHECKOUT

OUTLET = "harbourpost"
DEATHS = [("insert outbox", 7), ("commit", 15), ("put articles", 1), ("delete outbox", 1), ("put manifests done", 2)]


def test_whole_crawls_that_die_one_after_the_other_leave_the_lake_equal_to_the_truth(
    newsroom: Newsroom, place: Place
) -> None:
    facts = newsroom.facts(OUTLET)
    inherited = place.command("newscrawl")[1]
    for point, time in DEATHS:
        killed = [sys.executable, "-m", "tests.torture.whole", point, str(time)]
        crawl = ["crawl", "--facts", str(place.facts_file(facts))]
        done = subprocess.run(
            [*killed, *crawl], cwd=CHECKOUT, env=inherited, capture_output=True, text=True, timeout=LONG, check=False
        )
        assert done.returncode == -9, f"{point}: {done.stderr}"
    last = place.crawl(facts)
    assert last.code == 0, last.err
    assert differences(newsroom.truth(OUTLET), place.records()) == []
    named = [part["key"] for manifest in place.manifests() for part in manifest["parts"]]
    assert len(named) == len(set(named))
    report = last.reports[OUTLET]
    assert report["offered"] + report["taken_over"] == sum(report["outcomes"].values()), json.dumps(report)
