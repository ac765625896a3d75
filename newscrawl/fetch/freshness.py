"""Freshness: what tells whether a document has changed, without reading it (RFC 9110, 13; RFC 9111, 5.2.2.1)."""

import re

from scrapy.http import Response

MAX_AGE = re.compile(r"(?:^|[\s,])(?:max-age|s-maxage)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
NEVER = re.compile(r"no-cache|no-store", re.IGNORECASE)
LONGEST = 500  # characters of a header that are kept; honest ones have under 100


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that ask for a document only if it is another one than was read."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value}


def validators(response: Response) -> tuple[str | None, str | None]:
    """Return the ETag and Last-Modified headers as they came, None where there is none, or no honest one."""
    etag, modified = (_header(response, name) for name in ("ETag", "Last-Modified"))
    return etag, modified


def fresh_for(response: Response) -> int:
    """Return for how many seconds the server says that its answer stays the newest there is; 0 if it does not say."""
    said = (response.headers.get("Cache-Control") or b"").decode("latin-1")
    ages = [int(age) for age in MAX_AGE.findall(said)]
    return 0 if NEVER.search(said) else max(ages, default=0)


def _header(response: Response, name: str) -> str | None:
    value = (response.headers.get(name) or b"").decode("latin-1").strip()
    return value if value and len(value) <= LONGEST and value.isprintable() else None
