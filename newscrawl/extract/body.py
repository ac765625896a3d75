"""Find the text of an article."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from lxml.etree import XPath, tostring
from lxml.etree import _Element as Element
from trafilatura import bare_extraction

from newscrawl.extract.agency import credit
from newscrawl.extract.blocks import Block, Box, blocks
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.furniture import CELLS, HEADINGS, without_furniture
from newscrawl.extract.jsonld import texts
from newscrawl.extract.layout import layout
from newscrawl.extract.measures import BARE_LINKED, Told
from newscrawl.extract.model import HOPELESS, model, scores
from newscrawl.extract.page import Paragraph, Rules
from newscrawl.extract.prose import paragraphs
from newscrawl.extract.select import chosen, cut, elements
from newscrawl.text import clean, letters

THRESHOLD = 0.0  # log-odds from which on a block is part of the article
NEAR_HEADLINE = 8  # blocks below the headline, within which a very short text is the article's
LENIENT = -2.5  # for a page on which nothing is sure, for example a single sentence
FAR = 20  # blocks between two parts of a text, from which on the smaller is doubted
SURE = 5.0  # log-odds beyond which a block is no surer
DOUBTFUL = 1.0  # mean log-odds of a part far from the others, below which it is none of theirs
BESIDE = 12  # blocks beyond the ends of the text in which a credit line may stand
SHORT = 250  # characters; so little may be a mistake
LONGER = 2.0  # times as long as ours, from which on another text is believed

_COMMENTED = XPath("//*[@*[contains(., '<!--')]]")


@dataclass(slots=True)
class Text:
    """The article's paragraphs, the credit lines that stand in or beside them, and all blocks of the page."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    credit_lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Return the number of characters."""
        return sum(len(paragraph.text) for paragraph in self.paragraphs)


def body(page: Document, rules: Rules, told: Told) -> Found[Text]:
    """Return the article's text: the outlet's selector, else the engine's choice.

    The outlet's ``drop`` is cut from the page's tree first, so every other field is to be read before.
    """
    for selector in rules.drop:
        for element in elements(page.root, selector):
            cut(element)
    if holders := chosen(page.root, rules, "body"):
        found = [block for holder in holders for block in blocks(holder) if block.linked < BARE_LINKED]
        return Found(text_of_blocks(found, range(len(found)), told), "rule")
    found = blocks(page.root)
    return Found(text_of_blocks(found, choose(found, told), told) if found else Text(), "dom")


def choose(found: Sequence[Block], told: Told) -> list[int]:
    """Return the indices of the blocks that are the article, in reading order."""
    top = headline(found, told.title)
    return chosen_by(found, scores(found, layout(found, top), told, model()), top)


def chosen_by(found: Sequence[Block], all_scores: Sequence[float], top: int | None) -> list[int]:
    """Return the indices of the blocks that are the article by their scores; ``top`` is the headline's."""
    sure = [i for i, score in enumerate(all_scores) if score > THRESHOLD]
    kept = _without_strays(found, _without_gaps(found, sure, all_scores), all_scores)
    kept = kept or [i for i, score in enumerate(all_scores) if score > LENIENT]
    is_short = sum(len(found[i].text) for i in kept) < SHORT
    return [] if kept and top is not None and is_short and kept[0] > top + NEAR_HEADLINE else kept


def _without_gaps(found: Sequence[Block], sure: Sequence[int], all_scores: Sequence[float]) -> list[int]:
    """Add the list items and cells that stand between two chosen blocks, in a box of one of them; no hopeless ones."""
    kept = list(sure)
    for before, after in pairwise(sure):
        ends = found[before], found[after]
        between = range(before + 1, after)
        kept += [i for i in between if all_scores[i] > HOPELESS and _is_between(found[i], *ends)]
    return sorted(kept)


