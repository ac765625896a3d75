"""The past: which documents of an outlet list what it published on given days, and which of their links do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from newscrawl.discovery.days import Days, days_in_article, days_in_document, days_of
from newscrawl.discovery.links import Found, Link
from newscrawl.discovery.sitemaps import parse_sitemap
from newscrawl.discovery.wordpress import posts_between

PastKind = Literal["sitemap", "wordpress", "archive", "listing"]
SITEMAP_DEPTH = 2  # an index of indexes; deeper is a trap
PAGES = 5_000  # of one listing; more is a calendar without end


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that may list links of ``days``; ``dated`` if all that it lists is of these days, by its address.

    ``root`` is the source that leads to it, ``page`` how many documents that took. Links newer than ``until`` are
    listed before it. One that is not ``named`` by the outlet's facts may be missing without harm.
    """

    kind: PastKind
    url: str
    root: str
    days: Days
    until: date
    dated: bool = False
    page: int = 1
    named: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """The links that were published on given days, newest first; how many others there were, how many undated ones.

    Half of all links that are dated are older than ``middle``.
    """

    links: list[tuple[date, Link]]
    others: int
    undated: int
    middle: date | None


class Choice:
    """Chooses the links of a document that were published on ``days``; ``zone`` is the outlet's.

    A link's date of publication tells, else its address, else its document, where that is ``dated``; else when it was
    modified: most articles are within a day, and none is before it is published.
    """

    def __init__(self, days: Days, zone: ZoneInfo | None, *, dated: bool) -> None:
        self._days = days
        self._zone = zone
        self._dated = dated
        self._seen: Counter[date | None] = Counter()
        self._taken: list[tuple[date, int, Link]] = []

    def takes(self, link: Link) -> bool:
        """Tell whether a link was published on one of the days, as far as can be known, and keep it if so."""
        told = self._told(link)
        self._seen[told.last if told else None] += 1
        if told is None and self._dated:
            told = self._days
        taken = told is not None and told.meets(self._days)
        if told and taken:
            self._taken.append((self._days.common(told).last, -len(self._taken), link))
        return taken

    def chosen(self) -> Chosen:
        """Return what was chosen."""
        newest = sorted(self._taken, key=lambda one: one[:2], reverse=True)
        return Chosen(
            links=[(day, link) for day, _, link in newest],
            others=self._seen.total() - len(newest),
            undated=self._seen[None],
            middle=self._middle(),
        )

    def _told(self, link: Link) -> Days | None:
        """Return the days on one of which the link says that it was published, None where it says nothing."""
        if link.published_at:
            return days_of(link.published_at, self._zone)
        if named := days_in_article(link.url):
            return named
        if link.modified_at is None:
            return None
        modified = days_of(link.modified_at, self._zone)
        may_be_older = self._dated and modified.last >= self._days.first
        return Days(self._days.first, modified.last) if may_be_older else modified

    def _middle(self) -> date | None:
        dated = sorted((day, count) for day, count in self._seen.items() if day)
        left = sum(count for _, count in dated) // 2
        for day, count in dated:
            left -= count
            if left < 0:
                return day
        return None


def choose(links: Iterable[Link], choice: Choice) -> Chosen:
    """Return what ``choice`` takes of the links."""
    for link in links:
        choice.takes(link)
    return choice.chosen()


def parse_past_sitemap(
    body: bytes, url: str, days: Days, zone: ZoneInfo | None, *, dated: bool
) -> tuple[Found, Chosen]:
    """Read a sitemap and choose its links, the only ones that are kept; raise as ``parse_sitemap`` does."""
    choice = Choice(days, zone, dated=dated)
    found = parse_sitemap(body, url, wanted=choice.takes)
    return replace(found, links=[]), choice.chosen()


def first_documents(
    days: Days,
    zone: ZoneInfo | None,
    *,
    sitemaps: Iterable[str] = (),
    apis: Iterable[str] = (),
    archives: Iterable[str] = (),
    listings: Iterable[str] = (),
) -> Iterator[Document]:
    """Yield the documents from which a walk through the past begins; ``archives`` are templates of addresses."""
    for url in sitemaps:
        yield from _dated(_undated("sitemap", url, days))
    for url in apis:
        for month in days.months():
            posts = posts_between(url, month, zone)
            yield Document(kind="wordpress", url=posts, root=url, days=month, until=month.last, dated=True)
    for template in archives:
        for url, span in _spans(template, days).items():
            root = template.partition("{")[0]
            yield Document(kind="archive", url=url, root=root, days=span, until=span.last, dated=True)
    for url in listings:
        yield from _dated(_undated("listing", url, days))


def further_documents(found: Found, document: Document, chosen: Chosen) -> Iterator[Document]:
    """Yield the documents that one leads to: children of an index, the next page while there may be older links."""
    deeper = replace(document, page=document.page + 1)
    if document.kind == "sitemap":
        children = found.sitemaps if document.page <= SITEMAP_DEPTH else ()
        for link in children:
            yield from _child(link, deeper)
    elif found.next_page and _goes_on(found.next_page, document, chosen):
        until = min(chosen.middle or document.until, document.until)
        yield replace(deeper, url=found.next_page, until=max(until, document.days.first))


def _goes_on(next_page: str, document: Document, chosen: Chosen) -> bool:
    """Tell whether the page after a document is wanted; the page after a day's is often another day's."""
    if next_page == document.url or document.page >= PAGES:
        return False
    if document.kind == "listing":
        return chosen.middle is not None and chosen.middle >= document.days.first
    return document.kind == "wordpress" or days_in_document(next_page) == days_in_document(document.url)


def _spans(template: str, days: Days) -> dict[str, Days]:
    """Return the addresses that a template makes of the days, with the days of each."""
    spans: dict[str, Days] = {}
    for day in days:
        url = template.format(year=day.year, month=day.month, day=day.day)
        spans[url] = Days(day, spans[url].last if url in spans else day)
    return spans


def _child(link: Link, child: Document) -> Iterator[Document]:
    """Yield a child of an index, unless what it says of its time leaves none of the days."""
    child = replace(child, url=link.url)
    if link.modified_at is None or days_in_document(link.url):
        yield from _dated(child)
        return
    modified = days_of(link.modified_at, None).last
    if modified >= child.days.first:
        yield replace(child, until=min(child.until, modified))


def _undated(kind: PastKind, url: str, days: Days) -> Document:
    return Document(kind=kind, url=url, root=url, days=days, until=days.last)


def _dated(document: Document) -> Iterator[Document]:
    """Yield a document with the days that its address names, not at all if those are others."""
    named = days_in_document(document.url)
    if named is None:
        yield document
    elif named.meets(document.days):
        days = document.days.common(named)
        yield replace(document, days=days, until=min(document.until, days.last), dated=True)
