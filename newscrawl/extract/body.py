"""Find the text of an article."""

from lxml.etree import _Element as Element
from trafilatura import bare_extraction

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import paragraphs


def body(page: Document, rules: Rules) -> Found[list[str]] | None:
    """Return the paragraphs of the article: the outlet's selector, trafilatura, JSON-LD articleBody."""
    lines = paragraphs(_trafilatura(page.root, page.url))
    if lines:
        return Found(lines, "trafilatura")
    for text in texts(page.article.get("articleBody")):
        return Found(paragraphs(text), "json-ld")
    return None


def _trafilatura(root: Element, url: str) -> str:
    found = bare_extraction(root, url=url, include_comments=False, with_metadata=False, fast=True)
    return (found.text or "") if found is not None else ""
