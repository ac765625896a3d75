"""Find what a page says about its article in few words: description, section, tags, language, canonical address."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import plain
from newscrawl.extract.section import sections
from newscrawl.extract.select import chosen, values

LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?\b", re.IGNORECASE
)
MAX_TAGS = 50
MAX_TAG = 80
_NO_BOX = frozenset({"html", "body", "main", "article"})
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "xx"})
_COMMA = re.compile(r"[,;\u060c\u3001\uff0c]")
_TAG_BOX = re.compile(r" tags | tag-?list | tags-list |tags-links|(?:article|post|entry|story)[-_]+tags ")


def description(page: Document, rules: Rules) -> Found[str] | None:
    """Return the standfirst: the outlet's selector, JSON-LD, Open Graph, meta description."""
    return next(_descriptions(page, rules), None)


def section(page: Document, rules: Rules) -> Found[str] | None:
    """Return the section: the outlet's selector, JSON-LD, meta, the last crumb of a breadcrumb trail."""
    return next(sections(page, rules), None)


def tags(page: Document, rules: Rules) -> Found[list[str]] | None:
    """Return the tags or keywords, each once, from the first source that has any."""
    for given, source in _tags(page, rules):
        found: dict[str, str] = {}
        for tag in map(plain, given):
            if tag and len(tag) <= MAX_TAG:
                found.setdefault(tag.casefold(), tag)
        if found:
            return Found(list(found.values())[:MAX_TAGS], source)
    return None


def language(page: Document, rules: Rules) -> Found[str] | None:
    """Return the language as a BCP 47 tag: the outlet's selector, JSON-LD, the html element, meta."""
    for text, source in _languages(page, rules):
        match = LANGUAGE.match(text.strip())
        if match and match["language"].lower() not in _NO_LANGUAGE:
            parts = [match["language"].lower(), (match["script"] or "").title(), (match["region"] or "").upper()]
            return Found("-".join(part for part in parts if part), source)
    return None


def canonical_url(page: Document, rules: Rules) -> Found[str] | None:
    """Return the address that the page calls its own, absolute; whether to believe it is decided elsewhere."""
    for element in chosen(page.root, rules, "canonical_url"):
        if url := page.absolute(element.get("href") or element.get("content")):
            return Found(url, "rule")
    for _, element in page.marks.holding("rel:canonical "):
        if element.tag == "link" and (url := page.absolute(element.get("href"))):
            return Found(url, "dom:link")
    for content, source in page.metas.all("og:url"):
        if url := page.absolute(content):
            return Found(url, source)
    return None


def _descriptions(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "description")):
        yield Found(text, "rule")
    for text in texts(page.article.get("description")):
        if text := plain(text):
            yield Found(text, "json-ld")
    for content, source in page.metas.all("og:description", "description", "twitter:description", "dc.description"):
        if text := plain(content):
            yield Found(text, source)


def _tags(page: Document, rules: Rules) -> Iterator[Found[list[str]]]:
    yield Found(values(chosen(page.root, rules, "tags")), "rule")
    yield Found(_split(texts(page.article.get("keywords"))), "json-ld")
    for key in ("article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "news_keywords", "keywords"):
        yield Found(_split(content for content, _ in page.metas.all(key)), f"meta:{key}")
    yield Found(values(element for _, element in page.marks.holding("rel:tag ")), "dom:rel-tag")
    marked = page.marks.holding("tag")
    boxes = (element for marks, element in marked if _TAG_BOX.search(marks) and element.tag not in _NO_BOX)
    yield Found(values(_links(next(boxes, None))), "dom:tags")


def _split(keywords: Iterator[str]) -> list[str]:
    return [tag for text in keywords for tag in _COMMA.split(text)]


def _links(box: Element | None) -> Iterator[Element]:
    if box is not None:
        yield from islice(box.iter("a"), MAX_TAGS)


def _languages(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "language")):
        yield Found(text, "rule")
    for text in texts(page.article.get("inLanguage")):
        yield Found(text, "json-ld")
    yield Found(page.root.get("lang") or page.root.get("xml:lang") or "", "dom:html")
    yield from (Found(*pair) for pair in page.metas.all("content-language", "og:locale", "dc.language", "language"))
