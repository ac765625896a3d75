"""Sitemaps: from the bytes of a ``urlset`` or ``sitemapindex`` to links, https://www.sitemaps.org/protocol.html."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Literal
from urllib.parse import urljoin

from lxml import etree

from newscrawl.discovery.dates import instant, instant_or_day
from newscrawl.discovery.links import Found, Link
from newscrawl.discovery.pieces import xml_pieces
from newscrawl.errors import EmptySource, NotASitemap
from newscrawl.text import clean
from newscrawl.urls import is_web_address

MAX_DECODED = 80 * 1024 * 1024  # the protocol allows 50 MB and 50,000 links; some outlets write ten times the links
MAX_LINKS = 500_000
MAX_TAKEN = 50_000
MAX_UNDATED = 1_000  # links; beyond, one that is asked for what is recent is taken to list all years
MAX_IDLE = 16  # pieces, 1 MB, without an entry: what is read meanwhile stays in memory
MAX_RUN = 8_192  # bytes without a ``>``; for a tag that does not end libxml2 takes quadratic time
OPENING = 16_384  # bytes in which the root element must begin
MAX_TITLE = 2_000  # characters
ENTRIES = {"urlset": "url", "sitemapindex": "sitemap"}
FEEDS = frozenset(("rss", "feed", "RDF"))
END = re.compile(rb"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>\s*$")


def parse_sitemap(
    body: bytes, url: str, since: datetime | None = None, wanted: Callable[[Link], bool] | None = None
) -> Found:
    """Read a sitemap, gzipped or not; one that is cut off, or beyond 80 MB or 500,000 links, gives what was read.

    A ``urlset`` gives links with lastmod as ``modified_at`` and Google-news title and publication date, 50,000 at most;
    a ``sitemapindex`` gives ``sitemaps``. ``since`` takes of links only what is dated after it, and undated ones while
    they are few; ``wanted`` is asked of each. A lastmod without time is the day's beginning in UTC; a publication date
    counts only with time and zone. Raise NotASitemap or EmptySource.
    """
    sitemap = Sitemap(body, url)
    read = iter(sitemap)
    taken = Taken() if sitemap.is_index else Taken(since, wanted)
    for link in islice(read, MAX_LINKS):
        taken.look_at(link)
    incomplete = next(read, None) is not None or not sitemap.complete or taken.is_full
    if not taken.seen:
        raise EmptySource(f"{url}: the sitemap lists nothing; see in a browser whether the outlet still fills it")
    if sitemap.is_index:
        return Found(links=[], sitemaps=taken.links, incomplete=incomplete)
    return Found(links=taken.links, incomplete=incomplete, left_out=taken.seen - len(taken.links))


class Taken:
    """The links of a long sitemap that are worth keeping: memory is for them alone."""

    def __init__(self, since: datetime | None = None, wanted: Callable[[Link], bool] | None = None) -> None:
        self.links: list[Link] = []
        self.seen = 0
        self.is_full = False
        self._since = since
        self._wanted = wanted
        self._undated = 0

    def look_at(self, link: Link) -> None:
        """Keep a link, or leave it out."""
        self.seen += 1
        if self._wanted is not None and not self._wanted(link):
            return
        if self._since is not None:
            date = link.modified_at or link.published_at
            if date is None:
                self._undated += 1
                if self._undated > MAX_UNDATED:
                    self._drop_undated()
                    return
            elif date <= self._since:
                return
        if len(self.links) < MAX_TAKEN:
            self.links.append(link)
        else:
            self.is_full = True

    def _drop_undated(self) -> None:
        if self._undated == MAX_UNDATED + 1:  # whoever lists so many lists all years
            self.links = [link for link in self.links if link.modified_at or link.published_at]


class Sitemap:
    """One sitemap, whose links are read one after the other in flat memory, whatever its size.

    ``is_index`` says whether they are further sitemaps; ``complete``, after reading, whether the document's end was
    reached. Raise NotASitemap when the document is none.
    """

    def __init__(self, body: bytes, url: str) -> None:
        self.url = url
        self.complete = False
        self._body = body
        self._entry = ENTRIES[_root(body, url)]
        self.is_index = self._entry == "sitemap"

    def __iter__(self) -> Iterator[Link]:
        """Yield the links in the document's order."""
        parser = _parser("end", f"{{*}}{self._entry}")
        idle, tail = 0, b""
        for piece in xml_pieces(self._body, MAX_DECODED):
            element = None
            if max(map(len, piece.split(b">"))) > MAX_RUN:
                return
            for element in _elements(parser, piece):
                link = _link(element, self.url)
                if link is not None:
                    yield link
            idle = 0 if element is not None else idle + 1
            if idle == MAX_IDLE:
                return
            _forget_before(element)
            tail = (tail + piece)[-200:]
        self.complete = END.search(tail.replace(b"\0", b"")) is not None


def _root(body: bytes, url: str) -> str:
    """Return the name of the document's root element; raise NotASitemap when it is no sitemap's."""
    first = next(xml_pieces(body, MAX_DECODED), b"")
    element = next(_elements(_parser("start"), first[:OPENING]), None)
    name = "" if element is None else _local(element.tag)
    if name not in ENTRIES:
        what = f"a document of <{name[:40]}>" if name else "text without XML"
        hint = "put it under feeds" if name in FEEDS else "correct the outlet's sitemaps"
        raise NotASitemap(f"{url}: not a sitemap but {what}; {hint}")
    return name


def _parser(event: Literal["start", "end"], tag: str | None = None) -> Any:
    return etree.XMLPullParser(
        (event,),
        tag=tag,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _elements(parser: Any, piece: bytes) -> Iterator[Any]:
    """Yield the elements that this piece of the document began or ended."""
    with suppress(etree.XMLSyntaxError):  # nothing more can be read; what was read before is given
        parser.feed(piece)
    for _, element in parser.read_events():
        yield element


def _forget_before(element: Any) -> None:
    """Free all that the document holds before this element, so that memory stays flat."""
    while element is not None and (parent := element.getparent()) is not None:
        del parent[: parent.index(element)]
        element = parent


def _link(entry: Any, url: str) -> Link | None:
    """Return what an entry says; None where its address is no http(s) URL, or holds more than text."""
    address = lastmod = title = published = None
    for child in entry:
        name = _local(child.tag)
        if name == "loc" and address is None and not len(child):
            address = child.text
        elif name == "lastmod":
            lastmod = child.text
        elif name == "news":
            title, published = _news(child)
    address = (address or "").strip()
    if not address.startswith(("http://", "https://")):
        address = _joined(url, address)
    if not is_web_address(address):
        return None
    return Link(url=address, title=title, published_at=published, modified_at=instant_or_day(lastmod))


def _news(news: Any) -> tuple[str | None, datetime | None]:
    """Return title and publication date of Google's extension for news."""
    said = {_local(child.tag): "".join(child.itertext()) for child in news}
    title = clean(html.unescape(said.get("title", "")[:MAX_TITLE]))
    return title or None, instant(said.get("publication_date"))


@lru_cache(maxsize=64)
def _local(tag: Any) -> str:
    """Return an element's name without namespace, and without a prefix that nobody declared."""
    return tag[max(tag.rfind("}"), tag.rfind(":")) + 1 :] if isinstance(tag, str) else ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if address else ""
    except ValueError:  # an unfinished IPv6 address
        return ""
