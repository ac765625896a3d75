"""The REST API of WordPress: its posts in pages, with the fields that are asked for."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from tests.newsroom.model import Article
from tests.newsroom.outlets.outlet import Outlet, when
from tests.newsroom.response import Response, of_json

MOST = 100  # posts on a page, as in WordPress


def posts(outlet: Outlet, query: str) -> Response:
    """Answer a request for posts as WordPress 6 does, also where it asks for more than there is."""
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    size, number = int(asked.get("per_page", "10")), int(asked.get("page", "1"))
    if not 1 <= size <= MOST:
        return _refused("rest_invalid_param")
    live = sorted((one for one in outlet.live() if _is_between(one, asked)), key=when, reverse=True)
    pages = -(-len(live) // size)
    if number > max(pages, 1):
        return _refused("rest_post_invalid_page_number")
    fields = asked["_fields"].split(",") if "_fields" in asked else None
    shown, _ = outlet.page_of(live, number, size)
    whole = (_post(outlet, article) for article in shown)
    answer = of_json([{name: value for name, value in post.items() if not fields or name in fields} for post in whole])
    headers = {"X-WP-Total": str(len(live)), "X-WP-TotalPages": str(pages)}
    return Response(HTTPStatus.OK, answer.body, "application/json; charset=UTF-8", headers=headers)


def _post(outlet: Outlet, article: Article) -> dict[str, Any]:
    changed = article.modified or when(article)
    return {
        "id": 52_000 + article.number,
        "date": _clock(when(article).astimezone(outlet.desk.zone)),
        "date_gmt": _clock(when(article).astimezone(UTC)),
        "modified": _clock(changed.astimezone(outlet.desk.zone)),
        "modified_gmt": _clock(changed.astimezone(UTC)),
        "slug": article.slug,
        "status": "publish",
        "type": "post",
        "link": outlet.url(article.path),
        "title": {"rendered": article.title.replace("&", "&#038;").replace("\u2019", "&#8217;")},
    }


def _clock(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def _is_between(article: Article, asked: dict[str, str]) -> bool:
    """Tell whether the article lies between ``after`` and ``before``; a date without a zone is UTC here."""
    moment = when(article)
    after, before = (_moment(asked.get(name)) for name in ("after", "before"))
    return (after is None or moment > after) and (before is None or moment < before)


def _moment(written: str | None) -> datetime | None:
    moment = datetime.fromisoformat(written) if written else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _refused(code: str) -> Response:
    return of_json({"code": code, "message": "Invalid.", "data": {"status": 400}}, status=400)
