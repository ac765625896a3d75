"""Find the text of an article."""

import re

from lxml.etree import XPath
from lxml.etree import _Element as Element
from trafilatura import bare_extraction

from newscrawl.extract.align import aligned
from newscrawl.extract.blocks import Block, blocks
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.furniture import Parted, part, prune
from newscrawl.extract.jsonld import texts
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import paragraphs
from newscrawl.extract.select import chosen, find
from newscrawl.text import clean

SHORT = 600  # characters; so little may be a footer's
_BULLET = re.compile(r"^\s*- ", re.MULTILINE)  # which trafilatura writes before the items of a list
_AROUND = XPath(
    "ancestor-or-self::*[self::aside or self::footer or self::nav or starts-with(@class, 'sidebar')"
    " or starts-with(@class, 'comments') or starts-with(@id, 'comments') or starts-with(@id, 'foot')"
    " or starts-with(@class, 'foot')][not(.//h1)]"
)


def body(page: Document, rules: Rules, headlines: set[str], people: list[str]) -> Found[Parted] | None:
    """Return the paragraphs of the article: the outlet's selector, or else trafilatura's choice, JSON-LD articleBody.

    ``headlines`` are what the page calls its title and its outlet, folded; ``people`` its authors. What is never part
    of a body is cut from the page's tree first, so every other field is to be read before.
    """
    prune(page.root, rules.drop)
    for read in (_selected,) if chosen(page.root, rules, "body") else (_located, _declared):
        found = read(page, rules)
        parted = part(found.value, headlines, people)
        if parted.lines:
            return Found(parted, found.source)
    return None


def _selected(page: Document, rules: Rules) -> Found[list[Block]]:
    holders = chosen(page.root, rules, "body")
    return Found([block for holder in holders for block in blocks(holder) if not _is_links(block)], "rule")


def _located(page: Document, _: Rules) -> Found[list[Block]]:
    """Ask trafilatura where the article stands, and read it there."""
    lines = _trafilatura(page.root, page.url)
    own = aligned(blocks(page.root), lines)
    if own and sum(len(block.text) for block in own) < SHORT:
        own = [block for block in own if not find(_AROUND, block.element)]
        lines = []  # on a page without a text trafilatura takes what it finds
    return Found(own, "dom") if own else Found([Block(line, page.root, 0) for line in lines], "trafilatura")


def _declared(page: Document, _: Rules) -> Found[list[Block]]:
    text = next(texts(page.article.get("articleBody")), "")
    return Found([Block(line, page.root, 0) for line in paragraphs(text)], "json-ld")


def _trafilatura(root: Element, url: str) -> list[str]:
    """Return trafilatura's lines; the tree is copied by it, and stays as it is."""
    answer = bare_extraction(root, url=url, include_comments=False, with_metadata=False)
    text = getattr(answer, "text", None) or ""
    return [line for line in map(clean, _BULLET.sub("", text).splitlines()) if line]


def _is_links(block: Block) -> bool:
    return block.links > 0.8 * len(block.text)
