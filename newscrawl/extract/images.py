"""Find the pictures of an article, with caption and credit."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from lxml.etree import _Element as Element

from newscrawl.article import Image
from newscrawl.extract.document import Document
from newscrawl.extract.elsewhere import has_linked_heading, marks_of, otherness
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import resolve, texts
from newscrawl.extract.page import Rules
from newscrawl.extract.picture import captioned, is_picture, links, name_of
from newscrawl.extract.prose import plain
from newscrawl.extract.select import chosen

MAX_IMAGES = 30
_MAX_HOLDERS = 120
_TEASER_LEVELS = 3  # above a picture, in which a linked heading makes it another article's
_APART = frozenset({"aside", "footer", "nav"})
_CREDITS = ("creditText", "copyrightHolder", "author", "creator", "copyrightNotice")
_METAS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnail")


def images(page: Document, rules: Rules) -> Found[list[Image]] | None:
    """Return the pictures, the leading one first; figures of the page give captions to what JSON-LD and meta name."""
    ruled = chosen(page.root, rules, "images")
    figures = _by_name(_figures(page, ruled or _holders(page)))
    if ruled and figures:
        return Found(list(figures.values())[:MAX_IMAGES], "rule")
    for found, source in ((_declared(page), "json-ld"), (_metas(page), "meta:og:image")):
        named = {name: _joined(image, figures.get(name)) for name, image in _by_name(found).items()}
        if named:
            return Found(list((named | _rest(figures, named)).values())[:MAX_IMAGES], source)
    return Found(list(figures.values())[:MAX_IMAGES], "dom:figure") if figures else None


def _rest(figures: dict[str, Image], named: dict[str, Image]) -> dict[str, Image]:
    return {name: image for name, image in figures.items() if name not in named}


def _by_name(found: Iterable[Image]) -> dict[str, Image]:
    """Keep each picture once, whatever its size; the first stays, but for a later one that has a caption."""
    by_name: dict[str, Image] = {}
    for image in found:
        name = name_of(image.url)
        by_name[name] = _joined(by_name[name], image) if name in by_name else image
    return by_name


def _joined(image: Image, other: Image | None) -> Image:
    """Return a picture with the caption and credit of its other mention; what a reader sees beats what is declared."""
    if other is None:
        return image
    return Image(url=image.url, caption=other.caption or image.caption, credit=other.credit or image.credit)


def _declared(page: Document) -> Iterator[Image]:
    for value in resolve(page.article.get("image"), page.nodes):
        url = page.absolute(value if isinstance(value, str) else _link(value))
        if url and is_picture(url):
            yield Image(url=url, caption=_text(value, "caption", "description"), credit=_text(value, *_CREDITS))


def _metas(page: Document) -> Iterator[Image]:
    caption = next((content for content, _ in page.metas.all("og:image:alt", "twitter:image:alt")), None)
    for content, _ in page.metas.all(*_METAS):
        if (url := page.absolute(content)) and is_picture(url):
            yield Image(url=url, caption=caption)
            caption = None  # it is of the first


def _holders(page: Document) -> Iterator[Element]:
    """Give what holds a picture and perhaps its caption, where it is not of another article."""
    captions = (element for _, element in page.marks.holding("caption") if element.tag != "figcaption")
    marked = (caption.getparent() for caption in captions)
    parents = (parent for parent in islice(marked, _MAX_HOLDERS) if parent is not None and parent.tag != "figure")
    known: dict[Element, bool] = {}
    for holder in (*page.elements.tagged("figure")[:_MAX_HOLDERS], *parents):
        if holder.find(".//figure") is None and not _is_elsewhere(holder.getparent(), known):
            yield holder


def _is_elsewhere(holder: Element | None, known: dict[Element, bool]) -> bool:
    """Tell whether an element, or one that holds it, is of something else; ``known`` keeps what was found out."""
    climbed: list[Element] = []
    answer = False
    while holder is not None and not answer and holder.tag != "body":
        if holder in known:
            answer = known[holder]
            break
        climbed.append(holder)
        answer = holder.tag in _APART or otherness(holder.tag, marks_of(holder)) == 1
        answer = answer or (len(climbed) <= _TEASER_LEVELS and has_linked_heading(holder))
        holder = holder.getparent()
    known.update(dict.fromkeys(climbed, answer))
    return answer


def _figures(page: Document, holders: Iterable[Element]) -> Iterator[Image]:
    for holder in holders:
        url = next((url for link in links(holder) if (url := page.absolute(link)) and is_picture(url)), None)
        if url:
            caption, credit = captioned(holder)
            yield Image(url=url, caption=caption, credit=credit)


def _link(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    return next(texts(value.get("url") or value.get("contentUrl") or value.get("@id")), None)


def _text(value: Any, *keys: str) -> str | None:
    if isinstance(value, dict):
        for key in keys:
            for text in texts(value.get(key)):
                return plain(text) or None
    return None
