"""Name what speaks for or against a block being part of the article; a learnt model knows how much each sign says.

Source of the method: a linear model over tokens of class names, text and layout, as in M. Vogels, O.-E. Ganea,
C. Eickhoff: Web2Text (ECIR 2018), with signs that can be read in the model's file.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newscrawl.extract.agency import credit
from newscrawl.extract.blocks import Block, Box
from newscrawl.extract.layout import Layout, kind
from newscrawl.extract.phrases import FURNITURE, STOP_HEADINGS
from newscrawl.text import letters

STRUCTURE = frozenset({
    "article", "main", "aside", "header", "section", "figure", "figcaption", "blockquote", "ul", "ol", "li", "table",
    "tr", "td", "th", "form", "p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "pre", "address", "details",
    "summary", "hgroup", "center", "fieldset",
})  # fmt: skip
BARE_LINKED = 0.8  # share of links from which on a block is only a link
BARE_WORDS = 8
LEXICAL_WORDS = 80  # a longer block says more by its size and place than by its words
LONGEST_LINE = 240  # characters; a longer line is prose, whatever it begins with
SIZES = (1, 2, 3, 5, 8, 12, 18, 26, 40, 60)
SHARES = (0, 1, 2, 4, 8, 12, 16, 19)  # twentieths
NEAR = (1, 2, 3, 5, 8)
FAR = (1, 2, 3, 5, 8, 13, 30)
HALF = 0.5
DEEPEST = 6  # levels
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_DATE = re.compile(r"\b\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d\d\b|\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b")
_MARKS = {"\u00a9": "copyright", "@": "at", "http": "http", "|": "pipe"}
_ENDS = {":": "colon", "\uff1a": "colon", "?": "question", "...": "ellipsis", "\u2026": "ellipsis"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says of its article elsewhere: folded title, description, outlet names; authors casefolded.

    ``declared`` are the word 4-grams of JSON-LD's articleBody, None where the page has none.
    """

    title: str = ""
    description: str = ""
    outlet: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    declared: frozenset[tuple[str, ...]] | None = None


