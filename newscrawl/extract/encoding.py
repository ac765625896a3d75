"""Decide the encoding of a page as browsers do, and notice where its bytes are not what it declares."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, cast

from w3lib.encoding import read_bom, resolve_encoding, to_unicode
from webencodings import LABELS, PYTHON_NAMES

from newscrawl.extract.meta_charset import claims, utf_16

DEFAULT = "windows-1252"
# What is assumed of a page that says nothing and is no UTF-8, by its language.
# Source: WHATWG HTML, 13.2.3.2, the table of suggested defaults.
BY_LANGUAGE = {
    "windows-1250": "cs hr sk", "iso-8859-2": "hu pl sl", "iso-8859-7": "el", "shift_jis": "ja", "euc-kr": "ko",
    "windows-1251": "ba be bg kk ky mk ru sah sr tg tt uk", "windows-1254": "az ku tr", "windows-1255": "he",
    "windows-1256": "ar fa", "windows-1257": "et lt lv", "windows-1258": "vi", "windows-874": "th", "gb18030": "zh",
    "big5": "zh-hant zh-tw zh-hk",
}  # fmt: skip
_DEFAULTS = {language: label for label, languages in BY_LANGUAGE.items() for language in languages.split()}
_LANGUAGE = re.compile(rb"<html\b[^>]{0,2000}?\slang\s*=\s*[\"']?([a-zA-Z-]{2,20})", re.IGNORECASE)
_HEAD = 4_000  # bytes in which the language is looked for
_LONGEST_LABEL = 40  # characters
_NO_LEAD = bytes(range(0xC0))  # but for these, each byte of good UTF-8 begins a character beyond ASCII
_REPLACEMENT = "\ufffd".encode()
_PIECE = 65_536  # bytes
_HIGH = bytes(range(0x80, 0x100))
_EAST_ASIAN = {"gb18030", "gbk", "big5", "euc-jp", "euc-kr", "shift_jis"}
_SURE = 8  # characters beyond ASCII, from which on a text that is valid UTF-8 cannot be of an East Asian encoding
_MOST = 10  # times as many good characters as bad ones: the text is UTF-8 with a few broken bytes


class Decoded(NamedTuple):
    """A page's text in UTF-8, the encoding it was read in, and whose word that was.

    ``source`` is ``bom``, ``header``, ``meta``, ``xml``, ``language``, ``default``, or ``bytes``: they are UTF-8 though
    nobody said so, or, as in ``bytes, not meta's windows-1252``, though the page said something else.
    """

    utf_8: bytes
    encoding: str
    source: str


def decode(html: bytes, header: str | None = None) -> Decoded:
    """Decode as browsers do: byte order mark, HTTP header, meta element or XML declaration; then the page's language.

    Against what is declared, a page whose bytes are plainly UTF-8 is read as UTF-8, and one that declares UTF-8 and
    is plainly something else is read as the next one in this order says. Bytes that the encoding does not know become
    U+FFFD. Source: WHATWG HTML, section 13.2.3.2, and WHATWG Encoding, section 4.2.
    """
    bom_encoding, bom = read_bom(html)
    if bom_encoding and bom:
        return Decoded(to_unicode(html[len(bom) :], bom_encoding).encode("utf-8", "replace"), bom_encoding, "bom")
    said = _said(html, header)
    name, source = next(said)
    if html.isascii() or name.startswith("utf-16"):
        return Decoded(_recoded(html, name), name, source)
    if name == "utf-8":
        return _said_utf_8(html, source, said)
    utf_8, good, bad = _as_utf_8(html)
    if not _is_utf_8(name, good, bad):
        return Decoded(_recoded(html, name), name, source)
    nobody = source in ("language", "default")
    return Decoded(utf_8, "utf-8", "bytes" if nobody else f"bytes, not {source}'s {name}")


@lru_cache(maxsize=256)
def named(label: str) -> str | None:
    """Return the WHATWG name for a label, or None where no browser knows it.

    Labels that only Python knows, for example ``latin-1`` or ``cp936``, count if they name an encoding of browsers.
    ``x-user-defined`` means windows-1252, as in a meta element; what browsers refuse to read counts as unknown.
    """
    name = LABELS.get(label.strip("\t\n\f\r ").lower())
    if name is None and label.isascii() and "\0" not in label:
        name = _BY_CODEC.get(resolve_encoding(label.strip()) or "")
    return "windows-1252" if name == "x-user-defined" else None if name == "replacement" else name


def _said(html: bytes, header: str | None) -> Iterator[tuple[str, str]]:
    """Give each encoding that is said, with who says it, in the order of belief; the last is always the default."""
    name = named((header or "")[:_LONGEST_LABEL])
    if name and (not name.startswith("utf-16") or b"\0" in html[:_HEAD]):  # markup in UTF-16 is full of zeros
        yield name, "header"
    if wide := utf_16(html):
        yield wide, "bytes"
    for label, source in claims(html):
        if name := named(label[:_LONGEST_LABEL]):
            yield ("utf-8" if name.startswith("utf-16") else name), source  # it was read as ASCII
            break
    language = _LANGUAGE.search(html, 0, _HEAD)
    tag = language[1].decode("ascii").lower() if language else ""
    if name := _DEFAULTS.get(tag) or _DEFAULTS.get(tag.partition("-")[0]):
        yield name, "language"
    yield DEFAULT, "default"


def _said_utf_8(html: bytes, source: str, said: Iterator[tuple[str, str]]) -> Decoded:
    if _is_valid_utf_8(html):
        return Decoded(html, "utf-8", source)
    utf_8, good, bad = _as_utf_8(html)
    if good >= bad:
        return Decoded(utf_8, "utf-8", source)
    name, other = next(one for one in said if one[0] != "utf-8")
    return Decoded(_recoded(html, name), name, f"{other}, not {source}'s utf-8")


def _is_valid_utf_8(html: bytes) -> bool:
    """Tell whether bytes are UTF-8, a piece at a time: as a text a page can take four times its size."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(html), _PIECE):
            decoder.decode(html[start : start + _PIECE], final=start + _PIECE >= len(html))
    except UnicodeDecodeError:
        return False
    return True


