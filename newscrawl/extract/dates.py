"""Find when an article was published and when it was last changed."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts
from newscrawl.extract.moments import has_time, moment
from newscrawl.extract.page import Rules
from newscrawl.extract.select import chosen, values

FIRST_YEAR = 1990
_PUBLISHED = ("article:published_time", "og:article:published_time", "datepublished", "date_published", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "pubdate", "publishdate", "publish-date", "publication_date", "date", "dc.date", "dcterms.date", "article.published", "cxenseparse:publishtime", "cxenseparse:recs:publishtime", "og:pubdate", "last-modified")  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified", "last-modified")
_TIMES = (
    ("//*[@itemprop='datePublished']", "dom:itemprop"),
    ("//article//time[@datetime]", "dom:time"),
    ("//time[@datetime]", "dom:time"),
)


def published_at(page: Document, rules: Rules) -> Found[datetime] | None:
    """Return the day and time of publication, with the zone it was written in or the outlet's."""
    return next(_possible(_published(page, rules), rules), None)


def modified_at(page: Document, rules: Rules) -> Found[datetime] | None:
    """Return when the article was last changed; nothing before its publication is one."""
    return next(_possible(_modified(page, rules), rules), None)


def _published(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "published_at")):
        yield Found(text, "rule")
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for text in texts(page.article.get(key)):
            yield Found(text, "json-ld")
    for content, source in page.metas.all(*_PUBLISHED):
        yield Found(content, source)
    for path, source in _TIMES:
        for text in values(page.root.xpath(path))[:1]:
            yield Found(text, source)


def _modified(page: Document, rules: Rules) -> Iterator[Found[str]]:
    for text in values(chosen(page.root, rules, "modified_at")):
        yield Found(text, "rule")
    for text in texts(page.article.get("dateModified")):
        yield Found(text, "json-ld")
    for content, source in page.metas.all(*_MODIFIED):
        yield Found(content, source)
    for text in values(page.root.xpath("//*[@itemprop='dateModified']"))[:1]:
        yield Found(text, "dom:itemprop")


def _possible(candidates: Iterator[Found[str]], rules: Rules) -> Iterator[Found[datetime]]:
    """Read the candidates; drop what is no date or impossible, and give a time without a zone the outlet's."""
    for text, source in candidates:
        when = moment(text)
        if when is None or when.year < FIRST_YEAR or (rules.since and when.date() < rules.since):
            continue
        notes = [source] if has_time(text) else [source, "day only"]
        if when.tzinfo is None and rules.timezone:
            when = when.replace(tzinfo=ZoneInfo(rules.timezone))
            notes.append("zone of outlet")
        yield Found(when, "; ".join(notes))
