"""The names of objects in the lake; each says the layout's version, so that a later one can stand beside it."""

import re
from datetime import UTC, date, datetime

from newscrawl.article import SCHEMA_VERSION

ARTICLES = "articles/v1"
STORIES = "stories/v1"
MANIFESTS = "manifests/v1"
CRAWLS = "crawls/v1"
SUPERSEDING = "superseding/v1"
COMPACTED = "compacted/v1"
TAKEDOWNS = "takedowns/v1"
LEASES = "leases/v1"
SCHEMA_KEY = f"schema/v{SCHEMA_VERSION}/article.schema.json"

PARTITION = re.compile(r"dt=(\d{4}-\d\d-\d\d)/")
PART = re.compile(rf"({ARTICLES}|{STORIES})/dt=\d{{4}}-\d\d-\d\d/[^/]+-\d+-(?P<sum>[0-9a-f]{{8}})\.jsonl\.gz")


# What names of outlets and ids of crawls are made of: they come into the names of files.
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def part_key(
    *, outlet: str, crawl_id: str, number: int, content_sha256: str, sealed_at: int, prefix: str = ARTICLES
) -> str:
    """Return the key of a part; ``sealed_at`` in seconds since 1970 decides its partition.

    Raise ValueError for names that could lead elsewhere.
    """
    return f"{prefix}/dt={_day(sealed_at)}/{_plain(outlet)}-{_plain(crawl_id)}-{number}-{content_sha256[:8]}.jsonl.gz"


def manifest_key(crawl_id: str, ended_at: int) -> str:
    """Return the key of a crawl's manifest; ``ended_at`` in seconds since 1970 decides its partition."""
    return f"{MANIFESTS}/dt={_day(ended_at)}/{_plain(crawl_id)}.json"


def report_key(crawl_id: str) -> str:
    """Return the key of a crawl's report; the day on which it began, which its id says, decides its partition."""
    return f"{CRAWLS}/dt={_plain(crawl_id)[:4]}-{crawl_id[4:6]}-{crawl_id[6:8]}/{crawl_id}.json"


def compacted_key(day: date, parts: int, body_sha256: str) -> str:
    """Return the key of a part into which others were joined; no crawl's part is called like that."""
    return f"{partition(ARTICLES, day)}compacted-{parts}-{body_sha256[:8]}.jsonl.gz"


def takedown_key(article_id: str) -> str:
    """Return the key of the note that an article was taken down."""
    return f"{TAKEDOWNS}/{_plain(article_id)}.json"


def partition(prefix: str, day: date) -> str:
    """Return the prefix of a day's keys below ``prefix``."""
    return f"{prefix}/dt={day.isoformat()}/"


def day_of(key: str) -> date | None:
    """Return the day of the partition that a key lies in, None where there is no such day."""
    found = PARTITION.search(key)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _plain(name: str) -> str:
    if not PLAIN.fullmatch(name):
        raise ValueError(f"{name!r}: no name that a key of the lake may have in it")
    return name


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