@dataclass(slots=True)
class Signs:
    """Reads the signs of a page's blocks one after the other."""

    found: Sequence[Block]
    layout: Layout
    told: Told
    seen: set[str] = field(default_factory=set)
    stop: int | None = None
    run: float = 0
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    above: dict[Box, frozenset[str]] = field(default_factory=dict)
    alike: dict[tuple[frozenset[str], str, str, bool], frozenset[str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[list[str]]:
        """Give the signs of each block itself; those of its box are given by ``of_box``."""
        for i, block in enumerate(self.found):
            signs = [f"tag:{block.tag}"]
            if is_bare(block, self.layout.sizes[i]):
                signs.append("bare")
            elif not self.layout.is_near_prose[i]:
                signs.append("remote")
            else:
                signs += self.of_place(i, block)
                signs += self.of_text(i, block)
                signs += self.of_page(i, block)
            self.run += self.layout.prose[i]
            yield signs

    def of_box(self, box: Box) -> Iterator[str]:
        """Give the names of the box, of its parent, and of all boxes around."""
        yield from self.of_names("o:", box.names)
        if box.parent is not None:
            yield f"ptag:{box.parent.tag}"
            yield from self.of_names("p:", box.parent.names)
        yield from self.around(box)

    def of_names(self, prefix: str, names: str) -> Iterator[str]:
        """Give a sign for each word of class names and ids."""
        return (prefix + name for name in self.tokens(names))

    def around(self, box: Box) -> frozenset[str]:
        """Return the names and structural elements from the box up to the page's body."""
        known = self.above.get(box)
        if known is not None:
            return known
        if box.tag in {"body", "html", "root"} or box.parent is None:
            found: frozenset[str] = frozenset()
        else:
            up = self.around(box.parent)
            key = up, box.tag if box.tag in STRUCTURE else "", box.names, box.is_hidden
            if key not in self.alike:  # siblings of one template are many
                own = {f"a:{name}" for name in self.tokens(box.names)}
                own |= {f"at:{key[1]}"} if key[1] else set()
                own |= {"hidden"} if box.is_hidden else set()
                self.alike[key] = up if own <= up else up | own
            found = self.alike[key]
        self.above[box] = found
        return found

    def tokens(self, names: str) -> tuple[str, ...]:
        """Return the words that class names and ids are made of, each once."""
        if names not in self.names:
            found = {token.lower() for token in _NAME.findall(names)}
            self.names[names] = tuple(token for token in found if 2 < len(token) < 20 or token in {"ad", "fb"})
        return self.names[names]

    def of_place(self, i: int, block: Block) -> Iterator[str]:
        """Give how the block lies among the others."""
        page, found = self.layout, self.found
        size, half = _step(page.sizes[i], SIZES), _step(page.sizes[i], SIZES) // 2
        link, finished = int(page.linked[i] * 5), page.is_finished[i]
        tag = block.tag if block.tag in STRUCTURE else "d"
        parent = block.box.parent
        role = "l" if page.prose[i] else "s"
        yield f"len{size}|{min(link, 3)}|{finished}"
        yield f"{tag}|{half}|{finished}"
        yield f"{tag}|link{link}"
        yield f"alike{_share(page.alike[kind(block.box)], page.total)}|{role}"
        yield f"above{_share(page.alike_above[kind(block.box), kind(parent)], page.total)}|{role}"
        yield f"among{_share(page.among[parent], page.total)}|{role}|{tag}"
        yield f"below{_share(page.below[parent], page.total) if parent else 9}"
        part = "in" if page.first <= i <= page.last else "before" if i < page.first else "after"
        yield f"up{self.levels(block.box)}|{role}|{part}"
        after_headline = page.headline is not None and i > page.headline
        if page.headline is None:
            yield "no headline"
        else:
            yield f"headline{_step(i - page.headline, NEAR)}|{half}" if after_headline else "over headline"
        if part == "in":
            yield f"in|{size // 3}|{tag}|{min(link, 2)}"
        else:
            distance = page.first - i if part == "before" else i - page.last
            yield f"{part}:{tag}|{after_headline if part == 'before' else parent is page.main}"
            yield f"{part}{_step(distance, FAR)}|{size // 3}|{finished}"
        yield f"rel{int(self.run / page.total * 10)}"
        for name, j in (("prev", i - 1), ("next", i + 1)):
            if 0 <= j < len(found):
                other = found[j].tag if found[j].tag in STRUCTURE else "d"
                beside = found[j].box.parent is parent
                yield f"{name}:{other}|{_step(page.sizes[j], SIZES) // 2}|{int(page.linked[j] * 3)}|{beside}"
        yield f"picture{_levels_to_picture(block.box)}|{half}"
        if block.follows_picture:
            yield f"under picture|{half}"

    def levels(self, box: Box | None) -> int:
        """Return how many levels above the block the box stands that holds half of the prose."""
        count = 0
        while box is not None and count < DEEPEST and self.layout.below[box] < HALF * self.layout.total:
            box = box.parent
            count += 1
        return count

    def of_text(self, i: int, block: Block) -> Iterator[str]:
        """Give what the text looks like, and the words of a short one."""
        text, half = block.text, _step(self.layout.sizes[i], SIZES) // 2
        if self.layout.sizes[i] < LEXICAL_WORDS:
            yield from ["w:" + word for word in set(self.layout.words[i])]
        if block.inline:
            tag, _, names = block.inline.partition(" ")
            yield "itag:" + tag
            yield from ("i:" + name for name in self.tokens(names))
        yield from (sign for mark, sign in _MARKS.items() if mark in text)
        yield from (sign for end, sign in _ENDS.items() if text.endswith(end))
        if _DATE.search(text):
            yield f"date|{half}"
        if block.bold > 0.8 * len(text):
            yield f"bold|{half}"
        if text.isupper():
            yield "upper"
        if text[0].islower():
            yield "lower"
        elif text[0] in "\"'\u201c\u201e\u00ab":
            yield "quote"
        elif text[0] in "([" and text[-1] in ")]":
            yield "brackets"

    def of_page(self, i: int, block: Block) -> Iterator[str]:
        """Give how the text relates to what is told of the article and to the blocks before."""
        text, size, lower = block.text, self.layout.sizes[i], block.text.lower()
        if len(text) <= LONGEST_LINE and FURNITURE.fullmatch(lower):
            yield "furniture"
        if len(text) <= LONGEST_LINE and STOP_HEADINGS.fullmatch(lower.strip(" :")):
            yield "stop"
            self.stop = self.stop or (i if i > self.layout.first else None)
        if self.stop is not None and i > self.stop:
            yield "after stop"
        if credit(text) is not None:
            yield "credit"
        if len(text) < 2 * LONGEST_LINE:
            yield from self.of_told(letters(text))
        if any(name in lower for name in self.told.authors):
            yield f"author|{_step(size, SIZES) // 2}"
        if lower in self.seen and size > 3:
            yield f"again{_step(size, SIZES) // 3}"
        self.seen.add(lower)
        yield self.of_declared(self.layout.words[i])

    def of_told(self, folded: str) -> Iterator[str]:
        """Give whether the block is, or holds, or begins as, the title or the description."""
        title, description = self.told.title, self.told.description
        if folded and folded == title:
            yield "title"
        elif len(folded) > 8 and title and (folded in title or title in folded):
            yield "like title"
        if folded and folded == description:
            yield "description"
        elif len(folded) > 20 and description[:60] == folded[:60]:
            yield "like description"
        if folded in self.told.outlet:
            yield "outlet"

    def of_declared(self, own: Sequence[str]) -> str:
        """Return how much of the block stands in the declared text."""
        if self.told.declared is None:
            return "undeclared"
        grams = four_grams(own)
        if not grams:
            return "short"
        return f"declared{int(sum(gram in self.told.declared for gram in grams) / len(grams) * 3 + 0.01)}"


def is_bare(block: Block, size: int) -> bool:
    """Tell whether a block is hardly more than a link; half of a page's blocks are, and few of an article's."""
    return size < BARE_WORDS and block.linked >= BARE_LINKED


def four_grams(own: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the runs of four words."""
    return list(zip(own, own[1:], own[2:], own[3:], strict=False))


def _step(value: float, steps: tuple[int, ...]) -> int:
    return bisect_left(steps, value)


def _share(mass: float, total: float) -> int:
    return bisect_left(SHARES, mass / total * 20)


def _levels_to_picture(box: Box | None) -> int:
    count = 0
    while count < 3 and box is not None and not box.pictures:
        box = box.parent
        count += 1
    return count
