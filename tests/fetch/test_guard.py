"""The address guard: which addresses are public, and that nothing else is connected to."""

import asyncio
from ipaddress import ip_address

import pytest

from newscrawl.errors import BadSetting
from newscrawl.fetch.addresses import Address, flaw, is_allowed, literal, networks
from newscrawl.fetch.guard import AddressGuard, AddressRefused, GuardedResolver
from tests.crawl.running import Place

PRIVATE = """
0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1
100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_allowed(ip_address(address), [])


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "192.88.98.1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2606:4700::1111", "2002:101:101::1"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_allowed(ip_address(address), [])


def test_a_network_that_is_opened_opens_nothing_besides() -> None:
    opened = networks("127.0.0.0/18, fd12::/32")
    allowed = ["127.0.63.255", "127.0.64.0", "fd12::1", "fd13::1", "::ffff:127.0.0.1", "::ffff:127.0.64.0", "10.0.0.1"]
    assert [is_allowed(ip_address(one), opened) for one in allowed] == [True, False, True, False, True, False, False]


@pytest.mark.parametrize("wrong", ["localhost", "127.0.0.1/8", "127.0.0.0/33", "127.0.0.0/8;10.0.0.0/8"])
def test_what_is_no_network_is_named(wrong: str) -> None:
    with pytest.raises(BadSetting, match=r"^NEWSCRAWL_ALLOW_NETWORKS: .*; give networks"):
        networks(wrong)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1.", "[::1]", "::1", "fe80::1%eth0"])
def test_an_address_is_known_as_one(host: str) -> None:
    assert literal(host) is not None


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://example.com/" + "é" * 2000, None),
        ("https://example.com/" + "e" * 2100, "has more than 2083 characters"),
        ("https://user:secret@example.com/", "has credentials"),
        ("https://example.com/\x00", "has control characters"),
        ("https://example.com/@someone", None),
    ],
)
def test_what_is_wrong_with_a_url_is_said(url: str, wrong: str | None) -> None:
    assert flaw(url) == wrong


def test_a_literal_is_judged_without_asking_anybody() -> None:
    guard = AddressGuard([])
    assert asyncio.run(guard.addresses_of("1.1.1.1")) == [ip_address("1.1.1.1")]
    with pytest.raises(AddressRefused, match=r"^\[::1\] leads to ::1, which is not public"):
        asyncio.run(guard.addresses_of("[::1]"))


class Receiver:
    """What a look-up of Twisted's tells."""

    def __init__(self) -> None:
        self.complete = asyncio.Event()

    def resolutionBegan(self, _: object) -> None:  # noqa: N802 -- Twisted's names
        pass

    def addressResolved(self, _: object) -> None:  # noqa: N802
        pass

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete.set()


def test_a_refusal_can_be_read_while_the_next_look_up_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async def told() -> tuple[bool, bool]:
        guard, let_go = AddressGuard([]), asyncio.Event()
        resolver = GuardedResolver(guard, reactor=None)
        answers = iter([refused(), answered(let_go)])
        monkeypatch.setattr(guard, "addresses_of", lambda _: next(answers))
        first, second = Receiver(), Receiver()
        resolver.resolveHostName(first, "inside.example")
        await first.complete.wait()
        resolver.resolveHostName(second, "inside.example")
        await asyncio.sleep(0)  # the second one has begun
        before = resolver.refusal("inside.example") is not None
        let_go.set()
        await second.complete.wait()
        return before, resolver.refusal("inside.example") is not None

    async def refused() -> list[Address]:
        raise AddressRefused("inside.example")

    async def answered(let_go: asyncio.Event) -> list[Address]:
        await let_go.wait()
        return [ip_address("203.0.113.5")]

    assert asyncio.run(told()) == (True, False)


def test_a_start_says_which_networks_are_open(place: Place) -> None:
    run = place.crawl([{"key": "away", "name": "Away", "home": "http://127.0.2.9:9/", "feeds": ["feed"]}])
    (said,) = (event for event in run.events if event["event"] == "networks_opened")
    assert said["networks"] == "127.0.0.0/18"


def test_without_opened_networks_loopback_is_out_of_reach(place: Place) -> None:
    facts = place.facts_file([{"key": "away", "name": "Away", "home": "http://127.0.2.9:9/", "feeds": ["feed"]}])
    command = ["newscrawl", "crawl", "--facts"]
    run = place.run(*command, str(facts), NEWSCRAWL_ALLOW_NETWORKS="")
    assert run.reports["away"]["sources_failed"] == {"http://127.0.2.9:9/feed": "forbidden-address"}
    wrong = place.run(*command, str(facts), NEWSCRAWL_ALLOW_NETWORKS="localhost")
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)