def _as_utf_8(html: bytes) -> tuple[bytes, int, int]:
    """Return the bytes as good UTF-8, how many characters beyond ASCII they are, and how many they fail to be."""
    if _is_valid_utf_8(html):
        bad = html.count(_REPLACEMENT)
        return html, len(html.translate(None, _NO_LEAD)) - bad, bad
    text = html.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - bad - len(html.translate(None, _HIGH))
    return (text.encode() if bad else html), good, bad


def _is_utf_8(name: str, good: int, bad: int) -> bool:
    """Tell whether a page said to be in ``name`` is UTF-8, from how many of its characters are good and bad UTF-8.

    Text of a one-byte encoding is hardly ever valid UTF-8, text of an East Asian one by accident where it is short.
    """
    if name in _EAST_ASIAN:
        return bad == 0 and good >= _SURE
    return good >= max(1, _MOST * bad)


def _recoded(html: bytes, name: str) -> bytes:
    codec = _codec(name)
    if html.isascii() and codec != "iso-2022-jp" and not codec.startswith("utf-16"):
        return html
    text = to_unicode(html, codec) if codec == "gb18030" else html.decode(codec, "newscrawl_c1")
    return text.encode("utf-8", "replace")


def _codec(name: str) -> str:
    return "gb18030" if name == "gbk" else PYTHON_NAMES.get(name, name)


def _controls(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that a one-byte code page leaves free as the control character it is to browsers, not as an error."""
    wrong = cast("UnicodeDecodeError", error)
    byte = wrong.object[wrong.start]
    is_free = wrong.encoding in ("charmap", "cp874") or wrong.encoding.startswith("cp125")
    return (chr(byte) if is_free and 0x80 <= byte <= 0x9F else "\ufffd"), max(wrong.end, wrong.start + 1)


codecs.register_error("newscrawl_c1", _controls)
_BY_CODEC = {
    codecs.lookup(_codec(name)).name: name
    for name in sorted(set(LABELS.values()) - {"replacement", "x-user-defined"}, reverse=True)
}
