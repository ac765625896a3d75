"""Pictures for articles: one plain colour each."""

import struct
import zlib
from random import Random

WIDTH, HEIGHT = 64, 36


def png(name: str) -> bytes:
    """Draw a PNG of one colour chosen by the name."""
    colour = bytes(Random(name).randrange(256) for _ in range(3))
    rows = (b"\x00" + colour * WIDTH) * HEIGHT
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
