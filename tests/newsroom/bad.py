"""Documents that a crawl must survive, the same under every outlet: always served, listed nowhere."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.newsroom.feeds import Item, rss
from tests.newsroom.model import NOW
from tests.newsroom.newsdesk import write
from tests.newsroom.response import Response, xml

if TYPE_CHECKING:
    from tests.newsroom.outlets.outlet import Outlet

LISTED = ("no-body", "no-date", "not-an-article", "nowhere")  # in bad/feed.xml; nowhere is a 404


def documents(outlet: "Outlet") -> dict[str, Response]:
    """Return the bad documents: path -> answer."""
    desk = outlet.desk
    section = next(iter(desk.sections))
    good = [outlet.finish(write(desk, 900 + number, section, NOW - timedelta(hours=9))) for number in range(3)]
    undated = replace(good[0], path="/bad/no-date", published=None, posts=[])
    among_dated = replace(good[1], path="/bad/no-date-of-its-own", published=None)
    textless = replace(good[2], path="/bad/no-body", blocks=[], posts=[])
    return {
        "/bad/feed-is-html": outlet.listing("Latest", outlet.live()[:10], None),
        "/bad/empty-feed.xml": xml(rss(desk.house, outlet.home, []), "application/rss+xml"),
        "/bad/feed.xml": xml(
            rss(desk.house, outlet.home, [_item(outlet, name) for name in LISTED]), "application/rss+xml"
        ),
        "/bad/not-an-article": outlet.listing("In pictures", outlet.live()[:10], None),
        "/bad/no-date": outlet.article_page(undated, aside=False),
        "/bad/no-date-of-its-own": outlet.article_page(among_dated),
        "/bad/no-body": outlet.article_page(textless),
    }


def _item(outlet: "Outlet", name: str) -> Item:
    url = outlet.url(f"bad/{name}")
    return Item(title=name.replace("-", " ").capitalize(), url=url, guid=url, published=None)
