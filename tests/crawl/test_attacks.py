"""Every attack in one crawl, beside a hundred good articles of other outlets."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import pytest

from tests.crawl.running import LONG, Place, Record, Run
from tests.crawl.scripted import Site
from tests.newsroom.attacks import ALL
from tests.newsroom.attacks.frame import Attack, Stage, staged
from tests.newsroom.attacks.names import name_server
from tests.newsroom.attacks.pages import BROWSED

GOOD = 4  # outlets
ARTICLES = 25  # of each
INSIDE = "127.0.66.1"
PACKET = 4096
THE_END = b"the end of the test"


@dataclass(frozen=True)
class Attacked:
    """A crawl of all attacks and of the good outlets, and who came to the port where nobody may."""

    run: Run
    records: list[Record]
    stages: dict[str, Stage]
    good: set[str]
    intruders: list[str]


@contextmanager
def watched_port() -> Iterator[tuple[int, list[str]]]:
    """Listen at a port of every address of this machine; yield it and what connects there."""
    intruders: list[str] = []
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket(socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET))
        if socket.has_dualstack_ipv6():
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        server.bind(("", 0))
        server.listen()
        port = server.getsockname()[1]
        packets = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        packets.bind(("", port))

        def watch() -> None:
            while True:
                client, where = server.accept()
                with closing(client):
                    if client.getsockname()[0].endswith("127.0.0.1"):  # the end, see below
                        return
                    intruders.append(f"{where} at {client.getsockname()}")

        def watch_packets() -> None:
            while (packet := packets.recvfrom(PACKET)) and packet[0] != THE_END:
                intruders.append(f"a packet from {packet[1]}")

        threads = [threading.Thread(target=watch), threading.Thread(target=watch_packets)]
        for thread in threads:
            thread.start()
        try:
            yield port, intruders
        finally:
            socket.create_connection(("127.0.0.1", port)).close()
            packets.sendto(THE_END, ("127.0.0.1", port))
            for thread in threads:
                thread.join()


def addresses_of(name: str, times: int) -> list[str]:
    """Answer as the attackers' name server does."""
    outside = STAGES[name.partition(".")[0]]
    if name.startswith("rebinding"):
        return [outside] if times <= 2 else [INSIDE]
    return [INSIDE, outside] if name.startswith("both") else [INSIDE]


STAGES = {attack.name: f"127.0.5.{number}" for number, attack in enumerate(ALL, 1)}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """Crawl everything once."""
    folder = tmp_path_factory.mktemp("attacked")
    place = Place(str(folder / "lake"), str(folder / "state.sqlite3"), folder)
    with ExitStack() as stack:
        port, intruders = stack.enter_context(watched_port())
        names, _ = stack.enter_context(name_server(addresses_of))
        stages = [stack.enter_context(staged(attack, STAGES[attack.name], port)) for attack in ALL]
        sites = [stack.enter_context(Site(f"127.0.6.{number}")) for number in range(1, GOOD + 1)]
        outlets = [stage.outlet() for stage in stages] + [good_outlet(site) for site in sites]
        run = place.run_module(
            "tests.newsroom.attacks.names",
            str(names),
            "crawl",
            "--facts",
            str(place.facts_file(outlets)),
            SCRAPY_SETTINGS_MODULE="tests.crawl.attacked_settings",
        )
        good = {f"{site.home}news/{number}" for site in sites for number in range(ARTICLES)}
    return Attacked(run, place.records(), {stage.attack.name: stage for stage in stages}, good, intruders)


def good_outlet(site: Site) -> Record:
    """Serve an outlet of good articles and return its facts."""
    links = [site.article(str(number)) for number in range(ARTICLES)]
    return {"key": f"good-{site.home[7:16]}", "name": "Good", "home": site.home, "feeds": [site.feed("feed", *links)]}


def test_every_good_article_is_delivered_once_beside_all_attacks(attacked: Attacked) -> None:
    urls = Counter(record["url"] for record in attacked.records)
    assert {url: urls[url] for url in attacked.good} == dict.fromkeys(attacked.good, 1)
    assert len(attacked.good) == GOOD * ARTICLES


def test_nobody_comes_to_an_address_that_is_not_opened(attacked: Attacked) -> None:
    assert attacked.intruders == []


@pytest.mark.parametrize("attack", [pytest.param(attack, id=attack.name) for attack in ALL])
def test_an_attack_ends_as_it_has_to(attack: Attack, attacked: Attacked) -> None:
    report = attacked.run.reports[attack.name]
    failed = set(report["sources_failed"].values())
    assert report["outcomes"] == attack.outcomes
    assert failed == ({attack.source} if attack.source else set())
    assert attacked.stages[attack.name].paths.total() <= attack.reaches


def test_no_attack_is_a_fault_of_ours(attacked: Attacked) -> None:
    assert [event for event in attacked.run.events if event["level"] in ("ERROR", "CRITICAL")] == []
    assert [line for line in attacked.run.err.splitlines() if not line.startswith("{")] == []


@pytest.mark.service("chromium")
def test_a_page_in_the_browser_gets_nowhere_either(place: Place) -> None:
    with watched_port() as (port, intruders), staged(BROWSED, "127.0.7.1", port) as stage:
        settings = "tests.fetch.lantern_settings"
        run = place.run(
            "newscrawl", "crawl", "scripted", SCRAPY_SETTINGS_MODULE=settings, LANTERN_HOME=stage.ground.home
        )
    assert run.reports["scripted"]["outcomes"] == BROWSED.outcomes
    assert intruders == []


def test_the_watched_port_sees_who_comes_there() -> None:
    with watched_port() as (port, intruders):
        for host in (INSIDE, "127.0.0.2"):
            socket.create_connection((host, port), timeout=LONG).close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(b"hello", (INSIDE, port))
    assert len(intruders) == 3
