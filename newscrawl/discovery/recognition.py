"""What an answer turned out to be, whatever it was asked for as."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from newscrawl.discovery.choice import own_articles
from newscrawl.discovery.feeds import parse_feed
from newscrawl.discovery.hints import Hints, read_hints
from newscrawl.discovery.links import Found
from newscrawl.discovery.listings import parse_listing
from newscrawl.discovery.sitemaps import parse_sitemap
from newscrawl.discovery.wordpress import parse_posts
from newscrawl.errors import NotAFeed, NotAListing, NotAnApi, NotASitemap, SourceError
from newscrawl.urls import looks_like_article, outlet_domain

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["feed", "news_sitemap", "sitemap", "wordpress", "listing", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An answer: its kind, the links to the outlet's own pages, and why it is of no use where it is of none."""

    kind: Kind
    url: str
    found: Found
    hints: Hints = field(default_factory=Hints)
    useless: str = ""


def recognise(body: bytes, url: str, home: str, content_type: str | None = None, encoding: str | None = None) -> Seen:
    """Tell what the document at ``url`` is to the outlet at ``home``; ``encoding`` is the one of the HTTP header."""
    readers: tuple[tuple[Kind, Callable[[], Found]], ...] = (
        ("feed", lambda: parse_feed(body, url, content_type)),
        ("sitemap", lambda: parse_sitemap(body, url)),
        ("wordpress", lambda: parse_posts(body, url)),
    )
    for kind, read in readers:
        try:
            found = read()
        except (NotAFeed, NotASitemap, NotAnApi):
            continue
        except SourceError as error:
            return _useless(kind, url, error.reason)
        return _sitemap(found, url, home) if kind == "sitemap" else _judged(kind, found, url, home)
    return _page(body, url, home, encoding)


def _page(body: bytes, url: str, home: str, encoding: str | None) -> Seen:
    hints = read_hints(body, url, home, encoding)
    try:
        return Seen(kind="listing", url=url, found=parse_listing(body, url, None, home, encoding), hints=hints)
    except NotAListing as error:
        return Seen(kind="nothing", url=url, found=Found(links=[]), hints=hints, useless=error.reason)


def _sitemap(found: Found, url: str, home: str) -> Seen:
    """Tell a news sitemap from others by what only Google's extension for news has: titles and dates of publication."""
    if found.sitemaps:
        return Seen(kind="sitemap", url=url, found=found)
    is_news = any(link.title or link.published_at for link in found.links)
    seen = _judged("news_sitemap" if is_news else "sitemap", found, url, home)
    articles = sum(looks_like_article(link.url, home) for link in seen.found.links[:1000])
    if not is_news and not seen.useless and articles * 5 < min(len(seen.found.links), 1000):
        return _useless("sitemap", url, "lists pages that are no articles")
    return seen


def _judged(kind: Kind, found: Found, url: str, home: str) -> Seen:
    own = own_articles(found.links, [outlet_domain(home)], None)
    if found.links and not own:
        elsewhere = outlet_domain(found.links[0].url)
        return _useless(kind, url, f"its links lie on {elsewhere}; if that is the outlet's too, add it to hosts")
    return Seen(kind=kind, url=url, found=Found(links=own, next_page=found.next_page, ttl=found.ttl))


def _useless(kind: Kind, url: str, why: str) -> Seen:
    return Seen(kind=kind, url=url, found=Found(links=[]), useless=why)
