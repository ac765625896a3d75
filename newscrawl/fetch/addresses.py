"""Which addresses a crawler may connect to: those of the public internet, and those of networks that are opened."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import unquote, urlsplit

from newscrawl.errors import BadSetting
from newscrawl.urls import CONTROL, MAX_LENGTH

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# What ``is_global`` lets pass and nobody publishes news on: relays of 6to4 (RFC 7526) and multicast.
NOT_PUBLIC = (IPv4Network("192.88.99.0/24"), IPv4Network("224.0.0.0/4"))
UNICAST = IPv6Network("2000::/3")  # all of the public internet's; what is special outside of it need not be known
SPECIAL = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))  # Teredo among them, and documentation
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how a network without IPv4 reaches it


def networks(named: str) -> list[Network]:
    """Return the networks that ``NEWSCRAWL_ALLOW_NETWORKS`` names, separated by commas or spaces; raise BadSetting."""
    try:
        return [ip_network(name) for name in named.replace(",", " ").split()]
    except ValueError as error:
        text = f'NEWSCRAWL_ALLOW_NETWORKS: {error}; give networks, for example "127.0.0.0/8 fd00::/8"'
        raise BadSetting(text) from error


def literal(host: str) -> Address | None:
    """Return the address that ``host`` is written as, None for a name or an odd spelling of an address."""
    try:
        return ip_address(host.strip("[]").partition("%")[0].removesuffix("."))
    except ValueError:
        return None


def is_allowed(address: Address, opened: Sequence[Network]) -> bool:
    """Tell whether a connection to ``address`` may be made; an IPv4 address in IPv6 clothes is what it is inside."""
    if any(address in network for network in opened):
        return True
    if isinstance(address, IPv6Address):
        inside = _inside(address)
        if inside is not None:
            return is_allowed(inside, opened)
        return address in UNICAST and address.is_global and not any(address in network for network in SPECIAL)
    return address.is_global and not any(address in network for network in NOT_PUBLIC)


def flaw(url: str) -> str | None:
    """Say what keeps a URL from being asked for at all, whatever leads to it; None for nothing."""
    if len(unquote(url)) > MAX_LENGTH:  # as a page writes it
        return f"has more than {MAX_LENGTH} characters"
    if CONTROL.search(url):
        return "has control characters"
    return "has credentials" if "@" in urlsplit(url).netloc else None


def _inside(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that is reached by an IPv6 one: mapped, by NAT64, or by 6to4."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
