"""Tell what sort of page it is."""

from newscrawl.extract.document import Document
from newscrawl.extract.jsonld import types
from newscrawl.extract.page import Kind


def kind(page: Document, lines: list[str]) -> Kind:
    """Return the kind of page, given the paragraphs found on it."""
    if "liveblogposting" in types(page.article):
        return Kind.LIVEBLOG
    return Kind.ARTICLE if lines else Kind.OTHER
