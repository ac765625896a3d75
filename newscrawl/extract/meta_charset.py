"""Find the encoding that a page declares in its first bytes, as browsers look for it before they parse."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Browsers look at 1,024 bytes first, and start anew when the parser meets a declaration later in the page.
_SCANNED = 65_536
_SPACE = rb"[\t\n\f\r ]"
_TAG = re.compile(rb"<(?:!--(?:-?>|.*?-->|.*)|/?([a-zA-Z][^\t\n\f\r />]*)|[!/?][^>]*)", re.DOTALL)
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)"
    rb"(?:" + _SPACE + rb"*=" + _SPACE + rb"*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r >]*)))?"
)
_IN_CONTENT = re.compile(rb"charset" + _SPACE + rb"*=" + _SPACE + rb"*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r ;\"']+))")
_XML = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^>]*>")
_XML_IN_UTF_16 = {b"<\0?\0x\0": "utf-16le", b"\0<\0?\0x": "utf-16be"}


class Claim(NamedTuple):
    """A label as the page gives it, and where: ``meta`` or ``xml``."""

    label: str
    source: str


def claims(html: bytes) -> Iterator[Claim]:
    """Give what the meta elements say, in the page's order, then what the XML declaration says.

    Source: WHATWG HTML, section 13.2.3.2, "prescan a byte stream to determine its encoding".
    """
    head = html[:_SCANNED]
    for meta in _metas(head):
        if label := _charset(meta):
            yield Claim(label, "meta")
    if xml := _XML.match(head):
        yield Claim(_said(xml[1] or xml[2] or b""), "xml")


def utf_16(html: bytes) -> str | None:
    """Return which UTF-16 it is where the bytes begin with an XML declaration in it, or None."""
    return _XML_IN_UTF_16.get(html[:6])


def _metas(head: bytes) -> Iterator[dict[bytes, bytes]]:
    """Give the attributes of each meta element; of a repeated one the first counts."""
    position = 0
    while tag := _TAG.search(head, position):
        position = tag.end()
        if tag[1] is None:
            continue
        found: dict[bytes, bytes] = {}
        is_meta = tag[1].lower() == b"meta"
        while attribute := _ATTRIBUTE.match(head, position):
            position = attribute.end()
            if is_meta:
                found.setdefault(attribute[1].lower(), (attribute[2] or attribute[3] or attribute[4] or b"").lower())
        if is_meta:
            yield found


def _charset(meta: dict[bytes, bytes]) -> str | None:
    if charset := meta.get(b"charset"):
        return _said(charset)
    if meta.get(b"http-equiv", b"").strip() != b"content-type":
        return None
    within = _IN_CONTENT.search(meta.get(b"content", b""))
    return _said(within[1] or within[2] or within[3] or b"") if within else None


def _said(label: bytes) -> str:
    return label.decode("latin-1").strip()
