"""Waits: answers that come so slowly that no pause between two bytes is long."""

from tests.newsroom.attacks.frame import HTML, Attack, Visit, bad_page

DRIP_SECONDS = 0.2
TIMEOUT = {"delivered": 1, "failed:timeout": 1}


def slow_body(visit: Visit) -> bool:
    """Send a page byte by byte."""
    if visit.path != "/bad":
        return False
    visit.head({"Content-Type": HTML})
    return _drip(visit, b" ")


def slow_headers(visit: Visit) -> bool:
    """Send headers line by line."""
    if visit.path != "/bad":
        return False
    visit.wfile.write(b"HTTP/1.1 200 OK\r\n")
    return _drip(visit, b"X-More: yes\r\n")


def silent(visit: Visit) -> bool:
    """Say nothing."""
    return visit.path == "/bad" and visit.over.wait()


def slow_feed(visit: Visit) -> bool:
    """Send a feed byte by byte."""
    if visit.path != "/feed":
        return False
    visit.head({"Content-Type": "application/rss+xml"})
    return _drip(visit, b" ")


def slow_robots(visit: Visit) -> bool:
    """Send a robots.txt byte by byte."""
    if visit.path != "/robots.txt":
        return False
    visit.head({"Content-Type": "text/plain"})
    return _drip(visit, b"#")


def _drip(visit: Visit, piece: bytes) -> bool:
    while not visit.over.wait(DRIP_SECONDS):
        visit.wfile.write(piece)
    return True


ATTACKS = (
    Attack(name="slow-body", does="a page byte by byte", outcomes=TIMEOUT, links=bad_page, answer=slow_body),
    Attack(name="slow-headers", does="headers line by line", outcomes=TIMEOUT, links=bad_page, answer=slow_headers),
    Attack(name="silent", does="takes the request and is silent", outcomes=TIMEOUT, links=bad_page, answer=silent),
    Attack(name="slow-feed", does="a feed byte by byte", outcomes={}, source="timeout", answer=slow_feed),
    Attack(name="slow-robots", does="robots.txt byte by byte", outcomes={}, source="timeout", answer=slow_robots),
)
