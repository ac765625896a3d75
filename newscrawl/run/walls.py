"""Tell from a page, its answer and what was offered whether a wall came instead of the article."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.extract import Kind, Page
from newscrawl.fetch.walls import challenge, sent_elsewhere
from newscrawl.identity import is_home, telling
from newscrawl.text import fold

HARDLY = 250  # characters; a page of no more text, and no date, may be a challenge
TELLING = 4  # words of a headline, of as many letters, that one looks for on its page
GONE = frozenset(("http-404", "http-410"))
REFUSING = frozenset(("http-401", "http-402", "http-403", "http-407", "http-451"))  # the outlet will not show it to us
FOR_GOOD = REFUSING - {"http-403"}  # nor to a browser


@dataclass(frozen=True, slots=True)
class Doubt:
    """A page on which nothing of what was offered is found: ``title`` and ``text`` tell it from other such pages."""

    title: str
    text: str


def wall_of(
    asked: str, response: Response, page: Page, domains: Collection[str], listed: Collection[str]
) -> str | None:
    """Return the name of the wall, as outcomes have it; None where the page is what it says it is."""
    sent = sent_elsewhere(asked, response.url, domains, listed)
    if sent and (sent in ("redirected", "front-page") or not _is_dated(page)):
        return sent
    if page.wall:
        return page.wall
    if len(page.body) < HARDLY and not _is_dated(page) and challenge(response):
        return "challenge"
    if page.kind in (Kind.LISTING, Kind.OTHER) and is_home(page.canonical_url or "") and not is_home(asked):
        return "front-page"
    return None


def refusal(reason: str, error: BaseException) -> str | None:
    """Return the name of the wall that an answer with an error status is, None where it is another failure.

    ``reason`` is the failure's name. A challenge has many statuses, and says what it is.
    """
    if reason in GONE or not isinstance(error, HttpError):
        return None
    return "challenge" if challenge(error.response) else reason if reason in REFUSING else None


def doubt(asked: str, title: str | None, page: Page) -> Doubt | None:
    """Return a doubt where a page has no word of the headline it was offered with, nor of its address; else None.

    A headline of few words, such as "Read more", gives no reason to doubt, nor does an address without words.
    """
    offered, named = _telling(re.findall(r"\w+", fold(title or ""))), _telling(telling(asked).words)
    if len(offered) < TELLING or len(named) < 2:
        return None
    shown = fold(" ".join(filter(None, (page.title, page.description, page.section, *page.tags, page.body))))
    if any(word[:TELLING] in shown for word in offered | named):
        return None
    return Doubt(fold(page.title or ""), fold(page.body))


def _telling(words: Collection[str]) -> set[str]:
    return {word for word in words if len(word) >= TELLING}


def _is_dated(page: Page) -> bool:
    """Tell whether the page is an article that says when it was published: no wall does."""
    return page.published_at is not None and page.kind in (Kind.ARTICLE, Kind.LIVEBLOG, Kind.MEDIA)
