"""All attacks at once, a hundred good articles on other outlets, and a port at which nobody may arrive."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

from tests.crawl.scripted import Site
from tests.newsroom.attacks import ALL
from tests.newsroom.attacks.frame import Stage, staged
from tests.newsroom.attacks.names import name_server
from tests.newsroom.attacks.places import INSIDE6

GOOD = 4  # outlets
ARTICLES = 25  # of each
INSIDE = "127.0.66.1"  # not in 127.0.0.0/18, which the tests open
ADDRESSES = {attack.name: f"127.0.5.{number}" for number, attack in enumerate(ALL, 1)}
PACKET = 4096
THE_END = b"the end of the test"


@dataclass(frozen=True, slots=True)
class Battle:
    """What is served: the attacks, the addresses of good articles, the name server's port, and who came inside."""

    stages: list[Stage]
    outlets: list[dict[str, Any]]
    good: set[str]
    names: int
    intruders: list[str]


@contextmanager
def battle() -> Iterator[Battle]:
    """Serve all attacks and the good outlets."""
    with ExitStack() as stack:
        port, intruders = stack.enter_context(watched_port())
        names = stack.enter_context(name_server(addresses_of))
        stages = [stack.enter_context(staged(attack, ADDRESSES[attack.name], port)) for attack in ALL]
        sites = [stack.enter_context(Site(f"127.0.6.{number}")) for number in range(1, GOOD + 1)]
        good = {f"{site.home}news/{number}" for site in sites for number in range(ARTICLES)}
        outlets = [stage.outlet() for stage in stages] + [good_outlet(site) for site in sites]
        yield Battle(stages, outlets, good, names, intruders)


def good_outlet(site: Site) -> dict[str, Any]:
    """Serve an outlet of good articles and return its facts."""
    links = [site.article(str(number)) for number in range(ARTICLES)]
    return {"key": f"good-{site.home[7:16]}", "name": "Good", "home": site.home, "feeds": [site.feed("feed", *links)]}


def addresses_of(name: str, times: int) -> list[str]:
    """Answer as the attackers' name server does."""
    outside = ADDRESSES[name.partition(".")[0]]
    if name.startswith("rebinding"):
        return [outside] if times <= 2 else [INSIDE]
    if name.startswith("both"):
        return [INSIDE, outside]
    return [INSIDE6[name.partition(".")[0]]] if name.partition(".")[0] in INSIDE6 else [INSIDE]


@contextmanager
def watched_port() -> Iterator[tuple[int, list[str]]]:
    """Listen at a port of every address of this machine, TCP and UDP; yield it and what arrives there."""
    intruders: list[str] = []
    ends: list[int] = []  # the port from which the last connection comes: those before it are all seen
    with ExitStack() as stack:
        both = socket.has_dualstack_ipv6()
        server = stack.enter_context(socket.socket(socket.AF_INET6 if both else socket.AF_INET))
        if both:
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
                    if where[1] in ends:
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
            with socket.socket() as last:
                last.bind(("127.0.0.1", 0))
                ends.append(last.getsockname()[1])
                last.connect(("127.0.0.1", port))
            packets.sendto(THE_END, ("127.0.0.1", port))
            for thread in threads:
                thread.join()
