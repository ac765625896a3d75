"""Every attack in one crawl, beside a hundred good articles of other outlets; and pages that attack by the browser."""

import socket
from collections import Counter

import pytest

from tests.crawl.running import LONG, OPENED, Place, Run
from tests.crawl.scripted import Site
from tests.newsroom.attacks import ALL
from tests.newsroom.attacks.battle import ARTICLES, GOOD, INSIDE, battle, watched_port
from tests.newsroom.attacks.frame import Attack, staged
from tests.newsroom.attacks.names import name_server
from tests.newsroom.attacks.pages import BROWSED, REDIRECTS
from tests.newsroom.client import CHECKOUT

LONGEST_BLOCK = 1.0  # seconds of processor time between two turns of the event loop; a quarter of it is what is seen
MOST_MEMORY = 512  # MB of the process that crawls


def test_all_attacks_end_as_they_have_to_and_every_good_article_is_delivered(place: Place) -> None:
    with battle() as field:
        run = place.run_module(
            "tests.newsroom.attacks.names",
            str(field.names),
            "crawl",
            "--facts",
            str(place.facts_file(field.outlets)),
            SCRAPY_SETTINGS_MODULE="tests.crawl.attacked_settings",
        )

    urls = Counter(record["url"] for record in place.records())
    assert {url: urls[url] for url in field.good} == dict.fromkeys(field.good, 1)
    assert len(field.good) == GOOD * ARTICLES
    assert field.intruders == []
    reports = {stage.attack.name: run.reports[stage.attack.name] for stage in field.stages}
    ends = {name: (report["outcomes"], set(report["sources_failed"].values())) for name, report in reports.items()}
    attacks = [stage.attack for stage in field.stages]
    assert ends == {attack.name: (attack.outcomes, {attack.source} - {None}) for attack in attacks}
    (listed,) = (stage for stage in field.stages if stage.attack.name == "listed")
    assert reports["listed"]["filtered"] == len(listed.attack.links(listed.ground))
    asked = {stage.attack.name: stage.paths.total() for stage in field.stages}
    assert {attack.name: asked[attack.name] for attack in attacks if asked[attack.name] > attack.reaches} == {}
    assert [event for event in run.events if event["level"] in ("ERROR", "CRITICAL")] == []
    watched = [event for event in run.events if event["event"] == "watched"][-1]
    assert watched["busiest"] < LONGEST_BLOCK
    assert watched["megabytes"] < MOST_MEMORY
    assert [line for line in run.err.splitlines() if not line.startswith("{")] == []


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(("site", "proxy"), [("127.0.4.9", INSIDE), (INSIDE, "127.0.0.1")])
def test_neither_a_proxy_inside_is_asked_nor_one_for_what_is_inside(
    scheme: str, site: str, proxy: str, place: Place
) -> None:
    home = f"{scheme}://{site}:9/"
    facts = place.facts_file([{"key": "away", "name": "Away", "home": home, "feeds": ["feed"]}])
    with watched_port() as (port, intruders):
        url = f"http://{proxy}:{port}"
        run = place.run(
            "newscrawl", "crawl", "--facts", str(facts), http_proxy=url, https_proxy=url, no_proxy="", NO_PROXY=""
        )
    assert run.reports["away"]["sources_failed"] == {f"{home}feed": "forbidden-address"}
    assert intruders == []


def test_a_proxy_that_is_opened_is_used_and_leads_nowhere_else(place: Place) -> None:
    home = "http://127.0.4.9:9/"  # where nobody listens
    with watched_port() as (port, intruders), Site("127.0.4.2") as proxy:
        feed = proxy.feed("feed", f"{home}news/one", f"{home}news/away")
        proxy.article("one")
        away = (302, {"Location": f"http://{INSIDE}:{port}/"}, "moved")
        proxy.answers |= {f"{home}{path[1:]}": answer for path, answer in proxy.answers.items()}
        proxy.answers[f"{home}news/away"] = away
        facts = place.facts_file([{"key": "away", "name": "Away", "home": home, "feeds": [feed]}])
        run = place.run("newscrawl", "crawl", "--facts", str(facts), http_proxy=proxy.home, no_proxy="", NO_PROXY="")
    assert run.reports["away"]["outcomes"] == {"delivered": 1, "failed:forbidden-address": 1}
    assert proxy.paths[f"http://{INSIDE}:{port}/"] == 0
    assert intruders == []


