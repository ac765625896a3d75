"""Places: links and redirects that lead where a crawler of the public internet has no business."""

from functools import partial

from tests.newsroom.attacks.frame import Attack, Ground, Visit, bad_page

FORBIDDEN = {"delivered": 1, "failed:forbidden-address": 1}
# One address of loopback that is not opened, 127.0.66.1, and others that a machine answers to, in many spellings.
SPELLINGS = {
    "dotted": "127.0.66.1",
    "decimal": "2130723329",
    "hex": "0x7f004201",
    "octal": "0177.0.0102.01",
    "mixed": "0x7f.0.66.1",
    "short": "127.16897",
    "zeros": "127.000.0000102.001",
    "fullwidth": "\uff11\uff12\uff17.0.66.1",
    "dots": "127\u30020\u300266\u30021",
    "final-dot": "127.0.66.1.",
    "mapped": "[::ffff:127.0.66.1]",
    "mapped-hex": "[::ffff:7f00:4201]",
    "compatible": "[::127.0.66.1]",
    "nat64": "[64:ff9b::7f00:4201]",
    "nat64-local": "[64:ff9b:1::7f00:4201]",
    "6to4": "[2002:7f00:4201::1]",
    "teredo": "[2001:0:7f00:4201::1]",
    "loopback6": "[::1]",
    "unspecified": "0.0.0.0",
    "zero": "0",
    "unspecified6": "[::]",
    "private10": "10.0.0.1",
    "private172": "172.16.0.1",
    "private192": "192.168.0.1",
    "cgnat": "100.64.0.1",
    "metadata": "169.254.169.254",
    "metadata6": "[fd00:ec2::254]",
    "link-local6": "[fe80::1]",
    "ula": "[fd12:3456::1]",
    "multicast": "224.0.0.1",
    "multicast6": "[ff02::1]",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1",
    "documentation": "[2001:db8::1]",
}
INSIDE6 = {  # what names of only IPv6 addresses lead to
    "name-loopback6": "::1",
    "name-mapped": "::ffff:127.0.66.1",
    "name-compatible": "::127.0.66.1",
    "name-nat64": "64:ff9b::7f00:4201",
    "name-nat64-local": "64:ff9b:1::7f00:4201",
    "name-6to4": "2002:7f00:4201::1",
    "name-teredo": "2001:0:7f00:4201::1",
    "name-ula": "fd12:3456::1",
    "name-link-local": "fe80::1",
    "name-metadata6": "fd00:ec2::254",
}
ELSEWHERE = {
    "file": "file:///etc/passwd",
    "ftp": "ftp://127.0.66.1/",
    "data": "data:text/html,hello",
    "javascript": "javascript:alert(1)",
    "gopher": "gopher://127.0.66.1/",
}


def spelled(host: str, visit: Visit) -> bool:
    """Redirect to a forbidden host."""
    return visit.path == "/bad" and visit.redirect(f"http://{host}:{visit.ground.forbidden}/")


def chain(visit: Visit) -> bool:
    """Redirect twice at home and then to a forbidden host."""
    steps = {"/bad": f"{visit.ground.home}two", "/two": f"http://127.0.66.1:{visit.ground.forbidden}/"}
    return visit.path in steps and visit.redirect(steps[visit.path])


def out_of_the_web(url: str, visit: Visit) -> bool:
    """Redirect to another scheme."""
    return visit.path == "/bad" and visit.redirect(url)


def loop(visit: Visit) -> bool:
    """Redirect to itself with another query each time."""
    return visit.path.startswith("/bad") and visit.redirect(f"/bad?{len(visit.path)}{'x' * len(visit.path)}")


def credentials(visit: Visit) -> bool:
    """Redirect to an address with credentials."""
    where = visit.ground.home.replace("//", "//user:secret@")
    return visit.path == "/bad" and visit.redirect(f"{where}news/inside")


def long(visit: Visit) -> bool:
    """Redirect to an address of 10,000 characters."""
    return visit.path == "/bad" and visit.redirect(f"/bad?{'x' * 10_000}")


def source(visit: Visit) -> bool:
    """Redirect the feed to a forbidden host."""
    return visit.path == "/feed" and visit.redirect(f"http://127.0.66.1:{visit.ground.forbidden}/feed")


def robots(visit: Visit) -> bool:
    """Redirect robots.txt to a forbidden host."""
    return visit.path == "/robots.txt" and visit.redirect(f"http://127.0.66.1:{visit.ground.forbidden}/")


def tdmrep(visit: Visit) -> bool:
    """Redirect the TDMRep file to a forbidden host."""
    return visit.path == "/.well-known/tdmrep.json" and visit.redirect(f"http://127.0.66.1:{visit.ground.forbidden}/")


def listed(ground: Ground) -> tuple[str, ...]:
    """Return links that no outlet has."""
    spellings = (f"http://{host}:{ground.forbidden}/news/x" for host in SPELLINGS.values())
    long_one = f"{ground.home}news/{'x' * 2100}"
    with_credentials = ground.home.replace("//", "//user:secret@") + "news/x"
    return (*spellings, *ELSEWHERE.values(), long_one, with_credentials, f"{ground.home}news/\x7fx")


ATTACKS = (
    *(
        Attack(
            name=f"to-{name}",
            does=f"redirects to `{host}`",
            outcomes=FORBIDDEN,
            links=bad_page,
            answer=partial(spelled, host),
        )
        for name, host in SPELLINGS.items()
    ),
    *(
        Attack(
            name=f"to-{name}",
            does=f"redirects to `{url.partition(':')[0]}:`",
            outcomes={"delivered": 1, "failed:unsupported-scheme": 1},
            links=bad_page,
            answer=partial(out_of_the_web, url),
        )
        for name, url in ELSEWHERE.items()
    ),
    Attack(name="chain", does="redirects home, then inside", outcomes=FORBIDDEN, links=bad_page, answer=chain),
    Attack(
        name="loop",
        does="redirects for ever",
        outcomes={"delivered": 1, "failed:redirects": 1},
        links=bad_page,
        answer=loop,
    ),
    Attack(
        name="credentials",
        does="redirects to an address with credentials",
        outcomes={"delivered": 1, "failed:bad-address": 1},
        links=bad_page,
        answer=credentials,
    ),
    Attack(
        name="long-address",
        does="redirects to an address of 10,000 characters",
        outcomes={"delivered": 1, "failed:bad-address": 1},
        links=bad_page,
        answer=long,
    ),
    Attack(name="source", does="redirects its feed inside", outcomes={}, source="forbidden-address", answer=source),
    Attack(
        name="robots", does="redirects its robots.txt inside", outcomes={}, source="forbidden-address", answer=robots
    ),
    Attack(name="tdmrep", does="redirects its tdmrep.json inside", answer=tdmrep),
    Attack(name="listed", does="lists links with all of these hosts and schemes", links=listed),
    Attack(
        name="rebinding",
        does="has a public address when it is looked up for robots.txt and feed, and then one inside",
        outcomes={"failed:forbidden-address": 2},
        links=bad_page,
        host="rebinding.attack.example",
    ),
    Attack(
        name="inside",
        does="has a name that leads inside",
        outcomes={},
        source="forbidden-address",
        host="inside.attack.example",
    ),
    Attack(
        name="both",
        does="has a name with an address inside and a public one: only that is asked",
        host="both.attack.example",
    ),
    *(
        Attack(
            name=name,
            does=f"has a name that leads to `{address}`",
            outcomes={},
            source="forbidden-address",
            host=f"{name}.attack.example",
        )
        for name, address in INSIDE6.items()
    ),
)
