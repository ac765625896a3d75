"""Find the people who wrote an article."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import resolve, texts, types
from newscrawl.extract.outlet_name import OwnNames, names
from newscrawl.extract.page import Rules
from newscrawl.extract.people import Writer, is_full_name, is_written_as_name, named, without_by, writers
from newscrawl.extract.prose import plain
from newscrawl.extract.select import chosen, values

_METAS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "byl", "dc.creator",
    "dcterms.creator", "dc.contributor", "citation_author", "cxenseparse:author", "twitter:misc:written by",
    "shareaholic:article_author_name",
)  # fmt: skip
_INVERTED = re.compile(r"^([^\W\d_][\w\u2019'-]*), ([^\W\d_][\w\u2019'-]*(?: [^\W\d_]\.?)?)$")
_CATALOGUED = ("citation_", "dc")
_WRITTEN_BY = frozenset({"Written by", "Verfasst von", "Écrit par", "Escrito por", "Scritto da", "Geschreven door"})


def authors(page: Document, rules: Rules) -> Found[list[str]] | None:
    """Return the authors' names in the order of the page, from the first source that names a person or an agency.

    Agencies stay among them as they are credited. Desks and organisations are believed last, the outlet never.
    """
    own = OwnNames(names(page.site_names, rules))
    house: Found[list[str]] | None = None
    account: Found[list[str]] | None = None
    for given, source in _sources(page, rules):
        is_seen = source.startswith("dom:")
        if is_seen and _is_surer(house, account, source):
            break
        found = _of_visible(writers(given, own), is_line=source == "dom:by") if is_seen else _told(given, own)
        answer = Found(named(found), source)
        if all(writer.kind == "house" for writer in found):
            house = house or (answer if found else None)
        elif _is_account(found) and not is_seen and source != "rule":
            account = account or answer
        elif account is None or all(map(is_full_name, answer.value)):
            return answer
    return account or house


def credits_of(page: Document, rules: Rules, by: str | None) -> Iterator[Found[list[str]]]:
    """Give the bylines as they are printed, with what else the page credits, up to the source ``by`` of the authors."""
    yield Found(values(chosen(page.root, rules, "agency")), "rule")
    for key in ("creditText", "sourceOrganization"):
        yield Found(list(map(plain, texts(page.article.get(key)))), "json-ld")
    for key in ("author", "creator"):
        yield Found([name for node in resolve(page.article.get(key), page.nodes) for name in texts(node)], "json-ld")
    for given, source in _sources(page, rules):
        yield Found([without_by(line) for text in given for line in plain(text).splitlines()], source)
        if source == by:
            return


def _sources(page: Document, rules: Rules) -> Iterator[Found[list[str]]]:
    """Give the texts that name the authors, most believed first; those that must search the page come last."""
    yield Found(values(chosen(page.root, rules, "authors")), "rule")
    for key in ("author", "creator"):
        yield Found(list(_of_nodes(resolve(page.article.get(key), page.nodes))), "json-ld")
    for key in _METAS:
        given = [content for content, _ in page.metas.all(key)]
        yield Found(list(map(_in_order, given)) if key.startswith(_CATALOGUED) else given, f"meta:{key}")
    if page.metas.first("twitter:label1")[0] in _WRITTEN_BY:
        yield Found([content for content, _ in page.metas.all("twitter:data1")], "meta:twitter:data1")
    for lines, source in page.bylines:
        yield Found(lines, source)


def _of_nodes(nodes: Iterable[Any]) -> Iterator[str]:
    """Give the names of persons, and of other nodes where no person is named."""
    nodes = [inner for node in nodes for inner in (node if isinstance(node, list) else [node])]
    yield from texts([node for node in nodes if isinstance(node, dict) and "person" in types(node)] or nodes)


def _in_order(name: str) -> str:
    """Return a name that libraries' metas give as ``Last, First`` as it is spoken."""
    return _INVERTED.sub(r"\2 \1", name)


def _told(given: list[str], own: OwnNames) -> list[Writer]:
    return writers(map(plain, given), own)


def _is_account(found: list[Writer]) -> bool:
    """Tell whether a single word is all that is named: the account of a writer, whom a byline may name in full."""
    return len(found) == 1 and found[0].kind == "person" and not is_full_name(found[0].name)


def _is_surer(house: Found[list[str]] | None, account: Found[list[str]] | None, source: str) -> bool:
    """Tell whether a declared desk or account is surer than what on the page merely looks like a name."""
    is_declared = house is not None and not house.source.startswith("dom:")
    return is_declared or (account is not None and source == "dom:by")


def _of_visible(found: list[Writer], *, is_line: bool) -> list[Writer]:
    """Drop what stands beside a name on the page, such as a section, and what is not written as a name is."""
    names = [writer for writer in found if writer.kind != "person" or is_written_as_name(writer.name)]
    if is_line:
        return names if len(names) == len(found) else []
    full = [writer for writer in names if writer.kind != "person" or is_full_name(writer.name)]
    return full if any(writer.kind == "person" for writer in full) else (names or found)[:1]
