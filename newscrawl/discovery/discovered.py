"""What a search for an outlet's sources found: which of the answers are worth naming, as facts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, zip_longest
from urllib.parse import urljoin

from newscrawl.discovery.links import Link
from newscrawl.discovery.recognition import Kind, Seen

MIN_SECTION = 3  # articles that not every section shows
FACTS: dict[Kind, str] = {
    "feed": "feeds",
    "news_sitemap": "news_sitemaps",
    "sitemap": "sitemaps",
    "wordpress": "wordpress",
    "listing": "listings",
}
HOME, FRONT, NAVIGATION, INDEX, USUAL = "home", "front page", "navigation", "sitemap index", "usual place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the outlet: ``named_by`` says where its address comes from, ``url`` how a fact would name it."""

    url: str
    named_by: str
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSource:
    """A source of the outlet with its links to articles; none are known of a sitemap index."""

    kind: Kind
    url: str
    named_by: str
    links: Sequence[Link]

    @property
    def newest(self) -> datetime | None:
        """Return the latest date that the source gives."""
        return max((date for link in self.links if (date := link.published_at or link.modified_at)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """An outlet's sources, best first; what was looked at in vain, with the reason; what its front page calls it."""

    home: str
    sources: Sequence[FoundSource] = ()
    useless: Sequence[tuple[str, str]] = ()
    name: str | None = None
    language: str | None = None
    on_front_page: Sequence[Link] = field(default=(), repr=False)

    def facts(self) -> dict[str, list[str]]:
        """Return the sources as an outlet's facts, relative to home where they lie below it."""
        found = {
            name: [self._short(one.url) for one in self.sources if one.kind == kind] for kind, name in FACTS.items()
        }
        return {name: urls for name, urls in found.items() if urls}

    def articles(self, count: int) -> list[str]:
        """Return so many articles, if there are, the first of each source before its second."""
        ranks = zip_longest(*(source.links[:count] for source in self.sources), self.on_front_page[:count])
        return list(dict.fromkeys(link.url for link in chain.from_iterable(ranks) if link))[:count]

    def _short(self, url: str) -> str:
        below = url.removeprefix(self.home)
        return below if below and urljoin(self.home, below) == url else url


def discovered(home: str, answers: Sequence[Answer], useless: Sequence[tuple[str, str]]) -> Discovered:
    """Return what the answers amount to."""
    front = next((one.seen for one in answers if one.named_by == HOME), None)
    rest = [one for one in answers if one.named_by != HOME]
    feeds, copies = _without_copies([one for one in rest if one.seen.kind == "feed"])
    chosen = [
        *feeds,
        *(one for one in rest if one.seen.kind == "news_sitemap"),
        *(one for one in rest if one.seen.kind == "sitemap" and one.named_by != INDEX),
        *(one for one in rest if one.seen.kind == "wordpress"),
        *_sections([one for one in rest if one.seen.kind == "listing" and one.named_by == NAVIGATION]),
    ]
    return Discovered(
        home=home,
        sources=[_source(one) for one in chosen],
        useless=[*useless, *copies],
        name=front.hints.name if front else None,
        language=front.hints.language if front else None,
        on_front_page=front.found.links if front else (),
    )


def _source(answer: Answer) -> FoundSource:
    seen = answer.seen
    return FoundSource(kind=seen.kind, url=answer.url, named_by=answer.named_by, links=seen.found.links)


def _without_copies(feeds: Sequence[Answer]) -> tuple[list[Answer], list[tuple[str, str]]]:
    """Return the feeds that list what no other one does, and the others with the reason."""
    kept, copies = [], []
    for place, feed in enumerate(feeds):
        others = [*feeds[:place], *(one for one in feeds[place + 1 :] if _links(one) != _links(feed))]
        whole = next((one for one in others if _links(feed) <= _links(one) and one not in copies), None)
        if whole is None or feed.seen.found.next_page:
            kept.append(feed)
        else:
            copies.append(feed)
    return kept, [(feed.url, "lists nothing that another feed does not list") for feed in copies]


def _links(answer: Answer) -> set[str]:
    return {link.url for link in answer.seen.found.links}


def _sections(pages: Sequence[Answer]) -> Iterator[Answer]:
    """Yield the pages that list articles of their own: what most of the pages show stands beside every text."""
    shown = Counter(link.url for page in pages for link in page.seen.found.links)
    for page in pages:
        own = [link for link in page.seen.found.links if len(pages) < 3 or shown[link.url] * 2 <= len(pages)]
        if len(own) >= MIN_SECTION:
            yield page
