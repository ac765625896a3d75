"""Articles made up for tests: whole records that a test changes in the one field it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from newscrawl.article import Article, article_id
from newscrawl.normal import OutletFacts
from newscrawl.text import text_sha256, word_count

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
HOME = "https://gazette.example/"

FACTS = OutletFacts(
    name="gazette",
    country="in",
    languages=["en-IN", "ur"],
    timezone="Asia/Kolkata",
    domains=["gazette.example"],
    not_articles=[f"{HOME}politics/"],
    id_in_url=None,
)


def sample(number: int = 1, /, *, crawl_id: str = "crawl-1", **changes: Any) -> Article:
    """Return the whole record of the outlet's article ``number``; ids and sums follow from what it says."""
    url = f"{HOME}{number}"
    body = f"Ferry number {number} has a new captain.\n\nShe took the helm on Monday."
    article = Article(
        outlet="gazette",
        url=url,
        canonical_url=url,
        title=f"Ferry {number} sails",
        body=body,
        published_at=NOON,
        fetched_at=NOON,
        extractor="test",
        crawl_id=crawl_id,
        found_in=f"{HOME}feed",
    )
    article = replace(article, **changes)
    own = article_id(article.outlet, article.canonical_url)
    found: dict[str, Any] = {"article_id": own, "story_id": own, "story_of": own}
    found |= {"text_sha256": text_sha256(article.body), "word_count": word_count(article.body)}
    return replace(article, **{key: value for key, value in found.items() if key not in changes})
