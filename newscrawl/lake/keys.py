"""The names of objects in the lake; each says the layout's version, so that a later one can stand beside it."""

from datetime import UTC, datetime

from newscrawl.article import SCHEMA_VERSION

ARTICLES = "articles/v1"
MANIFESTS = "manifests/v1"
CRAWLS = "crawls/v1"
SCHEMA_KEY = f"schema/v{SCHEMA_VERSION}/article.schema.json"


def part_key(*, outlet: str, crawl_id: str, number: int, content_sha256: str, sealed_at: int) -> str:
    """Return the key of a part; ``sealed_at`` in seconds since 1970 decides its partition."""
    return f"{ARTICLES}/dt={_day(sealed_at)}/{outlet}-{crawl_id}-{number}-{content_sha256[:8]}.jsonl.gz"


def manifest_key(crawl_id: str, ended_at: int) -> str:
    """Return the key of a crawl's manifest; ``ended_at`` in seconds since 1970 decides its partition."""
    return f"{MANIFESTS}/dt={_day(ended_at)}/{crawl_id}.json"


def report_key(crawl_id: str) -> str:
    """Return the key of a crawl's report; the day on which it began, which its id says, decides its partition."""
    return f"{CRAWLS}/dt={crawl_id[:4]}-{crawl_id[4:6]}-{crawl_id[6:8]}/{crawl_id}.json"


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
