"""Read one picture of a page: its address, its caption, its credit."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from newscrawl.extract.elsewhere import marks_of
from newscrawl.extract.prose import plain, text_of

_LONGEST = 300  # characters at the end of a caption in which a credit is looked for
_LABEL = (
    r"photo(?:graph)?s?|image|picture|foto(?:graf(?:ie|ía|ia|i)?)?s?|fotos?|bild(?:er|quelle)?|credit|crédits?|kuva|fotó"
    r"|фото|zdroj|quelle|source|fuente|fonte|©|\(c\)|copyright|zdjęcie|fot\."
)
_CREDIT = re.compile(
    rf"(?:^|[\s(\[|])(?:{_LABEL})(?: credit| by| courtesy| photo)?\s?[:/]\s?(?P<credit>[^()\[\]|]{{2,80}}?)\s?[)\]]?$",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(?:^|\s)(?:©|\(c\))\s?(?P<credit>[^()\[\]|]{2,80})$", re.IGNORECASE)
_LEADING_LABEL = re.compile(
    rf"^[(\[]?(?:{_LABEL})(?: credit| by| courtesy| photo)?\s?[:/]?\s+|^[(\[©\s]+", re.IGNORECASE
)
_CREDIT_MARK = re.compile(r"credit|copyright|photographer|[-_ ]source|fotograf|byline|quelle")
_NO_PICTURE = re.compile(
    r"logo|avatar|gravatar|sprite|favicon|\bicons?\b|placeholder|\bblank\b|pixel|spacer|\b1x1\b|loading\.|transparent"
)
_SIZE = re.compile(r"(?:-\d{2,4}x\d{2,4}|-scaled|_\d{2,4}x\d{2,4}|@\dx)+$")
_PICTURE_FILE = re.compile(r"(.{6,})\.(?:jpe?g|png|webp|avif|gif)", re.IGNORECASE)
_LONGEST_NAME = 300  # characters of a file's name
_BETWEEN = re.compile(r",\s+")  # the pictures of a set; a comma inside an address has no space after it
_LONGEST_SET = 5_000  # characters
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-full-src", "data-original-src", "src")
_LAZY_SETS = ("data-srcset", "srcset", "data-lazy-srcset")
_TINIEST = 3  # pixels


def links(holder: Element) -> Iterator[str]:
    """Give the addresses that the picture in ``holder`` may have: for lazy loading first, the largest of a set."""
    for picture in (holder,) if holder.tag == "img" else (*holder.iter("img"), *holder.iter("source")):
        if _is_tiny(picture):
            continue
        yield from (link for name in _LAZY if (link := picture.get(name)) and not link.startswith("data:"))
        for name in _LAZY_SETS:
            if offered := picture.get(name):
                yield max(_BETWEEN.split(offered[:_LONGEST_SET].strip()), key=_size).partition(" ")[0]


def is_picture(url: str) -> bool:
    """Tell whether an address looks like a picture of the article, not a logo, portrait of a user or pixel."""
    return not _NO_PICTURE.search(_path(url).rpartition("/")[2].lower())


def name_of(url: str) -> str:
    """Return what the sizes of one picture have in common: the file's name, or the address where that says little."""
    name = _path(url).rpartition("/")[2]
    match = _PICTURE_FILE.fullmatch(name) if len(name) <= _LONGEST_NAME else None
    return _SIZE.sub("", match[1].lower()) if match else url


def captioned(holder: Element) -> tuple[str | None, str | None]:
    """Return the caption and the credit that stand with the picture in ``holder``; each is None where missing."""
    credit = caption = ""
    for element in holder.iter("figcaption", "p", "div", "span", "small", "cite", "em", "i", "a"):
        marks = marks_of(element)
        if not credit and _CREDIT_MARK.search(marks) and element.find(".//img") is None:
            credit = text_of(element)
        if not caption and (element.tag == "figcaption" or "caption" in marks) and element.find(".//img") is None:
            caption = text_of(element)
    if not credit or len(credit) > _LONGEST:
        text, sign = split_credit(plain(caption))
        return text or _alt(holder), sign
    rest = " ".join(caption.replace(credit, " ", 1).split()).strip(" ([|-/")
    return rest or _alt(holder), _LEADING_LABEL.sub("", credit).strip(" )]") or None


def split_credit(caption: str) -> tuple[str | None, str | None]:
    """Part a caption from the credit at its end, such as ``(Photo: N. N.)``; each is None where missing."""
    start = max(0, len(caption) - _LONGEST)
    match = _CREDIT.search(caption, start) or _SIGN.search(caption, start)
    if not match:
        return caption or None, None
    return caption[: match.start()].strip(" ([|-") or None, match["credit"].strip()


def _alt(holder: Element) -> str | None:
    picture = holder if holder.tag == "img" else next(holder.iter("img"), None)
    return plain(picture.get("alt") or "") or None if picture is not None else None


def _size(offered: str) -> float:
    """Return the size at the end of one part of a set, for example 640 of ``/a.jpg 640w``."""
    size = offered.strip().rpartition(" ")[2][:-1]
    return float(size) if size.replace(".", "", 1).isdecimal() else 0


def _is_tiny(picture: Element) -> bool:
    sizes = (picture.get("width") or "", picture.get("height") or "")
    return any(size.isascii() and size.isdigit() and int(size[:6]) <= _TINIEST for size in sizes)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # for example an unfinished IPv6 address
        return ""
