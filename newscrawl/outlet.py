"""OutletSpider: an outlet's facts -> requests -> Articles."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin

import msgspec
import scrapy
from scrapy.http import Response

from newscrawl.article import Article
from newscrawl.discovery.days import Days
from newscrawl.discovery.wordpress import posts_address
from newscrawl.errors import BadFacts
from newscrawl.extract import Rules
from newscrawl.extract.rules import mistakes
from newscrawl.facts import Facts, check_facts
from newscrawl.fetch import browser
from newscrawl.run.backfill import Backfill
from newscrawl.run.life import crawl_of
from newscrawl.run.polling import Polling
from newscrawl.run.polls import Bounds
from newscrawl.run.reading import Reading
from newscrawl.run.walks import Source, SourceKind
from newscrawl.urls import outlet_domain, outlet_key

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

SOURCES: dict[str, SourceKind] = {
    "feeds": "feed",
    "news_sitemaps": "sitemap",
    "sitemaps": "sitemap",
    "wordpress": "wordpress",
    "listings": "listing",
}
LISTS = {*SOURCES, "languages", "hosts", "archives"}
NUMBERS = {"listing_pages", "expect", "poll_min", "poll_max"}
WORDS = {"outlet", "country", "language", "timezone", "home", "article_url", "id_in_url", "reserved"}
FACTS = LISTS | NUMBERS | WORDS
CHECKED = (
    "name",
    "home",
    "timezone",
    "country",
    "languages",
    "article_url",
    "id_in_url",
    "hosts",
    "reserved",
    "archives",
    *SOURCES,
)


class OutletSpider(scrapy.Spider):
    """Crawl one outlet by its facts: a subclass states them as class attributes, ``-a`` on the command line.

    URLs are absolute or relative to ``home``. ``article_url`` is a pattern searched in the path and query of a link;
    without one the engine guesses which links of a listing are articles. ``id_in_url`` is a pattern whose first group
    is the outlet's own id of an article in its URL. ``hosts`` are further hosts of the outlet. ``archives`` are
    addresses of pages that list the articles of a day or month, with ``{year}``, ``{month:02}`` and ``{day:02}`` in
    them. ``expect`` is how many articles a day it publishes at least. ``render`` says what exists only after
    JavaScript ran, or that only ``walls`` are tried in a browser. The argument ``backfill``, no fact, makes a crawl
    one of the past: ``2024-01-01..2024-03-31``.
    """

    outlet: str = ""
    country: str | None = None
    language: str | None = None
    languages: Sequence[str] = ()
    timezone: str | None = None
    home: str = ""
    hosts: Sequence[str] = ()
    feeds: Sequence[str] = ()
    news_sitemaps: Sequence[str] = ()
    sitemaps: Sequence[str] = ()
    wordpress: Sequence[str] = ()
    listings: Sequence[str] = ()
    archives: Sequence[str] = ()
    listing_pages: int = 10
    article_url: str | None = None
    id_in_url: str | None = None
    since: date | None = None
    expect: int = 0
    poll_min: int = 5
    poll_max: int = 60
    reserved: str = "text"
    rules: Rules = Rules()
    render: ClassVar[str | None] = None
    load_more: ClassVar[str | None] = None

    days: Days | None = None  # of a backfill

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Take facts from the command line over those of the class; raise BadFacts where one is unknown or wrong."""
        super().__init__(name)
        for key, value in arguments.items():
            self._set_fact(key, value)
        self.languages = list(self.languages) or ([self.language] if self.language else [])
        check_facts(self.where, {key: getattr(self, key) for key in CHECKED})
        if mistake := next(mistakes(self.rules), None):
            raise BadFacts(f"{self.where}: {mistake}")
        self.domains = [outlet_domain(self.home), *self.hosts]
        self.allowed_domains = self.domains

    @classmethod
    def update_settings(cls, settings: "BaseSettings") -> None:
        """Add the browser tier for an outlet that needs it."""
        super().update_settings(settings)
        if cls.render:
            settings.update(browser.browser_settings(cls.name), priority="spider")

    @property
    def where(self) -> str:
        """Return where this outlet's facts are written, for messages."""
        return f"{type(self).__module__.replace('.', '/')}.py: {self.name}"

    @property
    def sources(self) -> list[Source]:
        """Return the outlet's feeds, sitemaps, APIs and listings, in this order; the front page if it names none."""
        named = [
            Source(kind=kind, url=self._address(kind, url), recent=attribute == "sitemaps")
            for attribute, kind in SOURCES.items()
            for url in getattr(self, attribute)
        ]
        return named or [Source(kind="listing", url=self.home)]

    @property
    def past_sources(self) -> list[Source]:
        """Return the sources that may list the past."""
        return self.sources

    @property
    def bounds(self) -> Bounds:
        """Return how often the outlet allows its sources to be polled."""
        return Bounds(shortest=min(self.poll_min, self.poll_max) * 60, longest=self.poll_max * 60)

    @property
    def names_sources(self) -> bool:
        """Tell whether the facts name what lists the articles; else it is what the front page and robots.txt name."""
        return any(getattr(self, attribute) for attribute in SOURCES)

    @cached_property
    def article_pattern(self) -> "re.Pattern[str] | None":
        """Return ``article_url`` compiled, or None."""
        return re.compile(self.article_url) if self.article_url else None

    @cached_property
    def page_rules(self) -> Rules:
        """Return the outlet's rules together with the facts that extraction needs."""
        return replace(self.rules, timezone=self.timezone, since=self.since, outlet=self.outlet or None)

    def article(self, article: Article, response: Response) -> Article | Mapping[str, Any] | None:  # noqa: ARG002
        """Return the article as the outlet wants it, None if it is none; for what facts and rules cannot say."""
        return article

    async def start(self) -> AsyncIterator[Any]:
        """Yield a request for each source, then for each link that state says is due, until there are none."""
        crawl, stirred = crawl_of(self.crawler), asyncio.Event()
        walk = Backfill(self, crawl, stirred, self.days) if self.days else Polling(self, crawl, stirred)
        reading = Reading(self, crawl, stirred)
        async for request in walk.requests():
            yield request
        while True:
            stirred.clear()
            read = not walk.open
            room = reading.room
            links = await crawl.take(room) if room else []
            for link in links:
                yield reading.request(link)
            if room and not links:
                further = await walk.further() if read else ()
                if further is None:
                    return
                for request in further:
                    yield request
                if not read:
                    await stirred.wait()
            elif not room:
                await stirred.wait()

    def browser_meta(self, what: str) -> dict[str, Any]:
        """Return the request meta that sends a ``listing`` or ``article`` through the browser where it has to."""
        if self.render != what:
            return {}
        return browser.browser_meta(load_more=self.load_more, scroll=what == "listing")

    def _address(self, kind: SourceKind, url: str) -> str:
        address = urljoin(self.home, url)
        return posts_address(address) if kind == "wordpress" else address

    def _set_fact(self, key: str, value: str) -> None:
        if key.startswith("_"):  # scrapyd passes _job
            return
        if key == "backfill":
            self._set_days(value)
            return
        if key not in FACTS:
            raise BadFacts(f"{self.name}: unknown argument {key!r}; the facts are {', '.join(sorted(FACTS))}")
        if key in LISTS:
            setattr(self, key, value.replace(",", " ").split())
        elif key in NUMBERS and not value.isdecimal():
            raise BadFacts(f"{self.name}: {key} is {value!r}; give a whole number")
        else:
            setattr(self, key, int(value) if key in NUMBERS else value)

    def _set_days(self, value: str) -> None:
        try:
            self.days = Days.parse(value)
        except ValueError as error:
            text = f"{self.name}: backfill is {value!r}: {error}; write it like 2024-01-01..2024-03-31"
            raise BadFacts(text) from None
        self.expect = 0  # it is said of today's articles


def outlet_from_facts(facts: Facts) -> type[OutletSpider]:
    """Return a spider for an outlet of a facts file."""
    given = {
        name: value
        for name, value in msgspec.structs.asdict(facts).items()
        if value not in (None, "", []) and name not in ("key", "name")
    }
    return type("FactsOutlet", (OutletSpider,), {**given, "name": outlet_key(facts.key), "outlet": facts.name})
