"""Find when an article was published and when it was last changed."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.etree import XPath

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts
from newscrawl.extract.moments import has_time, moment
from newscrawl.extract.page import Rules
from newscrawl.extract.select import chosen, find, values
from newscrawl.extract.visible_day import article_only, visible_day

FIRST_YEAR = 1990
_URL_DAY = re.compile(r"[/_=-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date_published", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "pubdate", "publishdate", "publish-date", "publication_date",
    "date", "dc.date", "dcterms.date", "article.published", "cxenseparse:publishtime", "cxenseparse:recs:publishtime",
    "og:pubdate", "last-modified",
)  # fmt: skip
_ITEM_PUBLISHED = XPath("//*[@itemprop='datePublished']")
_ITEM_MODIFIED = XPath("//*[@itemprop='dateModified']")
_TIMES = XPath(".//time[@datetime]")
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified", "last-modified")


def published_at(page: Document, rules: Rules) -> Found[datetime] | None:
    """Return the day and time of publication, with the zone it was written in or the outlet's.

    Where another declared time is the same instant in a zone of its own, that one is taken: it knows the local day.
    """
    found = _possible(_published(page, rules), rules)
    first = next(found, None)
    if first is None or first.source == "rule" or first.value.utcoffset() != timedelta(0):
        return first
    declared = _possible(_declared(page), rules)
    return next((other for other in declared if _is_local(other.value, first.value)), first)


def _is_after(later: datetime, earlier: datetime) -> bool:
    if bool(later.tzinfo) != bool(earlier.tzinfo):
        return later.date() > earlier.date()
    return later > earlier


def _is_local(other: datetime, utc: datetime) -> bool:
    return bool(other.utcoffset()) and abs(other - utc) < timedelta(minutes=1)


def modified_at(page: Document, rules: Rules) -> Found[datetime] | None:
    """Return when the article was last changed; a time that is not after its publication says nothing of the kind."""
    published = published_at(page, rules)
    found = _possible(_modified(page, rules), rules)
    return next((one for one in found if published is None or _is_after(one.value, published.value)), None)


def _published(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "published_at")):
        yield Found(text, "rule")
    yield from _declared(page)
    yield from _guessed(page, rules)


def _declared(page: Document) -> Iterator[Found[str]]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for text in texts(page.article.get(key)):
            yield Found(text, "json-ld")
    for content, source in page.metas.all(*_PUBLISHED):
        yield Found(content, source)
    for text in values(find(_ITEM_PUBLISHED, page.root))[:1]:
        yield Found(text, "dom:itemprop")


def _of_url(url: str) -> Iterator[Found[str]]:
    match = _URL_DAY.search(url)
    if match:
        yield Found("-".join(match.groups()), "url")


def _guessed(page: Document, rules: Rules) -> Iterator[Found[str]]:
    """Ask the URL and the visible text for the day, and the article's time elements for the time on that day."""
    article = article_only(page.root)
    times = values(find(_TIMES, article))
    day = visible_day(article, page.url, rules.since or date(FIRST_YEAR, 1, 1))
    days = [*_of_url(page.url), *([Found(day, "dom:htmldate")] if day else [])]
    for text in times[:1] if times and not days else times:
        when = moment(text)
        if when and (not days or f"{when:%Y-%m-%d}" in {found.value for found in days}):
            yield Found(text, "dom:time")
    yield from days


def _modified(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "modified_at")):
        yield Found(text, "rule")
    for text in texts(page.article.get("dateModified")):
        yield Found(text, "json-ld")
    for content, source in page.metas.all(*_MODIFIED):
        yield Found(content, source)
    for text in values(find(_ITEM_MODIFIED, page.root))[:1]:
        yield Found(text, "dom:itemprop")


def _possible(candidates: Iterator[Found[str]], rules: Rules) -> Iterator[Found[datetime]]:
    """Read the candidates; drop what is no date or impossible, and give a time without a zone the outlet's."""
    for text, source in candidates:
        when = moment(text)
        if when is None or when.year < FIRST_YEAR or (rules.since and when.date() < rules.since):
            continue
        notes = [source] if has_time(text) else [source, "day only"]
        if when.tzinfo is None and (zone := _zone(rules.timezone)):
            when = when.replace(tzinfo=zone)
            notes.append("zone of outlet")
        yield Found(when, "; ".join(notes))


@cache
def _zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of that name; None where there is none, for a wrong rule must not lose the date."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
