"""Cut a page into the blocks of text that a reader sees one below the other."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element as Element
from lxml.etree import iterwalk

from newscrawl.extract.prose import LINE_BREAK
from newscrawl.text import clean

UNREAD = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "video", "audio", "canvas", "select",
    "textarea", "input", "head", "title", "map", "math", "datalist",
    "nav", "footer",  # of an article at most its labels
})  # fmt: skip
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
BOLD = frozenset({"b", "strong"})
_COUNTED = BOLD | {"a"}  # how much of the text they hold is counted
# Half of all tags; nothing but the text after them matters.
_BEGIN_UNNOTED = INLINE - _COUNTED - {"img"}
_END_UNNOTED = (INLINE | UNREAD) - _COUNTED
PICTURE_LEVELS = 4  # boxes around a picture that know of it
_NO_NAMES = "   "  # of an element without class, id, role and itemprop
_PARAGRAPH_BREAK = re.compile(rf"{LINE_BREAK}\s*{LINE_BREAK}[\s{LINE_BREAK}]*")


@dataclass(slots=True, eq=False)
class Box:
    """A block-level element; its names are class, id, role and itemprop, its pictures those at most 4 levels below."""

    tag: str
    names: str
    parent: "Box | None"
    element: Element
    is_hidden: bool = False
    pictures: int = 0


@dataclass(slots=True, eq=False)
class Block:
    """One paragraph, heading, list item or cell: its text, and how many of its characters are links and bold.

    ``follows_picture`` tells that a picture stands between it and the block before.
    """

    text: str
    box: Box
    links: int = 0
    bold: int = 0
    follows_picture: bool = False

    @property
    def tag(self) -> str:
        """Return the name of the block's element."""
        return self.box.tag

    @property
    def element(self) -> Element:
        """Return the block-level element that holds the block."""
        return self.box.element

    @property
    def linked(self) -> float:
        """Return the share of the text that is links, 0 to 1."""
        return self.links / len(self.text)


def blocks(root: Element) -> list[Block]:
    """Return the blocks below ``root`` in reading order; scripts, media and form fields are not read."""
    cutter = _Cutter(root)
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in UNREAD:
                walk.skip_subtree()
                continue
            if tag not in _BEGIN_UNNOTED:
                cutter.enter(tag, element)
            text = element.text
        else:
            if tag not in _END_UNNOTED:
                cutter.leave(tag)
            text = element.tail if element is not root else None
        if text:
            cutter.pieces.append(text)
            if cutter.in_link or cutter.in_bold:
                cutter.count(text)
    cutter.cut()
    return cutter.found


@dataclass(slots=True)
class _Cutter:
    """Gathers pieces of text until a block-level element begins or ends."""

    root: Element
    found: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    links: int = 0
    bold: int = 0
    in_link: int = 0
    in_bold: int = 0
    follows_picture: bool = False
    box: Box = field(init=False)

    def __post_init__(self) -> None:
        self.box = Box("root", "", None, self.root)

    def enter(self, tag: str, element: Element) -> None:
        if tag not in INLINE:
            if self.pieces:
                self.cut()
            items: Any = element.items()
            self.box = _box(tag, items, self.box, element) if items else Box(tag, _NO_NAMES, self.box, element)
            return
        if tag == "a":
            self.in_link += 1
        elif tag in BOLD:
            self.in_bold += 1
        elif tag == "img":
            self.picture()

    def leave(self, tag: str) -> None:
        if tag == "a":
            self.in_link -= 1
        elif tag in BOLD:
            self.in_bold -= 1
        else:
            if self.pieces:
                self.cut()
            self.box = self.box.parent or self.box

    def picture(self) -> None:
        self.follows_picture = True
        box: Box | None = self.box
        for _ in range(PICTURE_LEVELS):
            if box is not None:
                box.pictures += 1
                box = box.parent

    def count(self, text: str) -> None:
        if self.in_link:
            self.links += len(text.strip())
        if self.in_bold:
            self.bold += len(text.strip())

    def cut(self) -> None:
        if self.pieces:
            raw = "".join(self.pieces)
            self.pieces = []
            if not raw.isspace():
                self.keep(raw)
        self.links = self.bold = 0

    def keep(self, raw: str) -> None:
        if LINE_BREAK not in raw:
            if text := clean(raw):
                self.append(text, self.links, self.bold)
            return
        parts = _PARAGRAPH_BREAK.split(raw)
        for part in parts:
            if text := clean(part):  # where the links stand in a long run is not known
                share = len(text) / len(raw) if len(parts) > 1 else 1
                self.append(text, round(self.links * share), round(self.bold * share))

    def append(self, text: str, links: int, bold: int) -> None:
        size = len(text)
        self.found.append(Block(text, self.box, min(links, size), min(bold, size), self.follows_picture))
        self.follows_picture = False


def _box(tag: str, items: list[tuple[str, str]], parent: Box, element: Element) -> Box:
    """Return a box with attributes, which are read at once: most elements have one or two, and seven are asked for."""
    if len(items) == 1 and items[0][0] == "class":
        return Box(tag, items[0][1] + _NO_NAMES, parent, element)
    attributes = dict(items)
    get = attributes.get
    names = f"{get('class', '')} {get('id', '')} {get('role', '')} {get('itemprop', '')}"
    is_hidden = (
        "hidden" in attributes
        or get("aria-hidden") == "true"
        or ("style" in attributes and "display:none" in attributes["style"].replace(" ", ""))
    )
    return Box(tag, names, parent, element, is_hidden)
