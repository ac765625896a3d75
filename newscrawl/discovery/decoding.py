"""From a document's bytes to its text, whatever its labels say."""

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
DECLARED = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})""")
# Codecs of Python that no document is in; some of them take quadratic time.
NOT_ENCODINGS = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "mbcs", "oem")
)
# Declared by default on much that is UTF-8, and failing on nothing, so they prove nothing.
LAST_RESORT = "cp1252"


def decode_xml(body: bytes, content_type: str | None = None) -> str:
    """Return the text of an XML document; what cannot be read becomes U+FFFD.

    In order: byte-order mark, UTF-8 where the bytes are that, the encoding declared in the document, the one in the
    Content-Type, UTF-8 with a few wrong bytes, windows-1252. A character cut off at the end is dropped.
    """
    declared = DECLARED.match(body)
    header = http_content_type_encoding(content_type) if content_type else None
    return _decode(body, declared[1].decode() if declared else None, header)


def decode_html(body: bytes, header: str | None = None) -> str:
    """Return the text of an HTML page as ``decode_xml`` does; ``header`` is the encoding of the HTTP header, if any."""
    return _decode(body, header, html_body_declared_encoding(body))


def _decode(body: bytes, *labels: str | None) -> str:
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removesuffix("\ufffd")
    known = [name for name in map(_codec, labels) if name]
    stateful = [name for name in known if name.startswith(("iso2022", "hz"))]  # made of ASCII bytes, so they look UTF-8
    for encoding in (*stateful, "utf-8", *(name for name in known if name != LAST_RESORT)):
        text = _decoded(body, encoding)
        if text is not None:
            return text
    lenient = body.decode("utf-8", "replace")
    wrong = lenient.count("\ufffd")
    right = len(lenient) - len(lenient.encode("ascii", "ignore")) - wrong
    return lenient if right > 4 * wrong else body.decode(LAST_RESORT, "replace")


def _codec(label: str | None) -> str | None:
    """Return Python's name of an encoding that a document may be in, None for any other label."""
    name = resolve_encoding(label) if label and label.isascii() and "\0" not in label else None
    return None if name is None or name in NOT_ENCODINGS else name


def _decoded(body: bytes, encoding: str) -> str | None:
    """Decode strictly, but for a last character that is incomplete; None when that fails."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(body)
    except (UnicodeError, LookupError):
        return None
