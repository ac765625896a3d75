"""Whole crawls keep to what hosts ask for, and write down what outlets reserve."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from tests.crawl.running import Place, Record
from tests.crawl.scripted import Site

TEXT = {"Content-Type": "text/plain"}
JSON = {"Content-Type": "application/json"}
TDMREP = "/.well-known/tdmrep.json"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def facts(site: Site, key: str = "ferries", **more: Any) -> Record:
    return {"key": key, "name": key, "home": site.home, **more}


def outcome(place: Place, *outlets: Record) -> dict[str, Any]:
    return {key: report["outcomes"] for key, report in place.crawl(outlets).reports.items()}


def with_headers(site: Site, path: str, headers: dict[str, str]) -> None:
    page = site.answers[path]
    assert isinstance(page, str)
    site.answers[path] = (200, headers, page)


def test_while_robots_txt_answers_500_nothing_is_fetched_and_then_everything(site: Site, place: Place) -> None:
    outlet = facts(site, feeds=[site.feed("feed", site.article("one"))])
    site.answers["/robots.txt"] = (500, {}, "broken")
    report = place.crawl([outlet]).reports["ferries"]
    assert (report["exit_code"], report["sources_failed"]) == (10, {f"{site.home}feed": "robots-unreachable"})
    assert site.paths.keys() == {"/robots.txt"}
    site.answers["/robots.txt"] = (403, {}, "none of your business")  # RFC 9309, 2.3.1.3: as if there were none
    assert outcome(place, outlet) == {"ferries": {"delivered": 1}}


def test_links_of_a_host_whose_robots_txt_does_not_answer_are_owed_without_an_attempt(site: Site, place: Place) -> None:
    with Site("127.0.4.2") as other:
        other.answers["/robots.txt"] = (503, {}, "broken")
        outlet = facts(site, hosts=["127.0.4.2"], feeds=[site.feed("feed", other.article("one"))])
        assert outcome(place, outlet) == {"ferries": {"failed:robots-unreachable": 1}}
        told = place.run("newscrawl", "why", f"{other.home}news/one").out
        assert other.paths["/news/one"] == 0
    assert "Tried" not in told
    assert "the next crawl of ferries after that takes it up" in told


def test_robots_txt_and_tdmrep_are_fetched_once_a_day_for_all_crawls_of_a_state(site: Site, place: Place) -> None:
    outlets = [facts(site, key, feeds=[site.feed(key, site.article(key))]) for key in ("ferries", "trams")]
    for outlet in outlets:
        place.crawl([outlet])
    assert (site.paths["/robots.txt"], site.paths[TDMREP]) == (1, 1)
    assert len(place.records()) == 2


def test_a_robots_txt_without_end_is_read_to_its_cap(site: Site, place: Place) -> None:
    rules = "User-agent: *\nDisallow: /news/two\n" + "# nothing\n" * 2_000_000
    site.answers["/robots.txt"] = (200, TEXT, rules)
    outlet = facts(site, feeds=[site.feed("feed", site.article("one"), site.article("two"))])
    assert outcome(place, outlet) == {"ferries": {"delivered": 1, "rejected:robots": 1}}


def test_a_host_that_asks_for_an_hour_is_left_alone_by_all_outlets_and_all_processes(site: Site, place: Place) -> None:
    first = facts(site, "ferries", feeds=[site.feed("ferries", site.article("one"), site.article("two"))])
    second = facts(site, "trams", feeds=[site.feed("trams", site.article("three"))])
    site.answers["/news/one"] = site.answers["/news/two"] = (429, {"Retry-After": "3600"}, "too much")
    assert outcome(place, first) == {"ferries": {"failed:host-busy": 2}}
    asked = site.paths.total()
    report = place.crawl([second]).reports["trams"]
    assert report["sources_failed"] == {f"{site.home}trams": "host-busy"}
    assert site.paths.total() == asked


def test_a_host_that_refuses_once_is_asked_again_and_nothing_is_lost(site: Site, place: Place) -> None:
    site.answers["/news/one"] = (503, {"Retry-After": "1"}, "busy")
    flaky = facts(site, feeds=[site.feed("feed", f"{site.home}news/one", site.article("two"))])
    run = place.crawl([flaky])
    assert run.reports["ferries"]["outcomes"] == {"delivered": 1, "failed:http-503": 1}
    assert site.paths["/news/one"] == 3
    slowed = [event for event in run.events if event["event"] == "host_slowed"]
    assert {event["status"] for event in slowed} == {503}
    site.article("one")
    assert outcome(place, flaky) == {"ferries": {"delivered": 1}}


def test_a_crawl_delay_beyond_the_cap_is_kept_up_to_it_and_said(site: Site, place: Place) -> None:
    site.answers["/robots.txt"] = (200, TEXT, "User-agent: *\nCrawl-delay: 86400\n")
    outlet = [facts(site, feeds=[site.feed("feed", site.article("one"))])]
    run = place.run(
        "newscrawl",
        "crawl",
        "--facts",
        str(place.facts_file(outlet)),
        SCRAPY_SETTINGS_MODULE="tests.crawl.impatient_settings",
    )
    assert run.reports["ferries"]["outcomes"] == {"delivered": 1}
    (said,) = [event["message"] for event in run.events if event["event"] == "crawl_delay_capped"]
    assert "asks for 86400 s between two requests; 0.01 s are kept" in said


def test_a_robots_txt_that_unfolds_without_end_lets_us_fetch_nothing(site: Site, place: Place) -> None:
    bomb = gzip.compress(b"#" * 2**26, mtime=0).decode("latin-1")
    site.answers["/robots.txt"] = (200, {"Content-Encoding": "gzip", **TEXT}, bomb)
    report = place.crawl([facts(site, feeds=[site.feed("feed", site.article("one"))])]).reports["ferries"]
    assert report["sources_failed"] == {f"{site.home}feed": "too-large"}


@pytest.mark.parametrize(
    ("reserved", "outcomes"), [("text", "delivered"), ("metadata", "delivered"), ("skip", "rejected:reserved")]
)
def test_what_an_outlet_reserves_is_recorded_and_kept_as_its_facts_say(
    site: Site, place: Place, reserved: str, outcomes: str
) -> None:
    links = [site.article(name) for name in ("header", "file", "free")]
    with_headers(site, "/news/header", {"X-Robots-Tag": "noindex", "tdm-reservation": "1"})
    site.answers[TDMREP] = (200, JSON, '[{"location": "/news/file", "tdm-reservation": 1}]')
    found = outcome(place, facts(site, feeds=[site.feed("feed", *links)], reserved=reserved))["ferries"]
    assert found == ({"delivered": 3} if outcomes == "delivered" else {"delivered": 1, outcomes: 2})
    records = {record["url"].rpartition("/")[2]: record for record in place.records()}
    assert records["free"]["rights"] == {
        "robots": [],
        "tdm": None,
        "tdm_policy": None,
        "evidence": None,
        "kept": "text",
    }
    for name, evidence in (("header", "X-Robots-Tag; tdm-reservation"), ("file", TDMREP)):
        if reserved == "skip":
            assert name not in records
            continue
        assert records[name]["rights"]["evidence"] == evidence
        assert records[name]["rights"]["kept"] == reserved
        assert bool(records[name]["body"]) is (reserved == "text")
        assert records[name]["word_count"] > 0
        assert records[name]["title"]


def test_a_start_without_a_contact_warns_once_and_the_user_agent_is_honest(site: Site, place: Place) -> None:
    outlets = [facts(site, key, feeds=[site.feed(key, site.article(key))]) for key in ("ferries", "trams")]
    command = ["newscrawl", "crawl", "--jobs", "2", "--facts", str(place.facts_file(outlets))]
    for contact, warnings in (("", 1), ("news@gazette.example", 0)):
        events = place.run(*command, NEWSCRAWL_CONTACT=contact).events
        assert [event["event"] for event in events].count("no_contact") == warnings
    assert all(agent.startswith("newscrawl/") for agent in site.agents)
    assert any("(+news@gazette.example)" in agent for agent in site.agents)
