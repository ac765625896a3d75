"""Find the people who wrote an article."""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml.etree import XPath
from lxml.etree import _Element as Element

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import resolve, texts, types
from newscrawl.extract.outlet_name import names
from newscrawl.extract.page import Rules
from newscrawl.extract.people import BY, is_written_as_name, people, without_by
from newscrawl.extract.prose import plain, text_of
from newscrawl.extract.select import chosen, find, values

MAX_BYLINE = 150  # characters
MAX_HOLDERS = 4  # elements of one kind that are read as bylines; more of them are a list of authors or of teasers

_METAS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "byl", "dc.creator",
    "dcterms.creator", "dc.contributor", "citation_author", "cxenseparse:author", "twitter:misc:written by",
)  # fmt: skip
_MARKED = "contains(concat(' ', translate(@class, 'ABUTHORLINEY', 'abuthorliney')), '{}')"
_ASIDE = (
    "[not(ancestor::aside or ancestor::footer or ancestor::nav"
    " or ancestor::*[contains(@class, 'comment') or contains(@class, 'related')])]"
)
_PLAIN = "self::a or self::span or self::div or self::p or self::address or self::strong"
_FOLDERS = ("/author/", "/autor/", "/authors/", "/autoren/", "/auteur/")
_BYLINES = [
    XPath(path + _ASIDE)
    for path in (
        "//*[@itemprop='author']//*[@itemprop='name']",
        "//*[@itemprop='author']",
        "//a[contains(concat(' ', @rel, ' '), ' author ')]",
        f"//*[{' or '.join(_MARKED.format(name) for name in (' author-name', 'author__name', 'author_name'))}]",
        f"//*[{_MARKED.format('byline')}]",
        f"//*[{_PLAIN}][{_MARKED.format('author')}]",
        f"//a[{' or '.join(f'contains(@href, {folder!r})' for folder in _FOLDERS)}]",
        "//address",
    )
]
_LINES = XPath(
    "//h1/following::*[self::p or self::span or self::div or self::li or self::em][not(*[2])][position() < 40]"
)


def authors(page: Document, rules: Rules) -> Found[list[str]] | None:
    """Return the authors' names in the order of the page, from the first source that names a person."""
    own = {name.casefold() for name in names(page, rules)}
    for given, source in _sources(page, rules):
        found = people(map(plain, given), own)
        if found and (source != "dom:by" or all(map(is_written_as_name, found))):
            return Found(found, source)
    return None


def credits_of(page: Document, rules: Rules, by: str | None) -> Iterator[Found[list[str]]]:
    """Give the bylines as they are printed, with what else the page credits, up to the source ``by`` of the authors."""
    yield Found(values(chosen(page.root, rules, "agency")), "rule")
    for key in ("creditText", "sourceOrganization"):
        yield Found(list(map(plain, texts(page.article.get(key)))), "json-ld")
    for key in ("author", "creator"):
        yield Found([name for node in resolve(page.article.get(key), page.nodes) for name in texts(node)], "json-ld")
    for given, source in _sources(page, rules):
        yield Found([without_by(plain(text)) for text in given], source)
        if source == by:
            return


def _sources(page: Document, rules: Rules) -> Iterator[Found[list[str]]]:
    yield Found(values(chosen(page.root, rules, "authors")), "rule")
    for key in ("author", "creator"):
        yield Found(list(_of_nodes(resolve(page.article.get(key), page.nodes))), "json-ld")
    for key in _METAS:
        yield Found([content for content, _ in page.metas.all(key)], f"meta:{key}")
    if page.metas.first("twitter:label1")[0] in {
        "Written by",
        "Verfasst von",
        "Écrit par",
        "Escrito por",
        "Scritto da",
    }:
        yield Found([content for content, _ in page.metas.all("twitter:data1")], "meta:twitter:data1")
    for path in _BYLINES:
        yield Found(_bylines(find(path, page.root)), "dom:byline")
    lines = (text_of(line) for line in find(_LINES, page.root))
    yield Found([line for line in lines if len(line) <= MAX_BYLINE / 2 and BY.match(line)][:1], "dom:by")


def _of_nodes(nodes: Iterable[Any]) -> Iterator[str]:
    """Give the names of persons, and of nodes that do not say what they are where no person is named."""
    nodes = list(nodes)
    persons = [node for node in nodes if isinstance(node, dict) and "person" in types(node)]
    organisations = [n for n in nodes if isinstance(n, dict) and any("organization" in name for name in types(n))]
    for node in persons or [node for node in nodes if node not in organisations]:
        yield from texts(node)


def _bylines(elements: list[Element]) -> list[str]:
    """Return the texts of bylines; a long one is none, and many are a list of something else."""
    lines = dict.fromkeys(text_of(element) for element in elements[: 2 * MAX_HOLDERS])
    short = [line for line in lines if 0 < len(line) <= MAX_BYLINE]
    return short[:1] if len(short) > MAX_HOLDERS else short
