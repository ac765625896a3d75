"""The past of an outlet: with which documents a backfill begins, and what of an answer is of its days."""

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import msgspec
from scrapy.http import Response

from newscrawl.discovery.days import Days
from newscrawl.discovery.links import Found
from newscrawl.discovery.past import Choice, Chosen, Document, choose, first_documents, parse_past_sitemap
from newscrawl.run.courtesy import RobotsRules
from newscrawl.run.found import found_in
from newscrawl.run.workers import in_worker
from newscrawl.state.backfills import Planned
from newscrawl.urls import within

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider


async def beginning(spider: "OutletSpider", days: Days, zone: ZoneInfo | None) -> list[Document]:
    """Return the documents with which a walk begins: of the outlet's sources, and of the sitemaps in its robots.txt."""
    sources = spider.past_sources
    named = first_documents(
        days,
        zone,
        sitemaps=[source.url for source in sources if source.kind == "sitemap"],
        apis=[source.url for source in sources if source.kind == "wordpress"],
        archives=[urljoin(spider.home, template) for template in spider.archives],
        listings=[source.url for source in sources if source.kind == "listing"],
    )
    unnamed = {source.url for source in sources if not source.named}
    found = [replace(one, named=one.root not in unnamed) for one in named]
    known = {one.url for one in found}
    others = [url for url in await _of_robots(spider) if url not in known]
    by_robots = first_documents(days, zone, sitemaps=others)
    return [*found, *(replace(one, named=False) for one in by_robots)]


async def chosen_from(
    response: Response, spider: "OutletSpider", document: Document, zone: ZoneInfo | None
) -> tuple[Found, Chosen]:
    """Return what a document lists, and what of it is of its days; raise a SourceError or WorkerFailed."""
    if document.kind == "sitemap":
        days, dated = document.days, document.dated
        return await in_worker(parse_past_sitemap, response.body, response.url, days, zone, dated=dated)
    found = await found_in(response, spider, "wordpress" if document.kind == "wordpress" else "listing")
    return found, choose(found.links, Choice(document.days, zone, dated=document.dated))


def planned(document: Document) -> Planned:
    """Return a document as state remembers it until it is read."""
    return Planned(
        source=document.root,
        url=document.url,
        document=msgspec.json.encode(document).decode(),
        until=document.until.toordinal(),
        last_resort=document.kind == "listing",
    )


def may_be_missing(document: Document) -> bool:
    """Tell whether a document that is not there or lists nothing says that there was nothing on its days."""
    return document.kind == "archive" or (document.kind != "sitemap" and document.page > 1)


async def _of_robots(spider: "OutletSpider") -> list[str]:
    rules = spider.crawler.get_downloader_middleware(RobotsRules)
    named = (await rules.rules_of(spider.home)).sitemaps if rules else []
    return [url for url in named if within(url, spider.domains)]
