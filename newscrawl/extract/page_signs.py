"""Name what speaks for a page being an article or a listing; a learnt model knows how much each sign says."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

from newscrawl.extract.blocks import Block
from newscrawl.extract.body import Text
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import ARTICLE_TYPES, types
from newscrawl.extract.page_stretch import COUNTS, HEADINGS, PARAGRAPH, step, stretch_signs

Fields = dict[str, Found[Any] | None]  # of a page, by name; None where not found

TEASER_LINKED = 0.8  # of a block that is a link
TEASER_WORDS = 4
LENGTHS = (0, 250, 600, 1200, 2500, 5000, 10_000)  # characters
SLUG_HYPHENS = 3  # in the last part of a path that is an article's headline
FEW = (0, 1, 4)
MENU = (10, 20, 40, 80, 160)
MARKS = (  # of the elements about an article, and of those about a listing
    "@articlebody ", "rel:author ", "author", "byline", "breadcrumb", "comment", "share", "related", "rel:next ",
    "rel:prev ", "pagination", "load-more", "filter", "sort",
)  # fmt: skip
LISTING_TYPES = {"collectionpage", "searchresultspage", "itemlist", "offercatalog", "productcollection", "blog"}
OTHER_TYPES = {"product", "localbusiness", "store", "jobposting", "event", "faqpage", "profilepage", "aboutpage"}
_SERVICE = re.compile(
    r"/(?:tags?|categor(?:y|ies|ie)|kategorien?|topics?|themen?|authors?|autor|search|suche|page/\d+|collections?|archives?"
    r"|shop|products?|produkte|catalog|listings?|directory|jobs|events|sections?|rubrik|hub)(?:/|$)"
)
_WORD = re.compile(r"[a-z]{3,}")
_PRICE = re.compile(r"[$\u20ac\u00a3\u00a5]\s?\d|\d\s?(?:[$\u20ac\u00a3\u00a5]|EUR|USD)\b")
_MORE = re.compile(r"(?:read|see|view|load|show)? ?(?:more|mehr|weiter|continue|suite)\b.{0,50}$", re.IGNORECASE)
_DATED = re.compile(r"/(?:19|20)\d\d[/-]\d\d?|\d{6,}")


def page_signs(page: Document, text: Text, found: Fields) -> Iterator[str]:
    """Give the signs of a page: what it declares, its address, and how its text lies among links."""
    yield from _of_declarations(page, found)
    yield from _of_fields(page, found)
    yield from _of_address(page.url)
    yield from _of_markup(page)
    yield from _of_text(text)
    if text.blocks:
        yield from _of_links(text)
        yield from stretch_signs(text)


def _of_declarations(page: Document, found: Fields) -> Iterator[str]:
    named = any(ARTICLE_TYPES.get(name, 0) >= 8 for name in types(page.article))
    og_type = (page.metas.first("og:type")[0] or "none").lower()
    yield f"og:{og_type if og_type in {'article', 'website', 'none', 'product', 'blog'} else 'other'}"
    yield f"json-ld article {named}"
    published = found.get("published_at")
    source = published.source.partition(";")[0].partition(":")[0] if published else "none"
    yield f"published {source}"
    yield f"published {source}|{named}|{og_type == 'article'}"
    by = found.get("authors")
    yield f"authors {by.source.partition(':')[0] if by else 'none'}"
    all_types = {name for node in page.nodes[:40] for name in types(node)}
    if all_types & LISTING_TYPES:
        yield "json-ld listing"
        yield f"json-ld listing|{named}"
    if all_types & OTHER_TYPES:
        yield "json-ld other"
    if page.metas.first("article:modified_time", "article:published_time")[0]:
        yield "meta time"


def _of_fields(page: Document, found: Fields) -> Iterator[str]:
    for name in ("description", "section", "tags", "modified_at"):
        yield f"{name} {bool(found.get(name))}"
    pictures = found.get("images")
    yield f"images {step(len(pictures.value) if pictures else 0, COUNTS)}"
    yield f"headline {page.headline is not None}"


def _of_address(url: str) -> Iterator[str]:
    parts = address(url)
    path = parts.path.rstrip("/").lower()
    last = path.rpartition("/")[2]
    depth, hyphens = min(path.count("/"), 5), min(last.count("-") + last.count("_"), 7)
    yield f"path {depth}"
    yield f"slug {hyphens}"
    yield f"path {depth}|slug {hyphens}"
    if not path and not parts.query:
        yield "front"
    if _SERVICE.search(path + "/"):
        yield "service"
    if _DATED.search(path):
        yield "dated"
    for folder in path.split("/")[:-1]:
        yield from ("folder " + word for word in dict.fromkeys(_WORD.findall(folder)))
    if last.count("-") < SLUG_HYPHENS:
        yield from ("last " + word for word in dict.fromkeys(_WORD.findall(last)))
    yield f"query {bool(parts.query)}"
    if last.endswith((".html", ".htm", ".php", ".shtml")):
        yield "file"


def _of_markup(page: Document) -> Iterator[str]:
    for tag in ("article", "time"):
        yield f"{tag}s {step(len(page.elements.tagged(tag)), COUNTS)}"
    for mark in MARKS:
        yield f"{mark.strip()} {step(page.marks.count(mark, FEW[-1] + 1), FEW)}"


def _of_links(text: Text) -> Iterator[str]:
    yield f"mores {step(sum(_MORE.match(block.text) is not None for block in text.blocks), COUNTS)}"
    yield f"links alone {step(sum(block.linked > TEASER_LINKED for block in text.blocks), MENU)}"


def _of_text(text: Text) -> Iterator[str]:
    lengths = [len(paragraph.text) for paragraph in text.paragraphs]
    total = sum(lengths)
    long = sum(length for length in lengths if length >= PARAGRAPH)
    prose = int(5 * long / total) if total else 0
    yield f"length {step(total, LENGTHS)}"
    yield f"length {step(total, LENGTHS)}|prose {prose}"
    yield f"paragraphs {step(len(lengths), COUNTS)}"
    chosen = set(text.chosen)
    linked = [i for i, block in enumerate(text.blocks) if _is_teaser(block)]
    headed = [i for i in linked if text.blocks[i].tag in HEADINGS]
    yield f"teasers {step(len(linked), COUNTS)}"
    yield f"linked headings {step(len(headed), COUNTS)}"
    yield f"teasers inside {step(len(chosen.intersection(linked)), COUNTS)}"
    links = sum(block.links for block in text.blocks)
    yield f"links {int(10 * links / (links + total + 1))}"
    first = text.chosen[0] if text.chosen else len(text.blocks)
    before = sum(i < first for i in headed)
    yield f"linked headings before {step(before, COUNTS)}"
    spread = [i for i in headed if text.chosen and first < i < text.chosen[-1]]
    yield f"linked headings within {step(len(spread), COUNTS)}"
    tags = [block.tag for block in text.blocks]
    yield f"main headings {min(tags.count('h1'), 3)}"
    yield f"headings {step(sum(tag in HEADINGS for tag in tags), COUNTS)}"
    prices = sum(bool(_PRICE.search(block.text)) for block in text.blocks if len(block.text) < PARAGRAPH)
    yield f"prices {step(prices, COUNTS)}"


def teasers(text: Text) -> int:
    """Count the links of the page that are as long as headlines."""
    return sum(map(_is_teaser, text.blocks))


def _is_teaser(block: Block) -> bool:
    return block.linked > TEASER_LINKED and block.text.count(" ") >= TEASER_WORDS - 1


def address(url: str) -> SplitResult:
    """Return the parts of an address; empty ones where it is none."""
    try:
        return urlsplit(url)
    except ValueError:  # for example an unfinished IPv6 address
        return SplitResult("", "", "", "", "")
