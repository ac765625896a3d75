"""From the text of any XML feed to a small well-formed document with the same entries.

feedparser's lenient parser takes a minute for 10 MB of nested tags, so broken XML is mended here, by lxml entry by
entry, and what says nothing about links is left out: article texts, the document type with its entities, sub-elements.
"""

import re
from html.entities import html5
from itertools import islice, pairwise
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from newscrawl.errors import NotAFeed

MAX_ENTRIES = 20_000  # 10,000 take about 1.5 s; real feeds have up to a few hundred
MAX_CHILDREN = 50
MAX_TEXT = 8_192  # characters of one field
SEARCHED = 64 * 1024  # characters in which a feed must begin; blank lines and warnings of PHP may come first
MAX_OPENING = 4_096
START = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:rss|feed|RDF)(?=[\s>/])")
FIRST_TAG = re.compile(r"<([A-Za-z][\w:.-]{0,40})")
ENTRY_TAG = re.compile(r"<(/?)(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)(?:\s*>|(?=[\s/]))")
END = re.compile(r"</(?:[A-Za-z][\w.-]{0,30}:)?(?:rss|feed|RDF)\s*>")
HTML = frozenset(("html", "head", "body", "script", "meta", "div"))
NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")
XML_ENTITIES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ENTRY = ("item", "entry")
KEPT = frozenset(
    ("id", "guid", "link", "origLink", "title", "pubDate", "published", "updated", "date", "issued", "modified")
)
ATTRIBUTES = ("href", "rel", "type", "mode", "isPermaLink", "{http://www.w3.org/XML/1998/namespace}base")


def mended(text: str, url: str) -> tuple[bytes, bool]:
    """Return the feed in ``text`` as well-formed UTF-8 with at most 20,000 entries, and whether all of it was there.

    An entry that the document's end cuts off is dropped, as its link may be half a link. Raise NotAFeed.
    """
    markup = _plain(_from_root(text, url))
    opening = _opening(markup)
    pieces, complete = _entries(markup)
    root = _parsed(opening)
    if root is None:
        raise NotAFeed(f"{url}: the feed's first tag cannot be read; see in a browser what the address gives")
    for piece in pieces:
        # Each by itself: libxml2 nests all that follows an unclosed tag, and gives up at a depth of 256.
        entry = _entry(_parsed(opening + piece))
        if entry is not None:
            _slim(entry)
            root.append(entry)
    return etree.tostring(root, encoding="utf-8"), complete


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


def _plain(markup: str) -> str:
    """Return the document without CDATA, comments, bare ampersands, HTML's named entities and forbidden characters."""
    outside, *sections = FORBIDDEN.sub("", markup).split("<![CDATA[")
    parts = [_references(outside)]
    for section in sections:
        content, _, after = section.partition("]]>")
        parts += [escape(content), _references(after)]
    outside, *comments = "".join(parts).split("<!--")
    return outside + "".join(comment.partition("-->")[2] for comment in comments)


def _opening(markup: str) -> str:
    """Return the root's start tag with the namespaces it declares; without them where it is absurdly long."""
    tag = markup[: min(markup.find(">") + 1 or MAX_OPENING, MAX_OPENING)]
    name = START.match(markup)
    return tag if tag.endswith(">") or name is None else f"{name[0]}>"


def _entries(markup: str) -> tuple[list[str], bool]:
    """Return each entry's markup, and whether neither the document's end nor the limit cut any off."""
    marks = list(islice(ENTRY_TAG.finditer(markup), 2 * MAX_ENTRIES + 1))
    pieces = [
        markup[mark.start() : following.end() if following[1] else following.start()]
        for mark, following in pairwise(marks)
        if not mark[1]
    ]
    whole = not marks or bool(marks[-1][1])
    return pieces[:MAX_ENTRIES], whole and len(marks) <= 2 * MAX_ENTRIES and bool(END.search(markup[-200:]))


def _parsed(markup: str) -> Any:
    """Return the root of what can be read, None when that is nothing."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    try:
        return etree.fromstring(markup.encode(), parser)
    except etree.XMLSyntaxError:
        return None


def _entry(root: Any) -> Any:
    return next((child for child in root if _local(child) in ENTRY), None) if root is not None else None


def _references(text: str) -> str:
    return BARE_AMPERSAND.sub("&amp;", NAMED_ENTITY.sub(_reference, text)) if "&" in text else text


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name in XML_ENTITIES:
        return match[0]
    return escape(html5[name]) if name in html5 else f"&amp;{name}"


def _slim(entry: Any) -> None:
    """Leave of an entry its address, title and dates, each as plain text."""
    for child in list(entry):
        if _local(child) not in KEPT:
            entry.remove(child)
    del entry[MAX_CHILDREN:]
    _strip_attributes(entry)
    for child in entry:
        _strip_attributes(child)
        if len(child):
            text = "".join(child.itertext())
            del child[:]
            child.text = text
            child.attrib.pop("type", None)  # XHTML no more
        child.text = (child.text or "")[:MAX_TEXT]
        if _local(child) == "guid":
            _settle_guid(child)


def _strip_attributes(element: Any) -> None:
    """Leave the attributes that say something about a link; feedparser needs quadratic time for many."""
    kept = {name: value for name in ATTRIBUTES if (value := element.get(name)) is not None and len(value) <= MAX_TEXT}
    element.attrib.clear()
    element.attrib.update(kept)


def _settle_guid(guid: Any) -> None:
    """Deny that a guid is a link unless it says so or looks it; ``4711`` is a link to nobody but to RSS's default."""
    if "isPermaLink" not in guid.attrib and not (guid.text or "").strip().startswith(("http://", "https://")):
        guid.set("isPermaLink", "false")


def _local(element: Any) -> str:
    """Return the element's name without namespace or undeclared prefix; empty for a reference to an entity."""
    tag = element.tag
    return tag[max(tag.rfind("}"), tag.rfind(":")) + 1 :] if isinstance(tag, str) else ""
