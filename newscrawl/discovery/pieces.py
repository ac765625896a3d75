"""The bytes of an XML document piece by piece: out of its gzip, and with its bare ampersands mended."""

import re
import zlib
from collections.abc import Iterable, Iterator

PIECE = 64 * 1024
GZIP = b"\x1f\x8b"
# What XML does not know as a reference. libxml2 would drop it, and ``?a=1&b=2`` would become another address.
BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
LONGEST_REFERENCE = len(b"&#1114111;")


def xml_pieces(body: bytes, limit: int) -> Iterator[bytes]:
    """Yield up to ``limit`` decoded bytes of the document from its first ``<`` on; stop at what is damaged."""
    pieces = _limited(_gunzipped(body) if body.startswith(GZIP) else _cut(body), limit)
    first = next(pieces, b"")
    if b"\0" in first:  # UTF-16, where an ampersand looks otherwise
        yield first
        yield from pieces
        return
    rest = _chained(first[max(first.find(b"<"), 0) :], pieces)
    # In CDATA an ampersand is right as it is; who writes one address so writes all so.
    yield from rest if b"<![CDATA[" in first else _mended(rest)


def _chained(first: bytes, others: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _mended(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Escape bare ampersands; a reference that the end of a piece divides waits for the next piece."""
    held = b""
    for piece in pieces:
        text = held + piece
        start = text.rfind(b"&", max(len(text) - LONGEST_REFERENCE, 0))
        whole, held = (text[:start], text[start:]) if start >= 0 and b";" not in text[start:] else (text, b"")
        yield BARE_AMPERSAND.sub(b"&amp;", whole) if b"&" in whole else whole
    if held:
        yield BARE_AMPERSAND.sub(b"&amp;", held)


def _limited(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    left = limit
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def _cut(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


def _gunzipped(body: bytes) -> Iterator[bytes]:
    """Yield the content of the gzip's members, at most PIECE bytes at a time."""
    rest = body
    while rest.startswith(GZIP):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not member.eof:
            try:
                piece = member.decompress(rest, PIECE)
            except zlib.error:
                return
            rest = member.unconsumed_tail
            if piece:
                yield piece
            elif not rest:
                break
        rest = member.unused_data
