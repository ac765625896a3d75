"""Read all fields of one page, in the order of belief that each field's module states."""

from typing import Any

from newscrawl.extract.about import canonical_url, description, language, section, tags
from newscrawl.extract.access import access
from newscrawl.extract.agency import agency
from newscrawl.extract.authors import authors, credits_of
from newscrawl.extract.body import body
from newscrawl.extract.dates import modified_at, published_at
from newscrawl.extract.document import Document, parse
from newscrawl.extract.found import Found
from newscrawl.extract.furniture import Parted, fold
from newscrawl.extract.images import images
from newscrawl.extract.kind import kind
from newscrawl.extract.limits import refusal
from newscrawl.extract.outlet_name import names
from newscrawl.extract.page import Page, Rules
from newscrawl.extract.title import headlines, title

EXTRACTOR = "newscrawl-1"


def extract(html: bytes, url: str, rules: Rules | None = None, encoding: str | None = None) -> Page:
    """Read an article page; never raises, an unreadable page gives an empty Page of kind other.

    ``url`` is where the page was found, ``rules`` the outlet's own word, ``encoding`` the charset of the HTTP header.
    """
    try:
        if refusal(html):
            return Page(extractor=EXTRACTOR)
        page = parse(html, url, encoding)
        return _read(page, rules or Rules()) if page is not None else Page(extractor=EXTRACTOR)
    except Exception:  # noqa: BLE001 - the edge: bytes from the network must not end a crawl
        return Page(extractor=EXTRACTOR)


def _read(page: Document, rules: Rules) -> Page:
    found: dict[str, Found[Any] | None] = {
        "title": title(page, rules),
        "description": description(page, rules),
        "authors": authors(page, rules),
        "section": section(page, rules),
        "tags": tags(page, rules),
        "language": language(page, rules),
        "canonical_url": canonical_url(page, rules),
        "published_at": published_at(page, rules),
        "modified_at": modified_at(page, rules),
        "images": images(page, rules),
        "access": access(page),
    }
    own = {name.casefold() for name in names(page, rules)}
    by = found["authors"]
    bylines = list(credits_of(page, rules, by.source if by else None))
    around = headlines(page) | {fold(name) for name in own}
    text = body(page, rules, around, by.value if by else [])  # read last, for it cuts furniture from the tree
    parted = text.value if text else Parted([], [])
    lines = parted.lines
    found["body"] = Found("\n\n".join(lines), text.source) if text else None
    found["agency"] = agency(bylines, parted.credit_lines, lines[0] if lines else "", own)
    selected = text is not None and text.source == "rule"
    result = Page(extractor=EXTRACTOR, kind=kind(page, parted, selected=selected))
    for field, answer in found.items():
        if answer is not None:
            setattr(result, field, answer.value)
            result.provenance[field] = answer.source
    return result