@pytest.mark.parametrize("networks", ["127.0.0.0/8", OPENED])
def test_a_proxy_with_a_name_is_judged_by_where_that_leads(networks: str, place: Place) -> None:
    home = "http://127.0.4.9:9/"
    facts = place.facts_file([{"key": "away", "name": "Away", "home": home, "feeds": ["feed"]}])
    with (
        watched_port() as (port, intruders),
        name_server(lambda name, _: ["::ffff:127.0.66.1", INSIDE] if name.startswith("inside") else []) as names,
    ):
        url = f"http://inside.attack.example:{port}"
        run = place.run_module(
            "tests.newsroom.attacks.names",
            str(names),
            "crawl",
            "--facts",
            str(facts),
            http_proxy=url,
            no_proxy="",
            NO_PROXY="",
            NEWSCRAWL_ALLOW_NETWORKS=networks,
        )
    refused = set(run.reports["away"]["sources_failed"].values()) == {"forbidden-address"}
    assert (refused, bool(intruders)) == (networks == OPENED, networks != OPENED)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="needs IPv6")
def test_a_name_that_leads_to_an_opened_ipv6_address_is_reached(place: Place) -> None:
    attack = Attack(name="six", does="has an IPv6 address", host="six.attack.example")
    with name_server(lambda *_: ["::1"]) as names, staged(attack, "::1", 9) as stage:
        facts = str(place.facts_file([stage.outlet()]))
        module = "tests.newsroom.attacks.names"
        run = place.run_module(module, str(names), "crawl", "--facts", facts, NEWSCRAWL_ALLOW_NETWORKS="::1/128")
    assert run.reports["six"]["outcomes"] == {"delivered": 1}


def browsed(place: Place, opened: str) -> tuple[Run, list[str]]:
    """Crawl the pages that need a browser, and return who came to the watched port."""
    with watched_port() as (port, intruders), staged(BROWSED, "127.0.7.1", port) as stage:
        run = place.run(
            "newscrawl",
            "crawl",
            "scripted",
            SCRAPY_SETTINGS_MODULE="tests.fetch.lantern_settings",
            LANTERN_HOME=stage.ground.home,
            NEWSCRAWL_ALLOW_NETWORKS=opened,
        )
    return run, intruders


@pytest.mark.service("chromium")
def test_a_page_in_the_browser_gets_nowhere_either(place: Place) -> None:
    run, intruders = browsed(place, OPENED)
    assert run.reports["scripted"]["outcomes"] == BROWSED.outcomes
    assert intruders == []


@pytest.mark.service("chromium")
def test_only_the_guard_keeps_those_pages_from_it(place: Place) -> None:
    _, intruders = browsed(place, "127.0.0.0/8")
    assert len(intruders) > len(REDIRECTS)


def told(attack: Attack) -> str:
    """Say in the words of docs/security.md what happens."""
    if attack.source:
        return f"its source fails: `{attack.source}`"
    ends = {end: count for end, count in attack.outcomes.items() if end != "delivered"} or dict(attack.outcomes)
    if not ends:
        return "nothing comes of it"
    if ends == {"delivered": 1}:
        return "nothing: its article is delivered"
    return ", ".join(f"{f'{count} x ' if count > 1 else ''}`{end}`" for end, count in ends.items())


@pytest.mark.parametrize("attack", [pytest.param(attack, id=attack.name) for attack in ALL])
def test_the_documents_say_what_happens_in_an_attack(attack: Attack) -> None:
    where = attack.does.removeprefix("redirects to ") if attack.name.startswith("to-") else None  # they share a row
    rows = (CHECKOUT / "docs" / "security.md").read_text().splitlines()
    begin = f"| `{attack.name}` | {attack.does} | "
    (row,) = (
        row for row in rows if (f" {where}," in f"{row.replace(' | ', ', ')}," if where else row.startswith(begin))
    )
    assert row.endswith(f"| {told(attack)} |")


def test_the_watched_port_sees_who_comes_there() -> None:
    with watched_port() as (port, intruders):
        for host in (INSIDE, "127.0.0.2", "0.0.0.0"):
            socket.create_connection((host, port), timeout=LONG).close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(b"hello", (INSIDE, port))
    assert len(intruders) == 4
