"""Pagination: which address continues a listing page."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from newscrawl.discovery.anchors import has, linked
from newscrawl.urls import host, normalise

FORWARD = "\u203a\u00bb\u2192>"  # the arrows that pages show: single and double guillemet, arrow, greater-than
BACKWARD = "\u2039\u00ab\u2190<"
NUMBER = re.compile(r"[/?].*\d")  # in an address of a page that is not the first; a section may be called "Next"
PAGE_NUMBER = re.compile(r"[2-9]|[1-9]\d{1,3}", re.ASCII)
# What leads from the address of a first page to that of the second, before its number.
TO_SECOND = re.compile(r"[/?&;,_-]{0,2}(?:page|paged|pages?no|pg|p|pagina|página|seite|sayfa|strona|index)?[/=_-]?")
ENDINGS = frozenset(("", "/", ".html", ".htm"))
NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
NEXT_WORDS = """
next; go to next; the next; older; load more; show more; nächste; weiter; ältere; mehr laden; mehr
anzeigen; suivant; suivante; siguiente; próximo; próxima; seguinte; successivo; successiva; avanti;
volgende; nästa; neste; næste; seuraava; następna; další; sonraki; далее; дальше; следующая;
наступна; التالي; الصفحة التالية; अगला; 次へ; 次のページ; 下一页; 下一頁; 다음
"""
NEXT_TEXT = re.compile(
    rf"(?:{'|'.join(' '.join(word.split()) for word in NEXT_WORDS.split(';'))})"
    r"(?: (?:page|posts?|articles?|entries|stories|news|seite|beiträge|artikel|página|pagina|sayfa|strona|страница))?"
)


def next_page(root: Any, anchors: Sequence[tuple[str, Any]], url: str, base: str) -> str | None:
    """Return the page that continues this one, on the same host.

    rel=next first, else an anchor that says so, else one that shows the number after this page's own.
    """
    declared = (linked(base, link.get("href", "")) for link in root.iter("link") if has(link, "rel", "next"))
    related = (address for address, anchor in anchors if has(anchor, "rel", "next"))
    said = (address for address, anchor in anchors if NUMBER.search(address, len("https://")) and _says_next(anchor))
    numbered = (address for address, anchor in anchors if _is_numbered(address, anchor, url))
    for candidates in (declared, related, said, numbered):
        for address in candidates:
            if address and _continues(address, url):
                return address
    return None


def _continues(address: str, url: str) -> bool:
    try:
        return host(address) == host(url) and normalise(address) != normalise(url)
    except ValueError:
        return False


def _says_next(anchor: Any) -> bool:
    """Tell whether an anchor's class, label or text says that older links follow there."""
    if NEXT_CLASS.search(anchor.get("class", "")):
        return True
    text = " ".join("".join(islice(anchor.itertext(), 5)).split())
    words = text.strip(FORWARD + BACKWARD + " ").lower()
    if not words:
        return bool(text) and not text.strip(FORWARD + " ")
    return NEXT_TEXT.fullmatch(words) is not None


def _is_numbered(address: str, anchor: Any, url: str) -> bool:
    """Tell whether an anchor shows a page number, and its address is this page's but for the number, one higher."""
    shown = " ".join("".join(islice(anchor.itertext(), 5)).split())
    if not PAGE_NUMBER.fullmatch(shown):
        return False
    for place in re.finditer(rf"(?<!\d){shown}(?!\d)", address):
        before, after = address[: place.start()], address[place.end() :]
        if f"{before}{int(shown) - 1}{after}" == url:
            return True
        stem = next((stem for stem in (url, url.partition("?")[0].rstrip("/")) if before.startswith(stem)), None)
        if shown == "2" and stem is not None and after in ENDINGS and TO_SECOND.fullmatch(before[len(stem) :]):
            return True
    return False
