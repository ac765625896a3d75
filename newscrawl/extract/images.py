"""Find the pictures of an article, with caption and credit."""

import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import XPath
from lxml.etree import _Element as Element

from newscrawl.article import Image
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import resolve, texts
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import plain, text_of
from newscrawl.extract.select import chosen, find

MAX_IMAGES = 30
_CREDIT = re.compile(
    r"(?:^|[\s(\[|])(?:photo|image|picture|foto|bild|photograph|credit)s?(?: credit| by| courtesy)?\s*:\s*"
    r"(?P<credit>[^()\[\]|]{2,80}?)\s*[)\]]?$",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(?:^|\s)(?:©|\(c\))\s*(?P<credit>[^()\[\]|]{2,80})$", re.IGNORECASE)


_CAPTION = XPath(".//figcaption | .//*[contains(@class, 'caption')][not(.//img)]")
_CAPTIONED = XPath("//figure[.//img] | //*[contains(@class, 'caption')][not(self::figcaption)]/parent::*[.//img]")


def images(page: Document, rules: Rules) -> Found[list[Image]] | None:
    """Return the pictures, the leading one first; figures of the page give captions to what JSON-LD and meta name."""
    holders = chosen(page.root, rules, "images") or find(_CAPTIONED, page.root)
    figures = {image.url: image for image in _figures(page, holders)}
    for found, source in (
        (_selected(page, rules), "rule"),
        (_declared(page), "json-ld"),
        (_metas(page), "meta:og:image"),
    ):
        named = {image.url: figures.get(image.url, image) for image in found}
        if named:
            return Found(list((named | figures).values())[:MAX_IMAGES], source)
    return Found(list(figures.values())[:MAX_IMAGES], "dom:figure") if figures else None


def _selected(page: Document, rules: Rules) -> Iterator[Image]:
    yield from _figures(page, chosen(page.root, rules, "images"))


def _declared(page: Document) -> Iterator[Image]:
    for value in resolve(page.article.get("image"), page.nodes):
        link = value if isinstance(value, str) else _link(value)
        if url := page.absolute(link):
            yield Image(
                url=url,
                caption=_text(value, "caption", "description"),
                credit=_text(value, "creditText", "copyrightHolder"),
            )


def _metas(page: Document) -> Iterator[Image]:
    captions = [content for content, _ in page.metas.all("og:image:alt", "twitter:image:alt")]
    for content, _ in page.metas.all("og:image", "og:image:url", "twitter:image", "twitter:image:src"):
        if url := page.absolute(content):
            yield Image(url=url, caption=captions[0] if captions else None)


def _figures(page: Document, holders: list[Element]) -> Iterator[Image]:
    for holder in holders:
        picture = holder if holder.tag == "img" else next(holder.iter("img"), None)
        link = (
            (picture.get("data-src") or picture.get("src") or picture.get("data-lazy-src"))
            if picture is not None
            else None
        )
        if picture is not None and (url := page.absolute(link)):
            caption = next((text_of(element) for element in find(_CAPTION, holder)), "") or picture.get("alt") or ""
            text, credit = split_credit(plain(caption))
            yield Image(url=url, caption=text, credit=credit)


def split_credit(caption: str) -> tuple[str | None, str | None]:
    """Part a caption from the credit at its end, such as ``(Photo: N. N.)``; each is None where missing."""
    match = _CREDIT.search(caption) or _SIGN.search(caption)
    if not match:
        return caption or None, None
    return caption[: match.start()].strip(" ([|-") or None, match["credit"].strip()


def _link(value: Any) -> str | None:
    return (
        next(texts(value.get("url") or value.get("contentUrl") or value.get("@id")), None)
        if isinstance(value, dict)
        else None
    )


def _text(value: Any, *keys: str) -> str | None:
    if isinstance(value, dict):
        for key in keys:
            for text in texts(value.get(key)):
                return plain(text) or None
    return None
