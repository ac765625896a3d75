"""Records: what a page says, the link that led to it and the outlet's facts, put together as an Article."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newscrawl.article import Article, Provenance, Rights
from newscrawl.extract import Page
from newscrawl.rights import is_reserved

if TYPE_CHECKING:
    from newscrawl.outlet import OutletSpider
    from newscrawl.run.crawl import Crawl
    from newscrawl.state.links import TakenLink


def article_of(spider: "OutletSpider", crawl: "Crawl", page: Page, link: "TakenLink", url: str) -> Article:
    """Return the article of a page that came from ``url``, as the link offered it where the page does not say."""
    provenance = {key: value for key, value in page.provenance.items() if key in Provenance.__dataclass_fields__}
    published_at = page.published_at
    if published_at is None and link.published_at is not None:
        published_at = datetime.fromtimestamp(link.published_at, UTC)
        provenance["published_at"] = "source"
    return Article(
        outlet=spider.name,
        country=spider.country,
        language=page.language,
        url=link.url,
        canonical_url=page.canonical_url or url,
        title=page.title or link.title or "",
        description=page.description,
        body=page.body,
        authors=page.authors,
        section=page.section,
        tags=page.tags,
        published_at=published_at,
        modified_at=page.modified_at,
        fetched_at=crawl.now(),
        images=page.images,
        access=page.access,
        agency=page.agency,
        provenance=Provenance(**provenance),
        extractor=page.extractor,
        crawl_id=crawl.crawl_id,
        found_in=link.found_in,
        rights=_kept(page.rights, spider.reserved),
    )


def withdrawn(spider: "OutletSpider", crawl: "Crawl", link: "TakenLink") -> Article:
    """Return what is left to say of an article that is no longer there."""
    return Article(
        outlet=spider.name,
        country=spider.country,
        url=link.url,
        canonical_url=link.url,
        fetched_at=crawl.now(),
        extractor="newscrawl",
        crawl_id=crawl.crawl_id,
        found_in=link.found_in,
    )


def _kept(rights: Rights, reserved: str) -> Rights:
    without_text = reserved == "metadata" and is_reserved(rights)
    return replace(rights, kept="metadata" if without_text else "text")
