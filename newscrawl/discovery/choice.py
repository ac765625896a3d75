"""What of a source's document to take: the outlet's own articles, what is recent, where to look further."""

import re
from collections.abc import Collection, Sequence
from datetime import timedelta

from newscrawl.discovery.links import Link
from newscrawl.urls import matches, normalise, within

WINDOW = timedelta(days=3)  # a plain sitemap lists all years; a scheduled crawl wants what is new in it
CHILDREN = 10  # of a sitemap index
ADVERTISED = 3  # feeds of a page, sitemaps of a robots.txt: the first are the outlet's own
NEWS = re.compile(r"news(?!letter|paper)|latest|today|48h", re.IGNORECASE)  # in the address of a sitemap of news
COMMENTS = re.compile(
    r"/comments?(?:/|$)|[?&]feed=comments"
)  # their entries bear the articles' addresses and wrong dates


def own_articles(links: Sequence[Link], domains: Collection[str], pattern: "re.Pattern[str] | None") -> list[Link]:
    """Return the links that lie within the outlet's domains and whose path ``pattern`` finds, if there is one."""
    return [
        link for link in links if _is_address(link.url) and within(link.url, domains) and matches(pattern, link.url)
    ]


def newest_children(sitemaps: Sequence[Link]) -> list[Link]:
    """Return the children of a sitemap index that hold the newest links.

    Without dates these are the first or the last, by the publishing system: both ends are taken.
    """
    if any(link.modified_at for link in sitemaps):
        dated = [(link.modified_at, position, link) for position, link in enumerate(sitemaps) if link.modified_at]
        return [link for _, _, link in sorted(dated, reverse=True)[:CHILDREN]]
    return list(sitemaps) if len(sitemaps) <= CHILDREN else [*sitemaps[:2], *sitemaps[2 - CHILDREN :]]


def own_feeds(feeds: Sequence[str], domains: Collection[str]) -> list[str]:
    """Return the feeds of articles that a page of the outlet advertises."""
    return [url for url in feeds if within(url, domains) and not COMMENTS.search(url)][:ADVERTISED]


def news_sitemaps(sitemaps: Sequence[str], domains: Collection[str]) -> list[str]:
    """Return those of the sitemaps that a robots.txt names which are the outlet's and, by their names, of news."""
    return [url for url in sitemaps if within(url, domains) and NEWS.search(url)][:ADVERTISED]


def _is_address(url: str) -> bool:
    try:
        normalise(url)
    except ValueError:
        return False
    return True
