"""A week of outlets that publish, burst, edit, withdraw and fail, in simulated time: how it is crawled."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch

import msgspec
from scrapy.http import HtmlResponse, Request, Response
from sqlalchemy import func, select

from newscrawl.extract.page import Kind, Page
from newscrawl.facts import Facts
from newscrawl.fetch.pace import HostPace
from newscrawl.lake.parts import unpack
from newscrawl.outlet import outlet_from_facts
from newscrawl.run import polls
from newscrawl.run.threads import Thread
from newscrawl.settings import DOWNLOAD_DELAY, HOST_FIRST_PAUSE, HOST_PATIENCE
from newscrawl.state import sources
from newscrawl.state.tables import looks, owed
from tests.run.crawling import Desk
from tests.run.engine import Engine, PaperSite

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
START = 1_793_664_000  # 2026-11-03T00:00:00Z, a Tuesday
VOLUMES = (15, 20, 30, 40, 50, 60, 80, 100, 150, 250)  # articles a day
ZONES = (-8, -5, -3, 0, 1, 3, 5, 8, 10)  # hours
BURSTS, OUTAGES = 3, 2  # a week and outlet
EDITED, WITHDRAWN = 0.08, 0.004  # of the articles
FEED_ITEMS, SHORT_FEED = 30, 12
SITE_FILES = 2  # a day and host: robots.txt and tdmrep.json, which a crawl in memory does not ask for
DATED = (owed, looks)
P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Story:
    """One article of a simulated outlet: when it was published, edited and withdrawn."""

    number: int
    published: int
    edits: list[int] = field(default_factory=list)
    withdrawn: int | None = None

    def page(self, now: int) -> str:
        """Return the page as it is now; the reader of this site takes JSON."""
        edits = sum(moment <= now for moment in self.edits)
        words = f"The ferry made its crossing number {self.number} in calm weather, the harbour master said."
        more = [f"It was amended for the {edit + 1}. time, number {self.number}." for edit in range(edits)]
        return json.dumps({"title": f"Ferry {self.number}", "body": [words, *more], "published": self.published})


class LivelySite(PaperSite):
    """An outlet that lives by the clock: what it lists and answers depends on the moment."""

    def __init__(self, number: int, clock: Callable[[], float], *, days: int, seed: int = 0) -> None:
        super().__init__(f"https://outlet-{number}.example/")
        self._clock = clock
        random = Random(1000 * seed + number)
        self.volume = VOLUMES[number % len(VOLUMES)]
        self.stories = list(_stories(random, self.volume, random.choice(ZONES), days))
        self.requests: list[float] = []
        self._outages = [START + random.randrange(days * DAY) for _ in range(OUTAGES * days // 7)]
        self._outage = random.randrange(20 * MINUTE, 3 * HOUR)
        self._items = SHORT_FEED if number % 4 == 3 else FEED_ITEMS
        self.facts: dict[str, Any] = {"feeds": ["feed"], "listings": ["news"], "news_sitemaps": ["news.xml"]}
        without = ("news_sitemaps", "listings"), ("listings",), ("feeds", "listings"), ("news_sitemaps",)
        for kind in without[number % len(without)]:
            del self.facts[kind]

    def respond(self, request: Request) -> Response:
        """Answer as the outlet does at this moment."""
        now = int(self._clock())
        self.requests.append(self._clock())
        if any(begin <= now < begin + self._outage for begin in self._outages):
            return HtmlResponse(request.url, status=503, request=request)
        path = request.url.removeprefix(self.home)
        live = [one for one in reversed(self.stories) if one.published <= now and not _is_gone(one, now)]
        self.answers[request.url] = self._answer(path, live, now)
        response = super().respond(request)
        del self.answers[request.url]
        return response

    def _answer(self, path: str, live: list[Story], now: int) -> str | int:
        if path.startswith("story-"):
            story = self.stories[int(path.rpartition("-")[2])]
            return 410 if _is_gone(story, now) else story.page(now) if story.published <= now else 404
        if path == "feed":
            return self._feed(live[: self._items])
        if path == "news.xml":
            return self._news_sitemap([one for one in live if one.published > now - 2 * DAY], now)
        page = int(path.partition("?page=")[2] or 1)
        return self._listing(live[25 * (page - 1) : 25 * page], page)

    def _feed(self, listed: list[Story]) -> str:
        items = "".join(
            f"<item><title>Ferry {one.number}</title><link>{self._url(one)}</link>"
            f"<pubDate>{format_datetime(_moment(one.published), usegmt=True)}</pubDate></item>"
            for one in listed
        )
        return f"<rss version='2.0'><channel><title>Ferries</title>{items}</channel></rss>"

    def _news_sitemap(self, listed: list[Story], now: int) -> str:
        urls = "".join(
            f"<url><loc>{self._url(one)}</loc><lastmod>{_rfc3339(_last_edit(one, now))}</lastmod><n:news>"
            f"<n:publication_date>{_rfc3339(one.published)}</n:publication_date></n:news></url>"
            for one in listed
        )
        space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
        return f"<urlset {space} xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{urls}</urlset>"

    def _listing(self, listed: list[Story], page: int) -> str:
        rows = "".join(f"<h2><a href='{self._url(one)}'>Ferry {one.number} arrives at noon</a></h2>" for one in listed)
        following = f"<a rel='next' href='{self.home}news?page={page + 1}'>Next</a>" if len(listed) == 25 else ""
        return f"<html><head><title>All</title></head><body><main>{rows}</main>{following}</body></html>"

    def _url(self, story: Story) -> str:
        return f"{self.home}story-of-the-ferry-{story.number}"


class WeekEngine(Engine):
    """Crawls that keep a host's pace in simulated time, and leave it alone when it refuses them."""

    def __init__(self, desk: Desk, site: LivelySite, **facts: Any) -> None:
        name = site.home.removeprefix("https://").partition(".")[0]
        self.outlet = outlet_from_facts(Facts(key=name, name=name, home=site.home, **site.facts, **facts))
        super().__init__(desk, self.outlet, site)
        self.pace = SimulatedPace(desk, site.home)
        self._due = 0.0
        self.ended = 0.0

    async def fetch(self, request: Request) -> Response:
        """Wait for the host's turn, and note how it answers."""
        await self.pace.turn(DOWNLOAD_DELAY, patience=HOST_PATIENCE, leaving=asyncio.Event())
        asked_at = self.desk.now
        response = self.site.respond(request)
        self.desk.now += 0.2
        if response.status == 503:
            self.pace.refused(asked_at=asked_at, asks=None, first_pause=HOST_FIRST_PAUSE)
        else:
            self.pace.answered()
        return response

    async def crawl_if_due(self) -> Counter[str]:
        """Crawl, and return what looks found; a crawl that would ask for nothing is left out, for the week is long."""
        if self.desk.now < self._due:
            return Counter()
        report = await self.crawled()
        self.ended = self.desk.now
        spider = self.outlet()
        with self.desk.state.transaction() as connection:
            known = sources.known(connection, spider.name, [source.url for source in spider.sources])
            rows = [
                connection.scalar(select(func.min(one.c.due_at)).where(one.c.outlet == spider.name)) for one in DATED
            ]
        self._due = min([*(polls.due_from(one) for one in known.values()), *(due for due in rows if due is not None)])
        return Counter(report.looks)


