"""Listing pages: from the HTML of a front page, section or archive to links."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from newscrawl.discovery.anchors import advertised_feeds, anchors, base_of, title_of
from newscrawl.discovery.item_lists import listed
from newscrawl.discovery.links import Found, Link
from newscrawl.discovery.markup import read_html
from newscrawl.discovery.pagination import next_page
from newscrawl.errors import NotAListing
from newscrawl.urls import looks_like_article, matches, outlet_domain, within

MAX_ANCHORS = 100_000  # looked at on one page; real pages have up to a few thousand


def parse_listing(
    body: bytes, url: str, article_url: re.Pattern[str] | None, home: str, encoding: str | None = None
) -> Found:
    """Read a listing page: its links to articles in document order, the next page, and the feeds it advertises.

    An article's link has a path and query in which ``article_url`` is found, on whatever host; without a pattern it is
    one that looks like an article of the outlet at ``home``, or is declared as one in the page's JSON-LD, which also
    gives dates. ``encoding`` is the one of the HTTP header. Raise NotAListing, with the feeds, when there is no such
    link.
    """
    root = read_html(body, encoding)
    if root is None:
        raise NotAListing(f"{url}: no HTML that can be read; see in a browser what the address gives")
    base = base_of(root, url)
    own = url.partition("#")[0]  # "Skip to content" is no article
    every = list(islice(anchors(root, base), MAX_ANCHORS))
    others = [(address, anchor) for address, anchor in every if address != own]
    chosen = _chosen_by(article_url, home)
    links = _articles(others, chosen)
    for link, is_article in listed(root, base):
        declared = is_article and article_url is None and within(link.url, [outlet_domain(home)])
        if link.url != own and (declared or chosen(link.url)):
            links[link.url] = replace(link, title=link.title or (links[link.url].title if link.url in links else None))
    if not links:
        wanted = f"matches article_url {article_url.pattern}" if article_url else "looks like an article"
        advice = "set article_url, or render where it needs JavaScript"
        raise NotAListing(f"{url}: no link on the page {wanted}; {advice}", advertised_feeds(root, base))
    return Found(
        links=list(links.values()),
        next_page=next_page(root, [(a, e) for a, e in others if a not in links], url, base),
        feeds=advertised_feeds(root, base),
        incomplete=len(every) == MAX_ANCHORS,
    )


def _chosen_by(article_url: re.Pattern[str] | None, home: str) -> Callable[[str], bool]:
    """Return the test of which addresses are articles."""
    if article_url is None:
        return lambda address: looks_like_article(address, home)
    return lambda address: matches(article_url, address)


def _articles(anchors: list[tuple[str, Any]], chosen: Callable[[str], bool]) -> dict[str, Link]:
    """Return the links to articles by address, each with the first title that one of its anchors gives."""
    links: dict[str, Link] = {}
    others: set[str] = set()
    for address, anchor in anchors:
        known = links.get(address)
        if known is None and address not in others and not chosen(address):
            others.add(address)
        elif address not in others and (known is None or known.title is None):
            links[address] = Link(url=address, title=title_of(anchor))
    return links
