"""A JSON Feed as a publishing system writes it, https://www.jsonfeed.org/version/1.1/."""

from collections.abc import Sequence

from tests.newsroom.feeds import Item, newest
from tests.newsroom.response import Response, of_json


def json_feed(title: str, home: str, items: Sequence[Item], following: str | None) -> Response:
    """Answer with one page of a feed; ``following`` is the address of the next one."""
    entries = [
        {
            "id": item.guid,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "date_published": item.published and item.published.isoformat(),
            "date_modified": (item.modified or item.published or newest(items)).isoformat(),
            "authors": [{"name": item.author}],
        }
        for item in items
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        **({"next_url": following} if following else {}),
        "items": entries,
    }
    return Response(200, of_json(document).body, "application/feed+json", newest(items))
