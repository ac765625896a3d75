"""The REST API of WordPress: from an answer of its posts to links.

https://developer.wordpress.org/rest-api/reference/posts/
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from newscrawl.discovery.dates import instant_or_day
from newscrawl.discovery.days import DAY, Days
from newscrawl.discovery.decoding import decode_xml
from newscrawl.discovery.json_documents import objects_from, text_of, whole
from newscrawl.discovery.links import Found, Link, absolute, refused
from newscrawl.discovery.titles import plain_title
from newscrawl.errors import EmptySource, NotAnApi

SECOND = timedelta(seconds=1)
POSTS = "wp-json/wp/v2/posts"  # below the site's home
MOST = 100  # posts on a page
# A poll looks for the newest; of a site that is polled for the first time ten pages are read.
ASKED = {"per_page": "20", "_fields": "link,title,date_gmt,modified_gmt"}
LIST = re.compile(r"\[(?=\s{0,64}[{\]])")


def posts_address(url: str, **parameters: str) -> str:
    """Return the address of the posts at ``url`` that gives only what a link needs; its own parameters win."""
    parts = urlsplit(url)
    query = ASKED | parameters | dict(parse_qsl(parts.query, keep_blank_values=True))
    return urlunsplit(parts._replace(query=urlencode(query, safe=",:/")))


def posts_between(url: str, days: Days, zone: ZoneInfo | None) -> str:
    """Return the address of the posts at ``url`` that were published on ``days`` in ``zone``, by default the site's."""
    parts = urlsplit(posts_address(url))
    after, before = _midnight(days.first, zone) - SECOND, _midnight(days.last + DAY, zone)
    span = {"after": _written(after), "before": _written(before)}  # neither moment is included
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {"per_page": str(MOST)} | span
    return urlunsplit(parts._replace(query=urlencode(query, safe=",:/")))


def parse_posts(body: bytes, url: str, pages: int | None = None) -> Found:
    """Read one page of posts; one that is cut off gives what was read.

    ``pages`` is the number in the answer's X-WP-TotalPages header; without it a full page is followed by another one.
    Dates without a zone are UTC. Raise NotAnApi, or EmptySource where there is no post.
    """
    text = decode_xml(body, None)
    posts = whole(text)
    if posts is not None and not isinstance(posts, list):
        said = f" ({posts['code']})" if isinstance(posts, dict) and isinstance(posts.get("code"), str) else ""
        raise NotAnApi(f"{url}: not a list of posts{said}; see in a browser what the address gives")
    given = objects_from(text, LIST) if posts is None else (post for post in posts if isinstance(post, dict))
    entries = list(islice(given, MOST))
    links = _links(entries, url)
    if not links and posts is None:
        raise NotAnApi(f"{url}: not a list of posts but other text; see in a browser what the address gives")
    if not links:
        raise EmptySource(f"{url}: the API lists no post; see in a browser whether the site still publishes there")
    left_out = refused(url, (text_of(post.get("link")) for post in entries))
    further = _next_page(url, len(links), pages)
    return Found(links=links, next_page=further, incomplete=posts is None, left_out=left_out)


def _links(posts: Iterable[dict[str, Any]], url: str) -> list[Link]:
    found: dict[str, Link] = {}
    for post in posts:
        address = absolute(url, text_of(post.get("link")))
        if address and address not in found:
            title = post.get("title")
            found[address] = Link(
                url=address,
                title=plain_title(text_of(title.get("rendered") if isinstance(title, dict) else title)),
                published_at=instant_or_day(text_of(post.get("date_gmt"))),
                modified_at=instant_or_day(text_of(post.get("modified_gmt"))),
            )
    return list(found.values())


def _midnight(day: date, zone: ZoneInfo | None) -> datetime:
    """Return the moment at which a day begins, in UTC; without a zone where that is not known."""
    midnight = datetime.combine(day, time(), zone)
    return midnight.astimezone(UTC) if zone else midnight


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")  # a plus in a query is a space to some


def _next_page(url: str, posts: int, pages: int | None) -> str | None:
    """Return the address of the page after this one; None where the numbers say that this is the last."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page, size = _number(query.get("page"), 1), _number(query.get("per_page"), 10)
    if page >= pages if pages is not None else posts < size:
        return None
    return urlunsplit(parts._replace(query=urlencode(query | {"page": str(page + 1)}, safe=",:/")))


def _number(written: str | None, otherwise: int) -> int:
    return int(written) if written and re.fullmatch("[0-9]{1,6}", written) else otherwise
