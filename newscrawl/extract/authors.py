"""Find the people who wrote an article, and tell them from roles, agencies and the outlet itself."""

from collections.abc import Iterable, Iterator
from typing import Any

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import resolve, texts, types
from newscrawl.extract.outlet_name import names
from newscrawl.extract.page import Rules
from newscrawl.extract.people import people
from newscrawl.extract.prose import text_of
from newscrawl.extract.select import chosen, values

_METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "citation_author", "cxenseparse:author", "twitter:creator_name")  # fmt: skip
_BYLINES = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author']",
    "//a[contains(concat(' ', @rel, ' '), ' author ')]",
    "//*[self::a or self::span or self::div or self::p or self::address][contains(concat(' ', @class), ' author') or contains(concat(' ', @class), ' byline')]",
    "//a[contains(@href, '/author/') or contains(@href, '/autor/') or contains(@href, '/authors/')]",
)
MAX_BYLINE = 120


def authors(page: Document, rules: Rules) -> Found[list[str]] | None:
    """Return the authors' names in the order of the page, from the first source that names a person."""
    own = {name.casefold() for name in names(page, rules)}
    for given, source in _sources(page, rules):
        found = people(given, own)
        if found:
            return Found(found, source)
    return None


def _sources(page: Document, rules: Rules) -> Iterator[Found[list[str]]]:
    if "authors" in rules.select:
        yield Found(values(chosen(page.root, rules, "authors")), "rule")
    yield Found(list(_of_nodes(resolve(page.article.get("author"), page.nodes))), "json-ld")
    yield Found(list(_of_nodes(resolve(page.article.get("creator"), page.nodes))), "json-ld")
    for key in _METAS:
        yield Found([content for content, _ in page.metas.all(key)], f"meta:{key}")
    for path in _BYLINES:
        yield Found(_texts(page.root.xpath(path)), "dom:byline")


def _of_nodes(nodes: Iterable[Any]) -> Iterator[str]:
    """Give the names of persons; of anything else only where no person is named."""
    nodes = list(nodes)
    persons = [node for node in nodes if isinstance(node, dict) and "person" in types(node)]
    organisations = [n for n in nodes if isinstance(n, dict) and any("organization" in t for t in types(n))]
    for node in persons or [node for node in nodes if node not in organisations]:
        yield from texts(node)


def _texts(elements: Iterable[Any]) -> list[str]:
    """Return the text of bylines near the top of the page; a long one is no byline."""
    lines = [text_of(element) for element in list(elements)[:3]]
    return [line for line in lines if 0 < len(line) <= MAX_BYLINE][:2]
