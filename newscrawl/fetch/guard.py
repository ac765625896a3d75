"""The address guard: no connection is made to an address that is not public, whatever name or spelling leads there.

It stands in two places of Twisted's reactor: where names become addresses, and where connections are made. The address
that is connected to is the one that was checked, so a name server that changes its mind changes nothing.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import HostResolution
from scrapy.utils.datatypes import LocalCache
from scrapy.utils.defer import deferred_to_future
from twisted.internet import address as twisted
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.threads import deferToThread
from zope.interface import implementer

from newscrawl.fetch.addresses import Address, Network, is_allowed, literal, networks

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

ENOUGH = 1000  # names whose refusal is remembered, to be told from names that do not exist


class AddressRefused(IgnoreRequest):
    """The host's addresses are not of the public internet, nor in a network that was opened."""

    reason = "forbidden-address"


def look_up(host: str) -> list[str]:
    """Return the addresses of a host, IPv6 where this machine has any; it may take as long as name servers do."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except (OSError, UnicodeError):
        return []
    return [str(where[0]) for *_, where in found]


class AddressGuard:
    """Resolves names to addresses that may be connected to; ``opened`` are networks besides the public internet."""

    def __init__(self, opened: Sequence[Network]) -> None:
        """Open networks, as a rule none."""
        self._opened = opened

    def lets_pass(self, address: Address) -> bool:
        """Tell whether a connection to the address may be made."""
        return is_allowed(address, self._opened)

    async def addresses_of(self, host: str) -> list[Address]:
        """Return the addresses to connect to, at least one.

        Raise AddressRefused where the host has others only, CannotResolveHostError where it has none.
        """
        written = literal(host)
        texts = [] if written else await deferred_to_future(deferToThread(look_up, host))
        found = [written] if written else [one for text in texts if (one := literal(text))]
        if not found:
            raise CannotResolveHostError(f"{host} has no address")
        allowed = [one for one in found if self.lets_pass(one)]
        if not allowed:
            raise AddressRefused(f"{host} leads to {found[0]}, which is not public; see NEWSCRAWL_ALLOW_NETWORKS")
        return allowed


@implementer(IHostnameResolver)
class GuardedResolver:
    """The guard as Twisted's resolver of names; Scrapy installs it."""

    def __init__(self, guard: AddressGuard, reactor: Any) -> None:
        """Guard the connections of ``reactor``."""
        self.guard = guard
        self._reactor = reactor
        self._under_way: set[asyncio.Task[None]] = set()
        self._refused: LocalCache[str, AddressRefused] = LocalCache(ENOUGH)

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: Any) -> Self:
        """Build the resolver as Scrapy does."""
        return cls(AddressGuard(networks(crawler.settings["NEWSCRAWL_ALLOW_NETWORKS"])), reactor)

    def install_on_reactor(self) -> None:
        """Take the place of Twisted's resolver, and stand before every connection, also those without a name."""
        self._reactor.installNameResolver(self)
        self._reactor.connectTCP = self._checked(self._reactor.connectTCP)

    def refusal(self, host: str) -> AddressRefused | None:
        """Return why ``host`` had no address the last time it was looked up; None if it truly had none."""
        refused: AddressRefused | None = self._refused.get(host.strip("[]"))
        return refused

    def resolveHostName(  # noqa: N802 -- Twisted's name for it, as for the arguments
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: ARG002, N803
    ) -> HostResolution:
        """Give ``resolutionReceiver`` the host's allowed addresses; see IHostnameResolver."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        task = asyncio.ensure_future(self._resolve(resolutionReceiver, hostName, portNumber, addressTypes))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return resolution

    async def _resolve(self, receiver: Any, host: str, port: int, kinds: Sequence[Any] | None) -> None:
        refusal = None
        try:
            for found in await self.guard.addresses_of(host):
                given = _for_twisted(found, port)
                if kinds is None or isinstance(given, tuple(kinds)):
                    receiver.addressResolved(given)
        except AddressRefused as refused:
            refusal = refused
        except CannotResolveHostError:
            pass  # as Twisted has it: no address is the answer
        finally:
            self._note(host, refusal)
            receiver.resolutionComplete()

    def _note(self, host: str, refusal: AddressRefused | None) -> None:
        """Remember how a look-up ended, not before: who asked at the same time may not have read the last one yet."""
        if refusal:
            self._refused[host] = refusal
        else:
            self._refused.pop(host, None)

    def _checked(self, connect: Callable[..., Any]) -> Callable[..., Any]:
        def connect_checked(host: str, *args: Any, **kwargs: Any) -> Any:
            address = literal(host)  # a name is resolved by this very resolver
            if address and not self.guard.lets_pass(address):
                raise AddressRefused(f"{host} is not public; see NEWSCRAWL_ALLOW_NETWORKS")
            return connect(host, *args, **kwargs)

        return connect_checked


def _for_twisted(address: Address, port: int) -> Any:
    kind = {IPv4Address: twisted.IPv4Address, IPv6Address: twisted.IPv6Address}[type(address)]
    return kind("TCP", str(address), port)
