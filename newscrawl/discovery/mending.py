"""From the text of any XML feed to a small well-formed document with the same entries.

feedparser's lenient parser takes a minute for 10 MB of nested tags, so broken XML is mended here, by lxml, and what
says nothing about links is left out: article texts, the document type with its entities, sub-elements.
"""

import re
from html.entities import html5
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from newscrawl.errors import NotAFeed

MAX_ENTRIES = 20_000  # 10,000 take about 1.5 s; real feeds have up to a few hundred
MAX_CHILDREN = 50
MAX_TEXT = 8_192  # characters of one field
SEARCHED = 64 * 1024  # characters in which a feed must begin; blank lines and warnings of PHP may come first
START = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:rss|feed|RDF)(?=[\s>/])")
FIRST_TAG = re.compile(r"<([A-Za-z][\w:.-]{0,40})")
HTML = frozenset(("html", "head", "body", "script", "meta", "div"))
NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")
XML_ENTITIES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ENTRY = ("item", "entry")
KEPT = frozenset(
    ("id", "guid", "link", "origLink", "title", "pubDate", "published", "updated", "date", "issued", "modified", *ENTRY)
)


def mended(text: str, url: str) -> tuple[bytes, bool]:
    """Return the feed in ``text`` as well-formed UTF-8 with at most 20,000 entries, and whether all of it was there.

    An entry that the document's end cuts off is dropped, as its link may be half a link. Raise NotAFeed.
    """
    markup = _from_root(text, url)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root: Any = etree.fromstring(_well_formed(markup).encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise NotAFeed(f"{url}: the feed's XML cannot be read at all; see in a browser what the address gives")
    entries = list(root.iter(*(f"{{*}}{name}" for name in ENTRY)))
    surplus = entries[MAX_ENTRIES:] or _cut_off(entries, markup)
    for entry in surplus:
        entry.getparent().remove(entry)
    for parent in (root, *root.findall("{*}channel")):
        _keep(parent, frozenset(("channel", *ENTRY)))
    for entry in entries[:MAX_ENTRIES]:
        _slim(entry)
    return etree.tostring(root, encoding="utf-8"), not surplus and f"</{_written(root)}" in markup


def _from_root(text: str, url: str) -> str:
    """Return the text from the feed's root element on."""
    start = START.search(text, 0, SEARCHED)
    first = FIRST_TAG.search(text, 0, SEARCHED)
    name = first[1].lower() if first else None
    if start and name not in HTML:
        return text[start.start() :]
    what = "an HTML page" if name in HTML else f"a document of <{name}>" if name else "text without XML"
    hint = "put it under sitemaps" if name in {"urlset", "sitemapindex"} else "correct the outlet's feeds"
    raise NotAFeed(f"{url}: not a feed but {what}; {hint}")


def _well_formed(markup: str) -> str:
    """Mend what XML forbids outside CDATA: HTML's named entities and bare ampersands; and forbidden characters."""
    outside, *sections = FORBIDDEN.sub("", markup).split("<![CDATA[")
    mended_parts = [_references(outside)]
    for section in sections:
        content, end, after = section.partition("]]>")
        mended_parts += ["<![CDATA[", content, end, _references(after)]
    return "".join(mended_parts)


def _references(text: str) -> str:
    return BARE_AMPERSAND.sub("&amp;", NAMED_ENTITY.sub(_reference, text)) if "&" in text else text


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name in XML_ENTITIES:
        return match[0]
    return escape(html5[name]) if name in html5 else f"&amp;{name}"


def _cut_off(entries: list[Any], markup: str) -> list[Any]:
    """Return the last entry in a list when the document ends inside it, else an empty list."""
    last = entries[-1:]
    return [e for e in last if markup.rfind(f"<{_written(e)}") > markup.rfind(f"</{_written(e)}")]


def _written(element: Any) -> str:
    """Return the element's name as the document writes it."""
    name = str(etree.QName(element).localname)
    return f"{element.prefix}:{name}" if element.prefix else name


def _slim(entry: Any) -> None:
    """Leave of an entry its address, title and dates, each as plain text."""
    _keep(entry, KEPT)
    del entry[MAX_CHILDREN:]
    for child in entry:
        if len(child) and _local(child) not in ENTRY:
            text = "".join(child.itertext())
            del child[:]
            child.text = text
            child.attrib.pop("type", None)  # XHTML no more
        if child.text and len(child.text) > MAX_TEXT:
            child.text = child.text[:MAX_TEXT]
        if _local(child) == "guid":
            _settle_guid(child)


def _settle_guid(guid: Any) -> None:
    """Deny that a guid is a link unless it says so or looks it; ``4711`` is a link to nobody but to RSS's default."""
    if "isPermaLink" not in guid.attrib and not (guid.text or "").strip().startswith(("http://", "https://")):
        guid.set("isPermaLink", "false")


def _keep(parent: Any, names: frozenset[str]) -> None:
    for child in list(parent):
        if _local(child) not in names:
            parent.remove(child)


def _local(element: Any) -> str:
    """Return the element's name without namespace or undeclared prefix; empty for a reference to an entity."""
    tag = element.tag
    return tag[max(tag.rfind("}"), tag.rfind(":")) + 1 :] if isinstance(tag, str) else ""
