"""Bombs: answers that are larger than they look, or never end."""

import gzip
import zlib
from functools import cache, partial

import brotli

from tests.newsroom.attacks.frame import HTML, Attack, Visit, bad_page

MEGA = 1024 * 1024
SIZE = 64 * MEGA  # of what a bomb becomes; six times what a page may have
TOO_LARGE = {"delivered": 1, "failed:too-large": 1}
TIMEOUT = {"delivered": 1, "failed:timeout": 1}
ZSTD_FRAME = b"\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x04"  # of 64 MiB, whose blocks are one byte, repeated


@cache
def bomb(codec: str) -> bytes:
    """Return 64 MiB of spaces, encoded."""
    if codec == "gzip":
        return gzip.compress(b" " * SIZE, mtime=0)
    if codec == "deflate":
        return zlib.compress(b" " * SIZE)
    if codec == "br":
        return bytes(brotli.compress(b" " * SIZE, quality=1))
    block = 128 * 1024
    blocks = SIZE // block
    return ZSTD_FRAME + b"".join(
        (block << 3 | 1 << 1 | (number == blocks - 1)).to_bytes(3, "little") + b" " for number in range(blocks)
    )


def encoded(codec: str, visit: Visit) -> bool:
    """Answer with a compression bomb."""
    return visit.path == "/bad" and visit.send(bomb(codec), headers={"Content-Encoding": codec})


def twice(visit: Visit) -> bool:
    """Answer with a bomb that is packed twice."""
    packed = gzip.compress(bomb("gzip"), mtime=0)
    return visit.path == "/bad" and visit.send(packed, headers={"Content-Encoding": "gzip, gzip"})


def declared(visit: Visit) -> bool:
    """Declare a size and begin with it."""
    if visit.path != "/bad":
        return False
    visit.head({"Content-Type": HTML, "Content-Length": str(1 << 40)})
    return _without_end(visit)


def endless(visit: Visit) -> bool:
    """Answer without saying how long, and without end."""
    if visit.path != "/bad":
        return False
    visit.head({"Content-Type": HTML})
    return _without_end(visit)


def endless_feed(visit: Visit) -> bool:
    """Answer with a feed whose items never end."""
    if visit.path != "/feed":
        return False
    visit.head({"Content-Type": "application/rss+xml"})
    visit.wfile.write(b"<rss version='2.0'><channel>")
    item = f"<item><link>{visit.ground.home}news/x</link></item>".encode() * 1000
    return _without_end(visit, item)


def packed_feed(visit: Visit) -> bool:
    """Answer with a feed that is a bomb."""
    return visit.path == "/feed" and visit.send(
        bomb("gzip"), "application/rss+xml", headers={"Content-Encoding": "gzip"}
    )


def packed_map(visit: Visit) -> bool:
    """Answer with a sitemap that is a bomb."""
    return visit.path == "/map" and visit.send(bomb("gzip"), "application/xml", headers={"Content-Encoding": "gzip"})


def many_headers(visit: Visit) -> bool:
    """Send headers without end."""
    if visit.path != "/bad":
        return False
    visit.wfile.write(b"HTTP/1.1 200 OK\r\n")
    return _without_end(visit, b"X-More: yes, there is more to come\r\n" * 1000)


def one_header(visit: Visit) -> bool:
    """Send one header without end."""
    if visit.path != "/bad":
        return False
    visit.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    return _without_end(visit)


def folded_header(visit: Visit) -> bool:
    """Send one header that goes on over lines without end."""
    if visit.path != "/bad":
        return False
    visit.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: folded\r\n")
    return _without_end(visit, b" and folded again\r\n" * 1000)


def informational(visit: Visit) -> bool:
    """Promise an answer for ever."""
    if visit.path != "/bad":
        return False
    return _without_end(visit, b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * 1000)


def chunked(visit: Visit) -> bool:
    """Answer in chunks of one byte without end."""
    if visit.path != "/bad":
        return False
    visit.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    return _without_end(visit, (b"1;" + b"x" * 500 + b"\r\n \r\n") * 100)


def _without_end(visit: Visit, piece: bytes = b" " * 65_536) -> bool:
    while not visit.over.is_set():
        visit.wfile.write(piece)
    return True


CODECS = tuple(
    Attack(
        name=f"bomb-{codec}",
        does=f"64 MiB in a few kilobytes of {codec}",
        outcomes=TOO_LARGE,
        links=bad_page,
        answer=partial(encoded, codec),
    )
    for codec in ("gzip", "deflate", "br", "zstd")
)
ATTACKS = (
    *CODECS,
    Attack(name="bomb-twice", does="a bomb in gzip in gzip", outcomes=TOO_LARGE, links=bad_page, answer=twice),
    Attack(name="declared", does="declares a terabyte", outcomes=TOO_LARGE, links=bad_page, answer=declared),
    Attack(name="endless-body", does="a page without end", outcomes=TOO_LARGE, links=bad_page, answer=endless),
    Attack(
        name="chunks",
        does="a page of one-byte chunks with long names",
        outcomes=TIMEOUT,
        links=bad_page,
        answer=chunked,
    ),
    Attack(name="endless-feed", does="a feed without end", outcomes={}, source="too-large", answer=endless_feed),
    Attack(name="packed-feed", does="a feed that is a bomb", outcomes={}, source="too-large", answer=packed_feed),
    Attack(
        name="packed-map",
        does="a sitemap that is a bomb",
        outcomes={},
        source="too-large",
        answer=packed_map,
        facts={"news_sitemaps": ["map"]},
    ),
    Attack(name="headers", does="headers without end", outcomes=TOO_LARGE, links=bad_page, answer=many_headers),
    Attack(name="folded", does="a header folded for ever", outcomes=TOO_LARGE, links=bad_page, answer=folded_header),
    Attack(name="hints", does="103 Early Hints for ever", outcomes=TOO_LARGE, links=bad_page, answer=informational),
    Attack(
        name="long-header",
        does="one header without end",
        outcomes={"delivered": 1, "failed:connection-failed": 1},
        links=bad_page,
        answer=one_header,
    ),
)
