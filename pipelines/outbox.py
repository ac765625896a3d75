"""Outbox: hand the article to the one place where it is safe."""

from typing import TYPE_CHECKING, Self

import msgspec

from newscrawl.article import Article
from newscrawl.errors import BadRecord, Unchanged
from newscrawl.run.life import crawl_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Outbox:
    """Keep the article's line, its link's state and its fingerprint in one transaction."""

    def __init__(self, crawler: "Crawler") -> None:
        """Keep the crawler: its crawl owns the outbox."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Build the pipeline as Scrapy does."""
        return cls(crawler)

    async def process_item(self, item: Article) -> Article:
        """Return the article as written; raise Unchanged if it says nothing new, BadRecord if it breaks the schema."""
        try:
            kept = await crawl_of(self._crawler).articles.keep(item)
        except msgspec.ValidationError as error:
            raise BadRecord(f"{item.url}: {error}") from error
        if kept is None:
            raise Unchanged(item.url)
        return kept
