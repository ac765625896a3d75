"""Edits of a news site: an hour later the crawl looks again, and the lake has what changed, and nothing twice."""

import time
from typing import Any

from tests.crawl.running import Place, Run, ended
from tests.newsroom import Newsroom
from tests.newsroom.model import NOW

HOUR = 3600


def crawl(place: Place, facts: list[dict[str, Any]], *, at: float) -> Run:
    """Crawl as if it were the moment ``at``, in seconds since 1970."""
    path = str(place.facts_file(facts))
    return ended(place.start_module("tests.crawl.odd_clock", str(at), "0", "crawl", "--facts", path))


def test_what_an_outlet_edited_and_withdrew_reaches_the_lake_and_the_rest_costs_no_page(
    newsroom: Newsroom, place: Place
) -> None:
    facts = newsroom.facts("harbourpost")
    assert place.crawl(facts).code == 0
    before = {record["url"]: record for record in place.records()}
    edited, renamed, withdrawn, *_ = newsroom.truth("harbourpost")
    newsroom.edit(edited["url"])
    newsroom.edit(renamed["url"], part="headline")
    newsroom.remove(withdrawn["url"])
    newsroom.log(reset=True)

    run = crawl(place, facts, at=time.time() + 25 * HOUR)
    assert run.code == 0, run.err
    versions = [record for record in place.records() if record["version"] > 1]
    changes = {record["url"]: record["change"] for record in versions}
    said = {edited["url"]: "body", renamed["url"]: "headline", withdrawn["url"]: "gone"}
    assert changes.items() <= said.items()
    assert len(versions) == len(changes)
    looks = run.reports["harbourpost"]["looks"]
    assert looks.get("edited", 0) + looks.get("gone", 0) == len(changes)
    pages = {path: answers for path, answers in newsroom.log()["harbourpost"]["paths"].items() if path[1:] in before}
    assert all(set(answers) == {"304"} for answers in pages.values())


def test_a_feed_that_says_what_was_modified_has_it_looked_at_at_once(newsroom: Newsroom, place: Place) -> None:
    facts = newsroom.facts("trtworld")
    assert crawl(place, facts, at=NOW.timestamp() + 30).code == 0
    article = newsroom.truth("trtworld")[0]
    truth = newsroom.edit(article["url"])  # a minute after NOW
    assert crawl(place, facts, at=NOW.timestamp() + 120).code == 0
    (first, second) = sorted(
        (record for record in place.records() if record["url"] == article["url"]), key=lambda one: one["version"]
    )
    assert (first["version"], second["version"], second["change"]) == (1, 2, "body")
    assert second["body"].split("\n\n") == truth["body"]
