"""Crawls that have had their time or their memory: they end, say so, lose nothing, and the next ones go on."""

import pytest

from tests.crawl.running import Place, ended
from tests.crawl.scripted import Site


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [("brief", 11, "out of time (CRAWL_DEADLINE)"), ("small", 10, "more memory than CRAWL_MEMORY")],
)
def test_a_crawl_that_has_had_its_share_ends_and_the_next_one_takes_up_the_rest(
    site: Site, place: Place, settings: str, code: int, words: str
) -> None:
    feed = site.feed("feed", *(site.article(name) for name in ("one", "two", "three")))
    facts = [{"key": "ferries", "name": "Ferries", "home": site.home, "feeds": [feed]}]
    first = ended(place.start_crawl(facts, settings=f"tests.crawl.{settings}_settings"))

    assert first.code == code, first.err
    report = first.reports["ferries"]
    assert words in report["why"]
    assert sum(report["outcomes"].values()) == report["offered"]
    assert "Traceback" not in first.err
    assert len(place.records()) < 3

    assert place.crawl(facts).code == 0
    assert sorted(record["url"] for record in place.records()) == [
        f"{site.home}news/{name}" for name in ("one", "three", "two")
    ]


def test_outlets_in_one_process_share_no_cookies(site: Site, place: Place) -> None:
    for name in ("one", "other"):
        feed = site.feed(name, site.article(name))
        site.answers[f"/{feed}"] = (200, {"Set-Cookie": f"{name}=1; Path=/"}, str(site.answers[f"/{feed}"]))
    facts = [{"key": name, "name": name, "home": site.home, "feeds": [name]} for name in ("one", "other")]
    assert place.crawl(facts).code == 0
    assert site.cookies["/news/one"] == {"one=1"}
    assert site.cookies["/news/other"] == {"other=1"}