class SimulatedPace(HostPace):
    """A host's pace for which time passes by waiting."""

    def __init__(self, desk: Desk, host: str) -> None:
        super().__init__(host, desk.clock)
        self._desk = desk

    async def _wait(self, leaving: asyncio.Event, seconds: float) -> None:  # noqa: ARG002 -- nobody leaves
        self._desk.now += seconds


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How a week went: articles and requests, the lags of articles in seconds, and what edits were found."""

    published: int
    delivered: int
    articles: int
    requests: int
    polls: int
    looks: Counter[str]
    edits: int
    found: int
    median_lag: int
    worst_median_lag: int
    p95_lag: int
    closest: float

    @property
    def share(self) -> float:
        """Return the share of published articles that were delivered."""
        return self.delivered / self.published

    @property
    def requests_per_article(self) -> float:
        """Return the requests for each new article, of all kinds; the backlog of the first crawls is new as well."""
        return self.requests / self.articles


def simulate(
    folder: Path, *, outlets: int = 20, days: int = 7, tick: int = 5 * MINUTE, seed: int = 0, **facts: Any
) -> Figures:
    """Crawl ``outlets`` for ``days`` whenever the scheduler ticks, and return how that went; ``seed`` varies them."""
    desk = Desk(folder)
    desk.now = START
    sites = [LivelySite(number, desk.clock, days=days, seed=seed) for number in range(outlets)]
    engines = [WeekEngine(desk, site, **facts) for site in sites]
    found: Counter[str] = Counter()
    with _in_this_thread():
        asyncio.run(_crawl(desk, engines, found, days=days, tick=tick))
    figures = _figures(desk, sites, found, days=days)
    desk.state.close()
    return figures


async def _crawl(desk: Desk, engines: list[WeekEngine], found: Counter[str], *, days: int, tick: int) -> None:
    for moment in range(START, START + days * DAY, tick):
        for engine in engines:
            desk.now = max(moment, engine.ended)  # a crawl may last longer than until the next tick
            found.update(await engine.crawl_if_due())


def _figures(desk: Desk, sites: list[LivelySite], found: Counter[str], *, days: int) -> Figures:
    first, changed = {}, 0
    for key in desk.lake.keys("articles/"):
        for line in unpack(desk.lake.get(key)):
            record = msgspec.json.decode(line)
            if record["version"] == 1:
                first[record["url"]] = record["fetched_at"]
            changed += record["change"] in ("body", "headline", "correction", "gone")
    end = START + days * DAY
    lags: dict[str, list[int]] = defaultdict(list)
    published = edits = 0
    for site in sites:
        # what came or changed within the last interval may still be waited for, what was there before is a backlog
        due = [one for one in site.stories if START < one.published < end - 2 * HOUR and not _is_gone(one, end)]
        published += len(due)
        edits += sum(moment < end - 2 * HOUR for one in due for moment in one.edits)
        for one in due:
            if fetched := first.get(f"{site.home}story-of-the-ferry-{one.number}"):
                lags[site.home].append(int(datetime.fromisoformat(fetched).timestamp()) - one.published)
    together = sorted(lag for of_site in lags.values() for lag in of_site)
    gaps = [later - before for site in sites for before, later in zip(site.requests, site.requests[1:], strict=False)]
    asked = [url for site in sites for url in site.asked.elements()]
    return Figures(
        published=published,
        delivered=len(together),
        articles=len(first),
        requests=sum(len(site.requests) + SITE_FILES * days for site in sites),
        polls=sum("story-of" not in url for url in asked),
        looks=found,
        edits=edits,
        found=changed,
        median_lag=together[len(together) // 2],
        worst_median_lag=max(sorted(of_site)[len(of_site) // 2] for of_site in lags.values()),
        p95_lag=together[len(together) * 95 // 100],
        closest=min(gaps),
    )


def read_json(html: bytes, url: str, *_: Any) -> Page:
    """Read a page of a simulated outlet: how pages are read is not what is simulated."""
    said = json.loads(html)
    return Page(
        kind=Kind.ARTICLE,
        title=said["title"],
        body="\n\n".join(said["body"]),
        canonical_url=url,
        published_at=_moment(said["published"]),
        extractor="week",
    )


class NoThread(Thread):
    """Makes its calls where they are asked for: a week has a hundred thousand, and nothing to wait for."""

    def __init__(self, name: str) -> None:
        """Start none."""

    async def _ask(self, function: Callable[[list[Any]], Sequence[Any]], item: Any) -> Any:
        (answer,) = function([item])
        if isinstance(answer, Exception):
            raise answer
        return answer

    def end(self) -> None:
        """End nothing."""


@contextmanager
def _in_this_thread() -> Iterator[None]:
    async def call(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    with (
        patch("newscrawl.run.reading.extract", read_json),
        patch("newscrawl.run.links.in_worker", call),
        patch("newscrawl.run.found.in_worker", call),
        patch("newscrawl.run.writer.Thread", NoThread),
        patch("newscrawl.run.deliveries.Thread", NoThread),
        patch("asyncio.to_thread", call),
    ):
        yield


def _stories(random: Random, volume: int, zone: int, days: int) -> Iterator[Story]:
    moments = [START - random.randrange(3 * DAY) for _ in range(volume)]
    for minute in range(days * DAY // MINUTE):
        hour = (minute / 60 + zone) % 24
        share = 1.6 if 7 <= hour < 20 else 0.7 if 6 <= hour < 23 else 0.08
        if random.random() < volume / (DAY / MINUTE) * share:
            moments.append(START + minute * MINUTE + random.randrange(MINUTE))
    for _ in range(BURSTS * days // 7):
        begin = START + random.randrange(days * DAY - 2 * HOUR)
        moments += [begin + random.randrange(HOUR) for _ in range(volume // 5)]
    for number, moment in enumerate(sorted(moments)):
        story = Story(number, moment)
        if random.random() < EDITED:
            story.edits = [moment + int(random.expovariate(1 / (3 * HOUR)))]
        if random.random() < WITHDRAWN:
            story = replace(story, withdrawn=moment + random.randrange(2 * DAY))
        yield story


def _is_gone(story: Story, now: int) -> bool:
    return story.withdrawn is not None and story.withdrawn <= now


def _last_edit(story: Story, now: int) -> int:
    return max([story.published, *(moment for moment in story.edits if moment <= now)])


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _rfc3339(seconds: int) -> str:
    return _moment(seconds).isoformat().replace("+00:00", "Z")
