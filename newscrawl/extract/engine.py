"""Read all fields of one page."""

from typing import Any

from newscrawl.extract import authors, body, dates, kind, title
from newscrawl.extract.document import Document, parse
from newscrawl.extract.found import Found
from newscrawl.extract.limits import refusal
from newscrawl.extract.page import Page, Rules

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
        "title": title.title(page, rules),
        "authors": authors.authors(page, rules),
        "published_at": dates.published_at(page, rules),
        "modified_at": dates.modified_at(page, rules),
    }
    text = body.body(page, rules)
    result = Page(extractor=EXTRACTOR, kind=kind.kind(page, text.value if text else []))
    if text:
        result.body = "\n\n".join(text.value)
        result.provenance["body"] = text.source
    for field, answer in found.items():
        if answer is not None:
            setattr(result, field, answer.value)
            result.provenance[field] = answer.source
    return result
