"""Cut a page into the blocks of text that a reader sees one below the other."""

import re
from dataclasses import dataclass, field

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
TOLD = frozenset({"a", "button", "em", "i", "label", "small", "span", "strong", "time"})  # their names tell of the text
PICTURE_LEVELS = 4  # boxes around a picture that know of it
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

    ``inline`` is the inline element it begins with, tag and names, or empty; ``follows_picture`` tells that a picture
    stands between it and the block before.
    """

    text: str
    box: Box
    links: int = 0
    bold: int = 0
    inline: str = ""
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
    unread = None
    for event, element in walk:
        if event == "start":
            if element.tag in UNREAD:
                walk.skip_subtree()
                unread = element
            else:
                cutter.enter(element)
        else:
            if element is not unread:
                cutter.leave(element)
            if element is not root and element.tail:
                cutter.add(element.tail)
    cutter.cut()
    return cutter.found


@dataclass
class _Cutter:
    """Gathers pieces of text until a block-level element begins or ends."""

    root: Element
    found: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    links: int = 0
    bold: int = 0
    inline: str = ""
    in_link: int = 0
    in_bold: int = 0
    follows_picture: bool = False

    def __post_init__(self) -> None:
        self.box = Box("root", "", None, self.root)

    def enter(self, element: Element) -> None:
        tag = element.tag
        if tag not in INLINE:
            self.cut()
            self.box = _box(element, self.box)
        elif tag == "a":
            self.in_link += 1
        elif tag in {"b", "strong"}:
            self.in_bold += 1
        elif tag == "img":
            self.picture()
        if tag in TOLD and not self.inline and not self.pieces and (names := element.get("class")):
            self.inline = f"{tag} {names}"
        if element.text:
            self.add(element.text)

    def leave(self, element: Element) -> None:
        tag = element.tag
        if tag not in INLINE:
            self.cut()
            self.box = self.box.parent or self.box
        elif tag == "a":
            self.in_link -= 1
        elif tag in {"b", "strong"}:
            self.in_bold -= 1

    def picture(self) -> None:
        self.follows_picture = True
        box: Box | None = self.box
        for _ in range(PICTURE_LEVELS):
            if box is not None:
                box.pictures += 1
                box = box.parent

    def add(self, text: str) -> None:
        self.pieces.append(text)
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
        self.inline = ""

    def keep(self, raw: str) -> None:
        parts = _PARAGRAPH_BREAK.split(raw) if LINE_BREAK in raw else (raw,)
        for part in parts:
            if text := clean(part):
                share = (
                    len(text) / len(raw) if len(parts) > 1 else 1
                )  # where the links stand in a long run is not known
                links, bold = min(round(self.links * share), len(text)), min(round(self.bold * share), len(text))
                self.found.append(Block(text, self.box, links, bold, self.inline, self.follows_picture))
                self.follows_picture = False


def _box(element: Element, parent: Box) -> Box:
    get = element.get
    names = f"{get('class') or ''} {get('id') or ''} {get('role') or ''} {get('itemprop') or ''}"
    style = get("style")
    is_hidden = (
        get("hidden") is not None
        or get("aria-hidden") == "true"
        or (style is not None and "display:none" in style.replace(" ", ""))
    )
    return Box(element.tag, names, parent, element, is_hidden)
