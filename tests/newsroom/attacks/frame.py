"""What an attack is, and the server that makes it."""

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = "text/html; charset=utf-8"
PROSE = "The ferry to the island left on time on Tuesday, as the harbour master had promised the passengers at noon. "
DELIVERED = {"delivered": 1}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an attack takes place: its own home, and ``forbidden``, the port at which the test listens everywhere."""

    home: str
    forbidden: int


class Visit(BaseHTTPRequestHandler):
    """A request to an attack, and the ways to answer it."""

    ground: Ground
    attack: "Attack"
    paths: Counter[str]
    over: threading.Event

    def do_GET(self) -> None:
        """Let the attack answer; what it leaves alone is a feed, an article, or not there."""
        self.paths[self.path] += 1
        with suppress(OSError):  # the crawler has had enough
            if not self.attack.answer(self):
                self._answer_well()

    def send(
        self, body: bytes | str, kind: str = HTML, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> bool:
        """Answer, and say that it was answered."""
        content = body if isinstance(body, bytes) else body.encode()
        self.head({"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}, status)
        self.wfile.write(content)
        return True

    def head(self, headers: Mapping[str, str], status: int = 200) -> None:
        """Send the status and headers, in UTF-8."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.encode().decode("latin-1"))
        self.end_headers()

    def redirect(self, where: str) -> bool:
        """Send the crawler elsewhere."""
        return self.send("moved", status=302, headers={"Location": where})

    def feed(self, *links: str) -> bool:
        """Answer with a feed of links."""
        items = "".join(f"<item><title>Ferry</title><link>{link}</link></item>" for link in links)
        return self.send(f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>", "application/rss+xml")

    def _answer_well(self) -> None:
        if self.path == "/feed":
            self.feed(f"{self.ground.home}news/good", *self.attack.links(self.ground))
        elif self.path.startswith("/news/"):
            self.send(article(self.path.rpartition("/")[2]))
        else:
            self.send("not here", status=404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Say nothing."""


def no_links(_: Ground) -> tuple[str, ...]:
    """Return what the feed lists besides the good article: nothing."""
    return ()


def bad_page(ground: Ground) -> tuple[str, ...]:
    """Return one link besides the good article's."""
    return (f"{ground.home}bad",)


def leave_alone(_: Visit) -> bool:
    """Answer nothing: the attack lies in the links."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A hostile outlet: what it does, and how its links and its source have to end.

    ``answer`` answers a request or returns False, ``links`` are listed beside the outlet's one good article, ``facts``
    are those besides a feed; ``reaches`` bounds how often it may be asked at all.
    """

    name: str
    does: str
    outcomes: Mapping[str, int] = field(default_factory=lambda: DELIVERED)
    source: str | None = None
    answer: Callable[[Visit], bool] = leave_alone
    links: Callable[[Ground], tuple[str, ...]] = no_links
    facts: Mapping[str, Any] = field(default_factory=lambda: {"feeds": ["feed"]})
    host: str | None = None  # a name that the test's own DNS server knows
    reaches: int = 12


@dataclass(frozen=True, slots=True)
class Stage:
    """An attack that is being served."""

    attack: Attack
    ground: Ground
    paths: Counter[str]

    def outlet(self) -> dict[str, Any]:
        """Return the outlet's facts."""
        facts = {
            "name": self.attack.name,
            "home": self.ground.home,
            "article_url": "^/(news/|bad)",
            "languages": ["en"],
        }
        return {"key": self.attack.name, **facts, **self.attack.facts}


class Server6(ThreadingHTTPServer):
    """A server at an IPv6 address."""

    address_family = socket.AF_INET6


@contextmanager
def staged(attack: Attack, address: str, forbidden: int) -> Iterator[Stage]:
    """Serve an attack at a loopback address."""
    paths: Counter[str] = Counter()
    over = threading.Event()
    handler = type("AttackVisit", (Visit,), {"attack": attack, "paths": paths, "over": over})
    with (Server6 if ":" in address else ThreadingHTTPServer)((address, 0), handler) as server:
        server.daemon_threads = True
        ground = Ground(f"http://{attack.host or address}:{server.server_port}/", forbidden)
        handler.ground = ground  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Stage(attack, ground, paths)
        finally:
            over.set()
            server.shutdown()
            thread.join()


def article(name: str) -> str:
    """Return a page with an article."""
    paragraphs = "".join(f"<p>{number}. {name}: {PROSE * 2}</p>" for number in range(1, 5))
    return f"<title>Ferry {name} leaves</title><article><h1>Ferry {name} leaves</h1>{paragraphs}</article>"
