"""Read pages whose articles are known, as they are learnt from: blocks, signs, and which blocks are the article."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks.labels import labels, labels_of_segments
from benchmarks.pages import GoldPage
from newscrawl.extract.blocks import Block, Box, blocks
from newscrawl.extract.body import Text, chosen_by, headline, text_of_blocks
from newscrawl.extract.document import Document, parse
from newscrawl.extract.engine import fields, told_of
from newscrawl.extract.layout import Layout, layout
from newscrawl.extract.measures import Row, Told, places
from newscrawl.extract.model import Model, joined, scores
from newscrawl.extract.page import Rules
from newscrawl.extract.page_signs import page_signs
from newscrawl.extract.signs import LEXICAL_WORDS, Weighed, signs_around, signs_of
from newscrawl.text import words

STRUCTURE = frozenset({  # elements that tell of what is in them, however far
    "article", "main", "aside", "header", "section", "figure", "figcaption", "blockquote", "ul", "ol", "li", "table",
    "tr", "td", "th", "form", "p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "pre", "address", "details",
    "summary", "hgroup", "center", "fieldset", "hidden",
})  # fmt: skip
HIDDEN = "<hidden>"
SHORT = frozenset({"ad", "fb"})  # shorter words say little
SET_WEIGHT = {"aeb": 2.5, "fundus": 2.5, "trafilatura": 1.0, "wcxb": 1.0}  # news outlets are what this is for

Rows = Mapping[int, Row]  # the measures of a page's blocks, by their index


@dataclass
class Example:
    """One page: its blocks, their signs, and which of them are the article (None where unknown)."""

    page: GoldPage
    document: Document
    blocks: list[Block]
    layout: Layout
    told: Told
    signs: list[list[str]]
    labels: list[int | None]

    @property
    def known(self) -> list[int]:
        """Return the blocks whose answer is known."""
        return [i for i, label in enumerate(self.labels) if label is not None]

    @property
    def weights(self) -> list[float]:
        """Return what each block weighs: a little each, and its share of the article's words."""
        sizes = self.layout.sizes
        total = sum(size for size, label in zip(sizes, self.labels, strict=True) if label)
        each = [0.25 + 12 * min(size, 120) / max(total, 120) for size in sizes]
        return [SET_WEIGHT[self.page.name] * weight for weight in each]

    def places(self, weighed: Weighed) -> list[Row]:
        """Return the measures of each block by itself, given what signs say."""
        return places(self.blocks, self.layout, weighed)

    def joined(self, weighed: Weighed, rows: Sequence[Row], alone: Sequence[float]) -> dict[int, Row]:
        """Return all measures of the blocks, given their scores by themselves."""
        return joined(self.blocks, self.layout, self.told, weighed, rows, alone)

    def text(self, learnt: Model) -> Text:
        """Return the text that the engine would find with this model."""
        given = scores(self.blocks, self.layout, self.told, learnt)
        return text_of_blocks(self.blocks, chosen_by(self.blocks, given, self.layout.headline), self.told)

    def page_signs(self, text: Text) -> list[str]:
        """Return the signs of the page, given its text."""
        return list(page_signs(self.document, text, fields(self.document, Rules())))


def examples(pages: Iterable[GoldPage]) -> list[Example]:
    """Read the pages as extraction does."""
    found = (_example(page) for page in pages)
    return [example for example in found if example is not None]


def _example(page: GoldPage) -> Example | None:
    document = parse(page.html, page.gold["url"] or "")
    own = blocks(document.root) if document else []
    if document is None or not own:
        return None
    told = told_of(document, Rules())
    measured = layout(own, headline(own, told.title))
    lines = [block.text for block in own]
    answers: list[int | None] = [None] * len(own)
    if page.gold.get("body") and page.is_article:
        answers = labels(lines, page.gold["body"])
    elif "with" in page.gold:
        answers = labels_of_segments(lines, page.gold["with"], page.gold["without"])
    signs_of_box = cache(_signs_of_box)
    signs = [[*signs_of_box(block.box), *_words(block.text)] for block in own]
    return Example(page, document, own, measured, told, signs, answers)


def _signs_of_box(box: Box) -> list[str]:
    own, around = _telling(signs_of(box)), _telling(signs_around(box))
    above = _telling(signs_of(box.parent)) if box.parent is not None else []
    return [
        *("o:" + sign for sign in own if not sign.startswith("<")),  # its element is a measure already
        *("p:" + sign for sign in above if sign != HIDDEN),
        *("a:" + sign for sign in around if not sign.startswith("<") or sign[1:-1] in STRUCTURE),
    ]


def _telling(signs: set[str]) -> list[str]:
    """Return the signs worth learning, in an order of their own, so that learning again gives the same."""
    return sorted(sign for sign in signs if sign.startswith("<") or 2 < len(sign) < 20 or sign in SHORT)


def _words(text: str) -> list[str]:
    own = words(text)
    return ["w:" + word for word in sorted(set(own))] if len(own) < LEXICAL_WORDS else []
