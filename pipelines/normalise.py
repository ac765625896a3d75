"""Normalise: bring every item, Article or plain mapping, into the record's normal form."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import msgspec
from itemadapter import ItemAdapter

from newscrawl.article import Article, from_mapping
from newscrawl.errors import BadRecord, BadUrl
from newscrawl.normal import OutletFacts, in_zone, normal_article
from newscrawl.run.life import crawl_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

LONGEST = 1 << 20  # characters of all texts, as long as two novels: what is longer would hold up the event loop


class Normalise:
    """Turn an item into an Article in its normal form."""

    def __init__(self, crawler: "Crawler") -> None:
        """Keep the crawler: the outlet's facts are its spider's."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Build the pipeline as Scrapy does."""
        return cls(crawler)

    @cached_property
    def _facts(self) -> OutletFacts:
        spider: Any = self._crawler.spider
        return OutletFacts(
            name=spider.name,
            country=spider.country,
            languages=spider.languages,
            timezone=spider.timezone,
            domains=spider.domains,
            not_articles=[source.url for source in spider.sources],
            id_in_url=re.compile(spider.id_in_url) if spider.id_in_url else None,
        )

    async def process_item(self, item: Any) -> Article:
        """Return the item as an Article; raise BadRecord or BadUrl."""
        crawl = crawl_of(self._crawler)
        given = {key: value for key, value in ItemAdapter(item).asdict().items() if value not in (None, "")}
        if sum(len(value) for value in given.values() if isinstance(value, str)) > LONGEST:
            raise BadRecord(f"{given.get('url')}: texts of more than {LONGEST} characters")
        if "url" not in given:
            raise BadUrl(f"{given.get('title')}: an article without an address")
        given.setdefault("fetched_at", crawl.now())
        given.setdefault("found_in", given["url"])
        given.setdefault("extractor", "spider")
        given["crawl_id"] = crawl.crawl_id
        for name in ("published_at", "modified_at"):
            if name in given:
                given[name] = in_zone(given[name], self._facts.timezone)
        try:
            article = from_mapping(given)
        except msgspec.ValidationError as error:
            raise BadRecord(f"{given.get('url')}: {error}") from error
        try:
            normal = normal_article(article, self._facts)
        except ValueError as error:
            raise BadUrl(f"{article.url}: {error}") from error
        return self._counted(crawl.articles.strip(normal))

    def _counted(self, article: Article) -> Article:
        if article.boilerplate_words:
            self._crawler.stats.inc_value("boilerplate/articles")
            self._crawler.stats.inc_value("boilerplate/words", article.boilerplate_words)
        return article