def _without_strays(found: Sequence[Block], chosen: Sequence[int], all_scores: Sequence[float]) -> list[int]:
    """Leave out what stands far from most of the text and is doubtful: comments, the beginnings of other articles."""
    stretches: list[list[int]] = []
    for i in chosen:
        if not stretches or i - stretches[-1][-1] > FAR:
            stretches.append([])
        stretches[-1].append(i)
    if len(stretches) < 2:  # as nearly always
        return list(chosen)
    sizes = [sum(len(found[i].text) for i in own) for own in stretches]
    masses = [sum(min(max(all_scores[i], 0), SURE) * len(found[i].text) for i in own) for own in stretches]
    most = max(masses)
    parts = zip(stretches, sizes, masses, strict=True)
    return [i for own, size, mass in parts if mass == most or mass >= DOUBTFUL * size for i in own]


def _is_between(block: Block, before: Block, after: Block) -> bool:
    """Tell whether a block belongs to the text because both its neighbours do."""
    holders = before.box.parent, after.box.parent
    if block.tag in CELLS:
        return block.box.parent in holders
    return _is_item(block, holders)


def _is_item(block: Block, holders: tuple[Box | None, Box | None]) -> bool:
    """Tell whether a block is an item, not a mere link, of a list that stands in one of the boxes."""
    parent = block.box.parent
    return block.tag == "li" and parent is not None and parent.parent in holders and block.linked < BARE_LINKED


def headline(found: Sequence[Block], title: str) -> int | None:
    """Return the index of the first block that is the title, else of the first main heading, or None."""
    first = None
    for i, block in enumerate(found):
        if title and len(block.text) < 2 * len(title) + 40 and letters(block.text) == title:
            return i
        is_heading = block.tag == "h1" or (block.box.parent is not None and block.box.parent.tag == "h1")
        if first is None and is_heading:
            first = i
    return first


def text_of_blocks(found: list[Block], indices: Sequence[int], told: Told) -> Text:
    """Return the chosen blocks as paragraphs, furniture left out; the cells of a row are one paragraph."""
    kept = without_furniture(found, indices, told)
    if not kept:
        return Text(blocks=found)
    near = range(max(indices[0] - BESIDE, 0), min(indices[-1] + BESIDE + 1, len(found)))
    credited = [found[i].text for i in near if credit(found[i].text) is not None]
    rows = groupby(kept, key=lambda i: found[i].box.parent if found[i].tag in CELLS else i)
    lines = [[found[i] for i in row] for _, row in rows]
    paragraphs = [Paragraph(" | ".join(block.text for block in line), line[0].tag in HEADINGS) for line in lines]
    return Text(paragraphs, credited, found, kept)


def is_doubtful(text: Found[Text]) -> bool:
    """Tell whether the engine found so little that it may have missed the text."""
    return text.source == "dom" and text.value.length < SHORT


def second_opinion(page: Document, own: Text) -> Found[Text]:
    """Return the text that JSON-LD declares or trafilatura finds where it is much longer, else the engine's own."""
    for source, read, least in (("json-ld", _declared, 0), ("trafilatura", _trafilatura, SHORT)):
        lines = read(page)
        if sum(map(len, lines)) > max(LONGER * own.length, least):
            return Found(Text([Paragraph(line) for line in lines], own.credit_lines, own.blocks), source)
    return Found(own, "dom")


def _declared(page: Document) -> list[str]:
    return paragraphs(next(texts(page.article.get("articleBody")), ""))


def markup(root: Element) -> str:
    """Return the tree as HTML, without beginnings of comments in attributes.

    libxml2 looks to the end of the attribute for the end of each: 1 MB of them takes minutes.
    """
    commented: Any = _COMMENTED(root)
    for element in commented:
        for name, value in element.items():
            element.set(name, value.replace("<!--", "<! --"))
    return tostring(root, encoding="unicode", method="html")


def _trafilatura(page: Document) -> list[str]:
    answer = bare_extraction(
        markup(page.root),
        url=page.url,
        include_comments=False,
        with_metadata=False,
        fast=True,  # without asking yet others, which takes as long again and finds no more
    )
    return [line for line in map(clean, (getattr(answer, "text", None) or "").splitlines()) if line]
