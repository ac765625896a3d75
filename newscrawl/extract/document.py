"""Turn the bytes of a page into one parsed tree, which all fields share."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from lxml.etree import HTMLParser, XMLSyntaxError, fromstring, strip_elements
from lxml.etree import _Element as Element
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

from newscrawl.extract import jsonld
from newscrawl.extract.jsonld import Node
from newscrawl.extract.marks import Marks
from newscrawl.extract.meta import Metas
from newscrawl.extract.outlet_name import declared_names
from newscrawl.extract.prose import LINE_BREAK

UNSEEN = ("script", "style", "template", "svg")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r") | {127})  # no XML tree holds them
_WITHOUT_CONTROLS = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
# Not the parser of lxml.html, whose element classes make each step through the tree slower by half. Made once, for that
# costs a quarter of a parse; lxml lets one thread at a time use it.
_PARSER = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)


@dataclass
class Document:
    """One page: its tree without scripts and styles, its address, and every JSON-LD node in the page's order."""

    root: Element
    url: str
    nodes: list[Node]

    @cached_property
    def base(self) -> str:
        """Return the address that relative links of the page are relative to."""
        href = next((base.get("href") for base in self.root.iter("base") if base.get("href")), None)
        return join(self.url, href or "") or self.url

    @cached_property
    def metas(self) -> Metas:
        """Return the page's meta elements."""
        return Metas.read(self.root)

    @cached_property
    def marks(self) -> Marks:
        """Return the marks of the page's elements; one pass serves all fields."""
        return Marks(self.root)

    @cached_property
    def article(self) -> Node:
        """Return the JSON-LD node that describes the article of this page, or an empty one."""
        return jsonld.article(self.nodes, self.url)

    @cached_property
    def site_names(self) -> frozenset[str]:
        """Return the names that the page declares for its site."""
        return frozenset(declared_names(self.metas, self.article, self.nodes, self.url))

    def absolute(self, link: str | None) -> str | None:
        """Return ``link`` as an absolute http or https URL, or None where it is none."""
        return join(self.base, link or "")


def parse(html: bytes, url: str, encoding: str | None = None) -> Document | None:
    """Parse a page; return None where the bytes hold no element at all."""
    text = decode(html, encoding).encode("utf-8", "replace")  # a lone surrogate, of UTF-16, becomes a question mark
    data = text.translate(_WITHOUT_CONTROLS)
    if not data or data.isspace():
        return None
    try:
        root = fromstring(data, _PARSER)
    except XMLSyntaxError:  # nothing but comments, for example
        return None
    document = Document(root=root, url=url, nodes=jsonld.nodes(root))
    strip_elements(root, *UNSEEN, with_tail=False)
    for line_break in root.iter("br"):
        line_break.tail = LINE_BREAK + (line_break.tail or "")
    return document


def decode(html: bytes, encoding: str | None = None) -> str:
    """Decode as browsers do: byte order mark, HTTP header, meta; then UTF-8, then windows-1252.

    Source: WHATWG HTML, section 13.2.3.2. Bytes that the encoding does not know become U+FFFD.
    """
    bom_encoding, bom = read_bom(html)
    if bom_encoding and bom:
        return to_unicode(html[len(bom) :], bom_encoding)
    declared = _label(encoding) or _declared(html)
    if not html.isascii() and (not declared or _is_single_byte(declared)):
        try:
            return html.decode("utf-8")  # text of another encoding is no valid UTF-8, so a label that says so is wrong
        except UnicodeDecodeError:
            pass
    return to_unicode(html, declared or "cp1252")


def join(base: str, link: str) -> str | None:
    """Return ``link`` absolute to ``base``, or None where that is no http or https URL."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
        return url if link.strip() and parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:  # for example an unfinished IPv6 address
        return None


def _label(encoding: str | None) -> str | None:
    """Resolve a label to a codec's name, or None; multi-byte UTF codecs of a header are kept."""
    if not encoding or "\0" in encoding or not encoding.isascii():
        return None
    return resolve_encoding(encoding.strip())


def _declared(html: bytes) -> str | None:
    """Return the encoding of the meta element; one that says UTF-16 was read as ASCII, so it means UTF-8."""
    declared = html_body_declared_encoding(html)
    return "utf-8" if declared and declared.startswith(("utf-16", "utf-32")) else declared


def _is_single_byte(codec: str) -> bool:
    return codec.startswith(("cp12", "iso8859", "koi8", "mac", "ascii"))
