"""Turn the bytes of a page into one parsed tree, which all fields share."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from lxml.etree import HTMLParser, SubElement, XMLSyntaxError, fromstring, strip_elements
from lxml.etree import _Element as Element

from newscrawl.extract import jsonld
from newscrawl.extract.bylines import Byline, visible_bylines
from newscrawl.extract.elements import Elements
from newscrawl.extract.encoding import decode
from newscrawl.extract.headline_place import HeadlinePlace, headline_place
from newscrawl.extract.jsonld import Node
from newscrawl.extract.kept import Kept
from newscrawl.extract.marks import Marks
from newscrawl.extract.meta import Metas
from newscrawl.extract.mojibake import mend
from newscrawl.extract.outlet_name import declared_names
from newscrawl.extract.prose import LINE_BREAK

OF_HEAD = frozenset(("title", "base", "link", "meta", "style", "script", "noscript", "template"))
UNSEEN = ("script", "style", "template", "svg")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r") | {127})  # no XML tree holds them
_PIECE = 65_536  # bytes
_NO_CONTROLS = bytes(set(range(256)) - set(_CONTROLS))
_WITHOUT_CONTROLS = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
# Not the parser of lxml.html, whose element classes make each step through the tree slower by half. Made once, for that
# costs a quarter of a parse; lxml lets one thread at a time use it.
_PARSER = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)


@dataclass
class Document:
    """One page: its tree without scripts and styles, its address, and every JSON-LD node in the page's order.

    ``encoding`` is what its bytes were read in, ``encoded_by`` whose word that was.
    """

    root: Element
    url: str
    nodes: list[Node]
    encoding: str
    encoded_by: str

    @cached_property
    def base(self) -> str:
        """Return the address that relative links of the page are relative to."""
        href = next((href for base in self.elements.tagged("base") if (href := base.get("href"))), None)
        return join(self.url, href or "") or self.url

    @cached_property
    def elements(self) -> Elements:
        """Return the page's elements; what an outlet's rules drop is among them."""
        return Elements(self.root)

    @cached_property
    def metas(self) -> Metas:
        """Return the page's meta elements."""
        return Metas.read(self.elements.tagged("meta"))

    @cached_property
    def marks(self) -> Marks:
        """Return the marks of the page's elements; one pass serves all fields."""
        return Marks(self.root)

    @cached_property
    def headline(self) -> HeadlinePlace | None:
        """Return where the headline stands."""
        return headline_place(self.elements, self.metas)

    @cached_property
    def bylines(self) -> Kept[Byline]:
        """Return the bylines that a reader sees; they are searched for as far as a field asks."""
        return Kept(visible_bylines(self.root, self.marks, self.headline))

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
    utf_8, name, source = decode(html, encoding)
    if _has_controls(utf_8):  # few pages have any; a copy would stay until the page is read
        utf_8 = utf_8.translate(_WITHOUT_CONTROLS)
    data, garbled = mend(utf_8)
    if (root := _tree(data)) is None:
        return None
    document = Document(root, url, jsonld.nodes(root), name, f"{source}, {garbled}" if garbled else source)
    strip_elements(root, *UNSEEN, with_tail=False)
    for line_break in document.elements.tagged("br"):
        line_break.tail = LINE_BREAK + (line_break.tail or "")
    return document


def _has_controls(utf_8: bytes) -> bool:
    pieces = (utf_8[start : start + _PIECE] for start in range(0, len(utf_8), _PIECE))
    return any(piece.translate(None, _NO_CONTROLS) for piece in pieces)


def _tree(source: bytes) -> Element | None:
    """Return the root, or None where there is no element: nothing but comments, or a tag that never ends."""
    try:
        root = fromstring(source, _PARSER)
    except XMLSyntaxError:
        return None
    if root is not None and (head := root.find("head")) is not None:
        _begin_body(root, head)
    return root


def _begin_body(root: Element, head: Element) -> None:
    """Move what is no part of a head into the body: libxml2 does not begin it at the newer elements, as browsers do."""
    children = list(head)
    first = next((i for i, child in enumerate(children) if child.tag not in OF_HEAD), len(children))
    if first == len(children):
        return
    body = root.find("body")
    if body is None:
        body = SubElement(root, "body")
    for position, child in enumerate(children[first:]):
        body.insert(position, child)


def join(base: str, link: str) -> str | None:
    """Return ``link`` absolute to ``base``, or None where that is no http or https URL."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
        return url if link.strip() and parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:  # for example an unfinished IPv6 address
        return None
