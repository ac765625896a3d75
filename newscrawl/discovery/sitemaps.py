"""Sitemaps: from the bytes of a ``urlset`` or ``sitemapindex`` to links, https://www.sitemaps.org/protocol.html."""

import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from newscrawl.discovery.dates import instant, instant_or_day
from newscrawl.discovery.links import Found, Link
from newscrawl.errors import EmptySource, NotASitemap
from newscrawl.text import clean
from newscrawl.urls import is_web_address

MAX_DECODED = 80 * 1024 * 1024  # the protocol allows 50 MB and 50,000 links; some outlets write ten times the links
MAX_LINKS = 500_000
CHUNK = 64 * 1024
GZIP = b"\x1f\x8b"
ENTRIES = {"urlset": "url", "sitemapindex": "sitemap"}
FIELDS = frozenset(("loc", "lastmod", "publication_date", "title"))


def parse_sitemap(body: bytes, url: str) -> Found:
    """Read a sitemap, gzipped or not; one that is cut off, or beyond 80 MB or 500,000 links, gives what was read.

    A ``urlset`` gives links with lastmod as ``modified_at`` and Google-news title and publication date; a
    ``sitemapindex`` gives ``sitemaps``. A lastmod without time is the day's beginning in UTC; a publication date counts
    only with time and zone. Raise NotASitemap or EmptySource.
    """
    sitemap = Sitemap(url)
    links = list(islice(sitemap.read(body), MAX_LINKS))
    if not links:
        raise EmptySource(f"{url}: the sitemap lists nothing; see in a browser whether the outlet still fills it")
    if sitemap.root == "sitemapindex":
        return Found(links=[], sitemaps=links, incomplete=not sitemap.complete)
    return Found(links=links, incomplete=not sitemap.complete)


class Sitemap:
    """One sitemap, read in flat memory whatever its size; ``root`` and ``complete`` are known once it was read."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.root: str | None = None
        self.complete = False
        self._path: list[str] = []
        self._fields: dict[str, str] = {}
        self._text: list[str] | None = None  # of the field being read
        self._links: list[Link] = []

    def read(self, body: bytes) -> Iterator[Link]:
        """Yield the links of the document in its order; raise NotASitemap when it is none."""
        target: Any = self  # the stubs ask for a method for comments, lxml does not
        parser = etree.XMLParser(target=target, recover=True, resolve_entities=False, no_network=True, load_dtd=False)
        for chunk in _decoded(body):
            try:
                parser.feed(chunk)
            except etree.XMLSyntaxError:
                break
            yield from self._links
            self._links.clear()
        if self.root is None:
            raise NotASitemap(f"{self.url}: not a sitemap, the document is not XML; correct the outlet's sitemaps")

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        """Note that an element begins; called by lxml."""
        name = tag[tag.rfind("}") + 1 :]
        name = name[name.rfind(":") + 1 :]  # a prefix nobody declared
        if not self._path:
            self._begin(name)
        self._path.append(name)
        depth = len(self._path)
        if depth == 2:
            self._fields = {}
        self._text = [] if name in FIELDS and (depth == 3 or (depth == 4 and self._path[2] == "news")) else None

    def data(self, text: str) -> None:
        """Take a piece of text; called by lxml."""
        if self._text is not None:
            self._text.append(text)

    def end(self, _tag: str) -> None:
        """Note that an element ends; called by lxml."""
        name = self._path.pop()
        if self._text is not None:
            self._fields.setdefault(name, "".join(self._text))
            self._text = None
        elif len(self._path) == 1 and self.root is not None and name == ENTRIES[self.root]:
            self._add(self._fields)
        elif not self._path:
            self.complete = True

    def close(self) -> None:
        """Do nothing at the document's end; lxml wants it."""

    def _begin(self, root: str) -> None:
        if root not in ENTRIES:
            hint = "put it under feeds" if root in {"rss", "feed", "RDF"} else "correct the outlet's sitemaps"
            raise NotASitemap(f"{self.url}: not a sitemap, the document is <{root[:40]}>; {hint}")
        self.root = root

    def _add(self, fields: dict[str, str]) -> None:
        address = fields.get("loc", "").strip()
        if not address.startswith(("http://", "https://")):
            address = _joined(self.url, address)
        if is_web_address(address):
            title = fields.get("title")
            published = fields.get("publication_date")
            link = Link(
                url=address,
                title=(clean(title) or None) if title else None,
                published_at=instant(published) if published else None,
                modified_at=instant_or_day(fields.get("lastmod")),
            )
            self._links.append(link)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if address else ""
    except ValueError:
        return ""


def _decoded(body: bytes) -> Iterator[bytes]:
    """Yield the document in chunks, out of its gzip where it is in one; stop at what is damaged or beyond the limit."""
    left = MAX_DECODED
    for chunk in _gunzipped(body) if body.startswith(GZIP) else _cut(body.lstrip()):
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            return


def _cut(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), CHUNK):
        yield body[start : start + CHUNK]


def _gunzipped(body: bytes) -> Iterator[bytes]:
    """Yield the content of the members of a gzip, at most CHUNK bytes at a time."""
    rest = body
    while rest.startswith(GZIP):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not member.eof:
            try:
                chunk = member.decompress(rest, CHUNK)
            except zlib.error:
                return
            rest = member.unconsumed_tail
            if not chunk and not rest:
                break
            yield chunk
        rest = member.unused_data
