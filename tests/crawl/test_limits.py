"""Crawls that have had their time or their memory: they end, say so, lose nothing, and the next ones go on."""

from collections import Counter

import pytest

from tests.crawl.running import FAST, Place, ended
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


def test_a_process_that_grows_ends_all_its_crawls_in_order_and_the_next_one_takes_up_the_rest(place: Place) -> None:
    with Site("127.0.4.1") as one, Site("127.0.4.2") as other:
        links = [[site.article(str(number)) for number in range(60)] for site in (one, other)]
        feeds = [site.feed("feed", *named) for site, named in zip((one, other), links, strict=True)]
        facts = [
            {"key": name, "name": name, "home": site.home, "feeds": [feed]}
            for name, site, feed in zip(("one", "other"), (one, other), feeds, strict=True)
        ]
        settings = "tests.crawl.roomy_settings"
        command = ("crawl", "--facts", str(place.facts_file(facts)))
        first = place.run_module("tests.crawl.hoarding", *command, SCRAPY_SETTINGS_MODULE=settings)
        delivered = Counter(record["url"] for record in place.records())
        second = place.crawl(facts)

    assert first.code == 10, first.err
    assert "Traceback" not in first.err
    assert {name: report["exit_code"] for name, report in first.reports.items()} == {"one": 10, "other": 10}
    assert all("more memory than CRAWL_MEMORY" in report["why"] for report in first.reports.values())
    assert all(sum(report["outcomes"].values()) == report["offered"] for report in first.reports.values())
    assert delivered.total() == sum(report["outcomes"]["delivered"] for report in first.reports.values())
    assert 0 < delivered.total() < 120
    assert second.code == 0
    assert Counter(record["url"] for record in place.records()) == Counter(url for named in links for url in named)


def test_pages_that_hurt_their_worker_fail_by_name_and_the_others_are_delivered(site: Site, place: Place) -> None:
    names = ("one", "hang", "two", "crash", "swell", "three")
    feed = site.feed("feed", *(site.article(name) for name in names))
    facts = place.facts_file([{"key": "ferries", "name": "Ferries", "home": site.home, "feeds": [feed]}])
    run = place.run_module("tests.crawl.hurting", "crawl", "--facts", str(facts), SCRAPY_SETTINGS_MODULE=FAST)
    ends = dict.fromkeys(("failed:extraction-timeout", "failed:extraction-crashed", "failed:extraction-memory"), 1)
    assert run.reports["ferries"]["outcomes"] == {"delivered": 3, **ends}
    assert run.code == 10


def test_outlets_in_one_process_share_no_cookies(site: Site, place: Place) -> None:
    for name in ("one", "other"):
        feed = site.feed(name, site.article(name))
        site.answers[f"/{feed}"] = (200, {"Set-Cookie": f"{name}=1; Path=/"}, str(site.answers[f"/{feed}"]))
    facts = [{"key": name, "name": name, "home": site.home, "feeds": [name]} for name in ("one", "other")]
    assert place.crawl(facts).code == 0
    assert site.cookies["/news/one"] == {"one=1"}
    assert site.cookies["/news/other"] == {"other=1"}
