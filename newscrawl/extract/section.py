"""Find the section of the outlet in which an article stands."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts, types
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import plain, text_of
from newscrawl.extract.select import chosen, values

MAX_SECTION = 40  # characters
MAX_CRUMBS = 8
_METAS = (
    "article:section", "og:article:section", "parsely-section", "cxenseparse:section", "dc.subject.section", "section",
    "category",
)  # fmt: skip
_NO_SECTION = frozenset({
    "home", "homepage", "home page", "news home", "start", "startseite", "article", "articles", "accueil", "inicio",
    "início", "strona główna", "hem", "hjem", "forside", "etusivu", "главная", "ana sayfa", "anasayfa", "beranda",
    "uncategorized", "trang chủ", "ホーム", "首页", "홈", "الرئيسية", "होम",
})  # fmt: skip
_LABEL = re.compile(r" (?:kicker|rel:category) ")
_LABEL_TAGS = frozenset({"a", "p", "span", "div"})
_HOLDERS = frozenset({"main", "article", "header"})


def sections(page: Document, rules: Rules) -> Iterator[Found[str]]:
    """Give the names of the section: the outlet's selector, JSON-LD, meta, breadcrumbs, a label by the headline."""
    headlines = {str(page.article.get("headline")).casefold(), *_NO_SECTION}
    for name, source in _named(page, rules):
        if name and name.casefold() not in headlines:
            yield Found(name, source)


def _named(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "section")):
        yield Found(text, "rule")
    for text in texts(page.article.get("articleSection")):
        yield Found(plain(text), "json-ld")
    for content, source in page.metas.all(*_METAS):
        yield Found(plain(content), source)
    for crumb in reversed(_short(_crumb_links(page))):
        yield Found(crumb, "dom:breadcrumb")
    for label in _short(_labels(page))[:1]:
        yield Found(label, "dom:label")
    yield from _declared_crumbs(page)


def _crumb_links(page: Document) -> Iterator[Element]:
    """Give the links of the first trail that has any; a trail may hold elements marked as its parts."""
    for _, element in page.marks.holding("breadcrumb"):
        if element.tag != "body":
            links = list(islice(element.iter("a"), MAX_CRUMBS))
            if links:
                yield from links
                return


def _labels(page: Document) -> Iterator[Element]:
    for _, element in page.marks.matching(_LABEL):
        if element.tag in _LABEL_TAGS and _is_in_article(element):
            yield element


def _is_in_article(element: Element) -> bool:
    return any(holder.tag in _HOLDERS for holder in element.iterancestors())


def _short(elements: Iterator[Element]) -> list[str]:
    """Return the texts that are short enough to name a section."""
    found = (text_of(element) for element in islice(elements, MAX_CRUMBS))
    return [text for text in found if 1 < len(text) <= MAX_SECTION]


def _declared_crumbs(page: Document) -> Iterator[Found[str]]:
    """Give the crumbs that JSON-LD declares, from the home page on, where there is more than one."""
    for node in page.nodes:
        if "breadcrumblist" in types(node) and isinstance(node.get("itemListElement"), list):
            crumbs = [name for item in node["itemListElement"] for name in _crumb(item)]
            if len(crumbs) > 1:
                yield from (Found(plain(name), "json-ld:breadcrumb") for name in crumbs)


def _crumb(item: object) -> Iterator[str]:
    if isinstance(item, dict):
        yield from list(texts(item.get("name") or item.get("item")))[:1]
