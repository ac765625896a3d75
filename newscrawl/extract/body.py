"""Find the text of an article."""

from lxml.etree import _Element as Element
from trafilatura import bare_extraction

from newscrawl.extract.align import aligned
from newscrawl.extract.blocks import blocks
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import paragraphs
import os
MODE=os.environ.get('MODE','C')

def body(page: Document, rules: Rules) -> Found[list[str]] | None:
    """Return the paragraphs of the article: the outlet's selector, trafilatura, JSON-LD articleBody."""
    lines = paragraphs(_trafilatura(page.root, page.url))
    if lines and MODE!='A':
        lines = aligned(blocks(page.root.find("body")), lines, MODE)
    if lines:
        return Found(lines, "trafilatura")
    for text in texts(page.article.get("articleBody")):
        return Found(paragraphs(text), "json-ld")
    return None


def _trafilatura(root: Element, url: str) -> str:
    found = bare_extraction(root, url=url, include_comments=False, with_metadata=False, fast='fast' in MODE)
    return (found.text or "") if found is not None else ""
