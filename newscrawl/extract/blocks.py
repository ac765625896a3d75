"""Cut a page into the blocks of text that a reader sees one below the other."""

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element
from lxml.etree import iterwalk

from newscrawl.extract.prose import LINE_BREAK, text_of
from newscrawl.text import clean

UNREAD = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "canvas",
        "button",
        "select",
        "textarea",
        "input",
        "form",
        "nav",
        "figcaption",
        "menu",
        "dialog",
        "map",
        "math",
        "head",
        "title",
        "label",
        "fieldset",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "nobr",
        "picture",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
LONGEST_CELL = 400
_PARAGRAPH_BREAK = re.compile(rf"{LINE_BREAK}\s*{LINE_BREAK}[\s{LINE_BREAK}]*")


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item or cell: its text, the element that holds it, and how much of it is links."""

    text: str
    element: Element
    links: int

    @property
    def tag(self) -> str:
        """Return the name of the element."""
        return str(self.element.tag)


def blocks(root: Element) -> list[Block]:
    """Return the blocks below ``root`` in reading order; forms, captions and menus are not read."""
    cutter = _Cutter(root)
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in UNREAD or _is_hidden(element):
                walk.skip_subtree()
                cutter.enter_unread(element)
            elif element.tag == "tr" and (cells := _cells(element)):
                walk.skip_subtree()
                cutter.row(element, cells)
            else:
                cutter.enter(element)
        else:
            cutter.leave(element)
            if element is not root:
                cutter.add(element.tail)
    return cutter.finish()


class _Cutter:
    """Gathers pieces of text until a block-level element begins or ends."""

    def __init__(self, root: Element) -> None:
        self.found: list[Block] = []
        self.pieces: list[str] = []
        self.links = 0
        self.in_link = 0
        self.holders = [root]
        self.unread: Element | None = None

    def enter(self, element: Element) -> None:
        if element.tag not in INLINE:
            self.cut()
            self.holders.append(element)
        elif element.tag == "a":
            self.in_link += 1
        self.add(element.text)

    def enter_unread(self, element: Element) -> None:
        self.unread = element
        if element.tag not in {"button", "noscript", "label"}:
            self.cut()

    def row(self, element: Element, cells: list[str]) -> None:
        self.unread = element
        self.cut()
        links = sum(len(text_of(link)) for link in element.iter("a"))
        self.found.append(Block(" | ".join(cells), element, links))

    def leave(self, element: Element) -> None:
        if element is self.unread:
            self.unread = None
        elif element.tag not in INLINE:
            self.cut()
            self.holders.pop()
        elif element.tag == "a":
            self.in_link -= 1

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if self.in_link:
                self.links += len(text.strip())

    def cut(self) -> None:
        if self.pieces:
            for part in _PARAGRAPH_BREAK.split("".join(self.pieces)):
                if text := clean(part):
                    self.found.append(Block(text, self.holders[-1], min(self.links, len(text))))
            self.pieces = []
        self.links = 0

    def finish(self) -> list[Block]:
        self.cut()
        return self.found


def _cells(row: Element) -> list[str]:
    """Return the cells of a row of data, which is one block; nothing where a table only lays out a page."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    texts = [text_of(cell) for cell in cells]
    is_data = (
        len(cells) > 1 and max(map(len, texts)) <= LONGEST_CELL and next(row.iter("table", "h1", "h2"), None) is None
    )
    return [text for text in texts if text] if is_data else []


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or (element.get("aria-hidden") == "true" and element.tag not in INLINE)
