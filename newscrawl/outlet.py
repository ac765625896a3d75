"""OutletSpider: an outlet's facts -> requests -> Articles."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin

import msgspec
import scrapy
from scrapy.http import Request, Response

from newscrawl.article import Article, Provenance, Rights
from newscrawl.discovery.wordpress import posts_address
from newscrawl.errors import BadFacts, NoBody, NotAnArticle, Reserved
from newscrawl.extract import Kind, Page, Rules, extract
from newscrawl.extract.rules import mistakes
from newscrawl.facts import Facts, check_facts
from newscrawl.fetch import browser
from newscrawl.fetch.answers import declared_encoding, failure_name, is_page
from newscrawl.fetch.freshness import conditions, validators
from newscrawl.fetch.walls import challenge, sent_elsewhere
from newscrawl.identity import same_place
from newscrawl.rights import is_reserved
from newscrawl.run.courtesy import rights_of
from newscrawl.run.life import crawl_of
from newscrawl.run.polling import Polling
from newscrawl.run.polls import Bounds
from newscrawl.run.walks import Source, SourceKind
from newscrawl.run.walls import FOR_GOOD, GONE, doubt, refusal, wall_of
from newscrawl.urls import outlet_domain, outlet_key, within

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from newscrawl.run.crawl import Crawl
    from newscrawl.state.links import Look, TakenLink

WINDOW = 64  # links of this outlet under way at once: enough to keep the downloader busy, so few that memory stays flat
SOURCES: dict[str, SourceKind] = {
    "feeds": "feed",
    "news_sitemaps": "sitemap",
    "sitemaps": "sitemap",
    "wordpress": "wordpress",
    "listings": "listing",
}
LISTS = {*SOURCES, "languages", "hosts"}
NUMBERS = {"listing_pages", "expect", "poll_min", "poll_max"}
WORDS = {"outlet", "country", "language", "timezone", "home", "article_url", "id_in_url", "reserved"}
FACTS = LISTS | NUMBERS | WORDS
NOT_MODIFIED = 304
WITHDRAWN = "http-410"
ACCEPTED = 202  # with a challenge instead of the page
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
    *SOURCES,
)
KINDS_KEPT = {Kind.ARTICLE, Kind.LIVEBLOG, Kind.MEDIA}


class OutletSpider(scrapy.Spider):
    """Crawl one outlet by its facts: a subclass states them as class attributes, ``-a`` on the command line.

    URLs are absolute or relative to ``home``. ``article_url`` is a pattern searched in the path and query of a link;
    without one the engine guesses which links of a listing are articles. ``id_in_url`` is a pattern whose first group
    is the outlet's own id of an article in its URL. ``hosts`` are further hosts of the outlet. ``expect`` is how many
    articles a day it publishes at least. ``render`` says what exists only after JavaScript ran, or that only ``walls``
    are tried in a browser.
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

    crawl: "Crawl"

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
        self._under_way = 0
        self._stirred = asyncio.Event()

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
        self.crawl = crawl_of(self.crawler)
        polling = Polling(self, self.crawl, self._stirred)
        async for request in polling.requests():
            yield request
        while True:
            self._stirred.clear()
            polled = not polling.open
            room = WINDOW - self._under_way if self._under_way <= WINDOW // 2 else 0
            links = await self.crawl.take(room) if room else []
            for link in links:
                self._under_way += 1
                yield self._article_request(link)
            if room and not links:
                if polled:
                    return
                await self._stirred.wait()
            elif not room:
                await self._stirred.wait()

    async def parse_article(self, response: Response, link: "TakenLink") -> AsyncIterator[Any]:
        """Read an article page in a worker and yield its Article; settle the link where there is none.

        A wall is tried once in the browser where the outlet has it.
        """
        retry = None
        try:
            if self.crawl.is_closing:  # too late: the link stays owed
                return
            if link.look and await self._is_told(response, link, link.look):
                return
            await self.crawl.fetched(link)
            page = await self._read(response, link)
            if page is None:
                return
            page.rights = await rights_of(response, page.rights, self.crawler)
            if wall := await self._wall(response, page, link):
                if self._may_render(response.request):
                    retry = self._article_request(link, browser.browser_meta())
                    yield retry
                else:
                    await self.crawl.wall(link, wall)
            elif page.kind not in KINDS_KEPT:
                textless = page.kind is Kind.OTHER and not page.body
                await self.crawl.reject(link, NoBody if textless else NotAnArticle)
            elif self.reserved == "skip" and is_reserved(page.rights):
                await self.crawl.reject(link, Reserved)
            elif (item := self._item(page, response, link)) is None:
                await self.crawl.reject(link, NotAnArticle)
            else:
                self.crawl.page_is_known_by(link, *validators(response))
                yield item
        finally:
            if retry is None:
                self._done()

    async def article_failed(self, failure: Any) -> AsyncIterator[Any]:
        """Settle the link of an article that could not be fetched; a wall is tried once in the browser."""
        retry = None
        try:
            link: TakenLink = failure.request.cb_kwargs["link"]
            if self.crawl.is_closing:
                return
            reason = failure_name(failure.value)
            if link.look and reason in GONE:
                for_good = link.look.missing or reason == WITHDRAWN
                await self.crawl.missing(link, self._withdrawn(link), for_good=for_good)
            elif wall := refusal(reason, failure.value):
                if wall not in FOR_GOOD and self._may_render(failure.request):
                    retry = self._article_request(link, browser.browser_meta())
                    yield retry
                else:
                    await self.crawl.wall(link, wall)
            else:
                await self.crawl.not_fetched(link, failure.value)
        finally:
            if retry is None:
                self._done()

    async def _is_told(self, response: Response, link: "TakenLink", look: "Look") -> bool:
        """Settle a look whose answer says all: that the page has not changed, or that it is gone."""
        if response.status == NOT_MODIFIED:
            await self.crawl.unmodified(link)
        elif same_place(response.url, self.home):
            await self.crawl.missing(link, self._withdrawn(link), for_good=look.missing)
        else:
            return False
        return True

    async def _wall(self, response: Response, page: Page, link: "TakenLink") -> str | None:
        """Return the name of the wall that came instead of the article; None where none did."""
        wall = wall_of(link.url, response, page, self.domains, [source.url for source in self.sources])
        if wall or link.look or not (found := doubt(link.url, link.title, page)):
            return wall
        doubted = self._may_render(response.request) or await self.crawl.is_doubted(link, found)
        return "other-page" if doubted else None

    def _may_render(self, request: Request | None) -> bool:
        """Tell whether a page that came without the browser may be asked for with it."""
        return self.render is not None and request is not None and not request.meta.get("playwright")

    async def _read(self, response: Response, link: "TakenLink") -> Page | None:
        if not within(response.url, self.domains):
            await self.crawl.wall(link, sent_elsewhere(link.url, response.url, self.domains, ()) or "redirected")
            return None
        if is_page(response) and (response.status == ACCEPTED or not response.body.strip()):
            held_back = challenge(response)
            await (self.crawl.wall(link, "challenge") if held_back else self.crawl.fail(link, "empty-page"))
            return None
        if not is_page(response):
            await self.crawl.reject(link, NotAnArticle)
            return None
        encoding = declared_encoding(response)
        return await self.crawl.read(link, extract, response.body, response.url, self.page_rules, encoding)

    def _item(self, page: Page, response: Response, link: "TakenLink") -> Article | dict[str, Any] | None:
        """Return what the outlet makes of a page, under the address that was offered: the link ends by it."""
        item = self.article(self._article(page, response, link), response)
        if isinstance(item, Article):
            item.url = link.url
            return item
        return None if item is None else {**item, "url": link.url}

    def _article(self, page: Page, response: Response, link: "TakenLink") -> Article:
        provenance = {key: value for key, value in page.provenance.items() if key in Provenance.__dataclass_fields__}
        published_at = page.published_at
        if published_at is None and link.published_at is not None:
            published_at = datetime.fromtimestamp(link.published_at, UTC)
            provenance["published_at"] = "source"
        return Article(
            outlet=self.name,
            country=self.country,
            language=page.language,
            url=link.url,
            canonical_url=page.canonical_url or response.url,
            title=page.title or link.title or "",
            description=page.description,
            body=page.body,
            authors=page.authors,
            section=page.section,
            tags=page.tags,
            published_at=published_at,
            modified_at=page.modified_at,
            fetched_at=self.crawl.now(),
            images=page.images,
            access=page.access,
            agency=page.agency,
            provenance=Provenance(**provenance),
            extractor=page.extractor,
            crawl_id=self.crawl.crawl_id,
            found_in=link.found_in,
            rights=self._kept(page.rights),
        )

    def _withdrawn(self, link: "TakenLink") -> Article:
        """Return what is left to say of an article that is no longer there."""
        return Article(
            outlet=self.name,
            country=self.country,
            url=link.url,
            canonical_url=link.url,
            fetched_at=self.crawl.now(),
            extractor="newscrawl",
            crawl_id=self.crawl.crawl_id,
            found_in=link.found_in,
        )

    def _kept(self, rights: Rights) -> Rights:
        without_text = self.reserved == "metadata" and is_reserved(rights)
        return replace(rights, kept="metadata" if without_text else "text")

    def _article_request(self, link: "TakenLink", rendered: Mapping[str, Any] | None = None) -> Request:
        look = link.look
        meta = dict(rendered or self.browser_meta("article"))
        if look:
            meta["handle_httpstatus_list"] = [NOT_MODIFIED]
        return Request(
            link.url,
            headers=conditions(look.etag, look.last_modified) if look else None,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"link": link},
            meta=meta,
            dont_filter=True,  # state knows what was fetched
        )

    def browser_meta(self, what: str) -> dict[str, Any]:
        """Return the request meta that sends a ``listing`` or ``article`` through the browser where it has to."""
        if self.render != what:
            return {}
        return browser.browser_meta(load_more=self.load_more, scroll=what == "listing")

    def _address(self, kind: SourceKind, url: str) -> str:
        address = urljoin(self.home, url)
        return posts_address(address) if kind == "wordpress" else address

    def _done(self) -> None:
        self._under_way -= 1
        self._stirred.set()

    def _set_fact(self, key: str, value: str) -> None:
        if key.startswith("_"):  # scrapyd passes _job
            return
        if key not in FACTS:
            raise BadFacts(f"{self.name}: unknown argument {key!r}; the facts are {', '.join(sorted(FACTS))}")
        if key in LISTS:
            setattr(self, key, value.replace(",", " ").split())
        elif key in NUMBERS and not value.isdecimal():
            raise BadFacts(f"{self.name}: {key} is {value!r}; give a whole number")
        else:
            setattr(self, key, int(value) if key in NUMBERS else value)


def outlet_from_facts(facts: Facts) -> type[OutletSpider]:
    """Return a spider for an outlet of a facts file."""
    given = {
        name: value
        for name, value in msgspec.structs.asdict(facts).items()
        if value not in (None, "", []) and name not in ("key", "name")
    }
    return type("FactsOutlet", (OutletSpider,), {**given, "name": outlet_key(facts.key), "outlet": facts.name})
