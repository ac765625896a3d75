"""Part an article from what stands around it: share counters, related posts, embeds, slogans, forms, credit lines."""

from collections.abc import Iterable
from typing import NamedTuple

from lxml.etree import XPath
from lxml.etree import _Element as Element

from newscrawl.extract.agency import credit
from newscrawl.extract.blocks import Block
from newscrawl.extract.phrases import FURNITURE, SLOGAN, STOP_HEADINGS
from newscrawl.extract.select import cut, elements, find

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LONGEST_LINE = 240  # characters; a longer line is prose, whatever it begins with
HEAD = 5  # blocks in which a headline or byline may stand
REST = 12  # characters of a byline besides the names: By, and, commas
LINKED = 0.8  # of a block that is a link to somewhere else
PROSE = 60  # characters of a line that may be prose without ending as a sentence
SENTENCE_ENDS = frozenset(".!?:;\"')\u2026\u2019\u201d\u00bb\u3002\uff01\uff1f\u0964\u061f")
SLOGAN_RUN = 3  # lines that make a slogan; fewer may be somebody's sentence
STOP_AFTER = 0.5  # of the blocks; a heading before is one of the article

TEASER_SIZE = 4  # elements: headline, line, picture, time
_LINKED_HEADING = XPath("(h2 | h3 | h4)[.//a] | a[h2 or h3 or h4]")
_EMBEDS = XPath(
    "//blockquote[contains(@class, 'twitter-') or contains(@class, 'instagram-media')"
    " or contains(@class, 'tiktok-embed')"
    " or contains(@class, 'bluesky-embed') or contains(@class, 'reddit-') or contains(@class, 'text-post-media')]"
    " | //*[contains(@class, 'fb-post') or contains(@class, 'fb-video')]"
)


class Parted(NamedTuple):
    """The paragraphs of an article, the credit lines that stood beside them, and how many blocks are teasers."""

    lines: list[str]
    credit_lines: list[str]
    linked: int = 0


def prune(root: Element, drop: Iterable[str] = ()) -> None:
    """Cut from the tree embedded posts of social networks and what the outlet's selectors ``drop`` name."""
    for element in find(_EMBEDS, root):
        cut(element)
    for selector in drop:
        for element in elements(root, selector):
            cut(element)


def part(found: list[Block], headlines: set[str], people: list[str]) -> Parted:
    """Part the article's own blocks from furniture.

    ``headlines`` are what the page calls its title and its outlet, folded; ``people`` its authors.
    """
    found = _until_stop(_without_head(found, headlines, people))
    slogans = [block for block in found if SLOGAN.fullmatch(block.text.casefold())]
    kept, credit_lines = [], []
    for block in found:
        if credit(block.text) is not None:
            credit_lines.append(block.text)
        elif not _is_furniture(block) and not (len(slogans) >= SLOGAN_RUN and block in slogans):
            kept.append(block.text)
    if not any(len(line) >= PROSE or line[-1] in SENTENCE_ENDS for line in kept):
        kept = []  # labels, dates, names: a page without a text
    return Parted(kept, credit_lines, sum(map(_is_teaser, found)))


def _without_head(found: list[Block], headlines: set[str], people: list[str]) -> list[Block]:
    """Drop the headline and the byline where they stand before the text."""
    start = 0
    for i, block in enumerate(found[:HEAD]):
        if block.tag == "h1" or fold(block.text) in headlines or _is_byline(block.text, people):
            start = i + 1
    return found[start:]


def _is_byline(line: str, people: list[str]) -> bool:
    """Tell whether a line names the authors and says hardly more."""
    rest = line
    for name in people:
        rest = rest.replace(name, "")
    return rest != line and len(rest) <= REST


def _until_stop(found: list[Block]) -> list[Block]:
    """End the article at a heading such as ``Related Posts`` in its second half."""
    for i, block in enumerate(found):
        if i > STOP_AFTER * len(found) and STOP_HEADINGS.fullmatch(block.text.casefold().strip(" :")):
            return found[:i]
    return found


def _is_teaser(block: Block) -> bool:
    """Tell whether a block is a link, or stands below a linked headline in a small element of their own."""
    if block.links > LINKED * len(block.text):
        return True
    holder = block.element.getparent()
    return holder is not None and len(holder) <= TEASER_SIZE and bool(find(_LINKED_HEADING, holder))


def _is_furniture(block: Block) -> bool:
    return len(block.text) <= LONGEST_LINE and FURNITURE.fullmatch(block.text.casefold()) is not None


def fold(text: str) -> str:
    """Return the letters and digits of a line, casefolded."""
    return "".join(c for c in text.casefold() if c.isalnum())
