"""Read the day of an article from what a reader sees, where the page declares none."""

from copy import deepcopy
from datetime import date

from htmldate import find_date
from lxml.etree import XPath
from lxml.etree import _Element as Element

from newscrawl.extract.select import cut, find

LAST_DAY = "2099-12-31"  # given to htmldate, which would read the clock otherwise
HALF = 0.5  # of the page's paragraphs

_AROUND = XPath(
    "//aside | //footer | //nav | //li[.//a and .//time] | //article[.//a and not(.//h1)]"
    " | //*[not(self::body or self::html or self::main or self::article)]["
    + " or ".join(
        f"contains(@{name}, '{mark}')"
        for mark in ("sidebar", "related", "widget", "recent")
        for name in ("class", "id")
    )
    + "]"
)


def article_only(root: Element) -> Element:
    """Return a copy of the page that holds the headline and its text; dates of teasers and of today are not in it."""
    copied = deepcopy(root)
    total = _prose(copied)
    heading, body = copied.find(".//h1"), copied.find("body")
    if heading is not None and body is not None:
        holders = (holder for holder in heading.iterancestors() if _prose(holder) >= HALF * total)
        holder = next(holders, body)
        if body in holder.iterancestors():
            body[:] = [holder]
    for element in find(_AROUND, copied):
        if element.find(".//h1") is None and _prose(element) <= HALF * total:
            cut(element)
    for link in copied.iter("a"):
        link.attrib.pop("href", "")  # the address of another article often holds its day
    return copied


def visible_day(article: Element, url: str, first: date) -> str | None:
    """Return the day that htmldate finds, ``YYYY-MM-DD``, not before ``first``; cuts the tree that it is given.

    The first of January is what htmldate makes of a bare year, so it is no answer.
    """
    day: str | None = find_date(article, original_date=True, url=url, min_date=first.isoformat(), max_date=LAST_DAY)
    return None if not day or day.endswith("-01-01") else day


def _prose(element: Element) -> int:
    return sum(len("".join(map(str, paragraph.itertext()))) for paragraph in element.iter("p"))
