"""What a source's documents list: how each kind is asked for, and read in a worker; for polls and backfills."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy.http import Response

from newscrawl.discovery.feeds import parse_feed
from newscrawl.discovery.links import Found
from newscrawl.discovery.listings import parse_listing
from newscrawl.discovery.sitemaps import parse_sitemap
from newscrawl.discovery.wordpress import parse_posts
from newscrawl.fetch.answers import content_type, declared_encoding, pages_of
from newscrawl.run.walks import SourceKind
from newscrawl.run.workers import in_worker

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider

SITEMAP_BYTES = 50 * 1024 * 1024  # decoded: what the sitemaps protocol allows, five times the limit of a page
NO_SUCH_PAGE = {"http-400", "http-404", "http-410"}  # WordPress answers 400 beyond its last page


def meta_of(spider: "OutletSpider", kind: SourceKind) -> dict[str, Any]:
    """Return the request meta that a document of this kind needs."""
    if kind == "sitemap":
        return {"download_maxsize": SITEMAP_BYTES}
    return spider.browser_meta("listing") if kind == "listing" else {}


async def found_in(
    response: Response, spider: "OutletSpider", kind: SourceKind, *, since: datetime | None = None
) -> Found:
    """Return what a document lists, of a sitemap only what is dated after ``since``, if given.

    Raise a SourceError that names what is wrong with it, or WorkerFailed.
    """
    if kind == "feed":
        return await in_worker(parse_feed, response.body, response.url, content_type(response))
    if kind == "sitemap":
        return await in_worker(parse_sitemap, response.body, response.url, since)
    if kind == "wordpress":
        return await in_worker(parse_posts, response.body, response.url, pages_of(response))
    pattern, encoding = spider.article_pattern, declared_encoding(response)
    return await in_worker(parse_listing, response.body, response.url, pattern, spider.home, encoding)
