"""Find what a page says about its article in few words: description, section, tags, language, canonical address."""

import re
from collections.abc import Iterator

from lxml.etree import XPath

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts, types
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import plain, text_of
from newscrawl.extract.select import chosen, find, values

LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?\b", re.IGNORECASE
)
MAX_SECTION = 40
MAX_TAGS = 50
MAX_TAG = 80
_CRUMBS = XPath("//*[contains(@class, 'breadcrumb')][not(descendant::*[contains(@class, 'breadcrumb')]//a)]//a")
_TAG_LINKS = XPath("//a[contains(concat(' ', @rel, ' '), ' tag ')]")
_LABELS = XPath(
    "(//main | //article | //header)//*[self::a or self::p or self::span or self::div]"
    "[contains(concat(' ', @class, ' '), ' kicker ') or contains(concat(' ', @rel, ' '), ' category ')]"
)
_NO_SECTION = frozenset(
    {"home", "homepage", "news home", "start", "startseite", "article", "articles", "accueil", "inicio"}
)


def description(page: Document, rules: Rules) -> Found[str] | None:
    """Return the standfirst: the outlet's selector, JSON-LD, Open Graph, meta description."""
    return next(_descriptions(page, rules), None)


def section(page: Document, rules: Rules) -> Found[str] | None:
    """Return the section: the outlet's selector, JSON-LD, meta, the last crumb of a breadcrumb trail."""
    for name, source in _sections(page, rules):
        if name and name.casefold() not in _NO_SECTION:
            return Found(name, source)
    return None


def tags(page: Document, rules: Rules) -> Found[list[str]] | None:
    """Return the tags or keywords, each once, from the first source that has any."""
    for given, source in _tags(page, rules):
        found = {tag.casefold(): tag for tag in map(plain, given) if tag and len(tag) <= MAX_TAG}
        if found:
            return Found(list(found.values())[:MAX_TAGS], source)
    return None


def language(page: Document, rules: Rules) -> Found[str] | None:
    """Return the language as a BCP 47 tag: the outlet's selector, JSON-LD, the html element, meta."""
    for text, source in _languages(page, rules):
        match = LANGUAGE.match(text.strip())
        if match:
            parts = [match["language"].lower(), (match["script"] or "").title(), (match["region"] or "").upper()]
            return Found("-".join(part for part in parts if part), source)
    return None


def canonical_url(page: Document, rules: Rules) -> Found[str] | None:
    """Return the address that the page calls its own, absolute; whether to believe it is decided elsewhere."""
    for element in chosen(page.root, rules, "canonical_url"):
        if url := page.absolute(element.get("href") or element.get("content")):
            return Found(url, "rule")
    for link in page.root.iter("link"):
        url = page.absolute(link.get("href")) if "canonical" in (link.get("rel") or "").lower().split() else None
        if url:
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
    for content, source in page.metas.all("og:description", "description", "twitter:description"):
        if text := plain(content):
            yield Found(text, source)


def _sections(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "section")):
        yield Found(text, "rule")
    for text in texts(page.article.get("articleSection")):
        yield Found(plain(text), "json-ld")
    for content, source in page.metas.all(
        "article:section", "og:article:section", "parsely-section", "section", "category"
    ):
        yield Found(plain(content), source)
    for crumb in reversed(_texts(page, _CRUMBS)):
        yield Found(crumb, "dom:breadcrumb")
    for label in _texts(page, _LABELS)[:1]:
        yield Found(label, "dom:label")
    for node in page.nodes:
        if "breadcrumblist" in types(node) and isinstance(node.get("itemListElement"), list):
            crumbs = [name for item in node["itemListElement"] for name in _crumb(item)]
            named = [
                name for name in crumbs if name.casefold() not in _NO_SECTION and name != page.article.get("headline")
            ]
            if len(crumbs) > 1 and named:
                yield Found(plain(named[0]), "json-ld:breadcrumb")


def _texts(page: Document, path: XPath) -> list[str]:
    """Return the short texts of links or labels that name a section, without the headline."""
    headline = page.article.get("headline")
    texts_found = [text_of(element) for element in find(path, page.root)[:8]]
    return [text for text in texts_found if 1 < len(text) <= MAX_SECTION and text != headline]


def _crumb(item: object) -> Iterator[str]:
    if isinstance(item, dict):
        yield from list(texts(item.get("name") or item.get("item")))[:1]


def _tags(page: Document, rules: Rules) -> Iterator[Found[list[str]]]:
    yield Found(values(chosen(page.root, rules, "tags")), "rule")
    yield Found([tag for text in texts(page.article.get("keywords")) for tag in re.split("[,;]", text)], "json-ld")
    for key in ("article:tag", "parsely-tags", "news_keywords", "keywords"):
        yield Found([tag for content, _ in page.metas.all(key) for tag in re.split("[,;]", content)], f"meta:{key}")
    yield Found(values(find(_TAG_LINKS, page.root)), "dom:rel-tag")


def _languages(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "language")):
        yield Found(text, "rule")
    for text in texts(page.article.get("inLanguage")):
        yield Found(text, "json-ld")
    yield Found(page.root.get("lang") or page.root.get("xml:lang") or "", "dom:html")
    yield from (Found(*pair) for pair in page.metas.all("content-language", "og:locale", "dc.language", "language"))
