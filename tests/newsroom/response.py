"""What an outlet answers to a request, before it is put on the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

HANG_UP, SILENCE = 0, -1  # statuses that are none: close the connection, or keep it open and say nothing


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: status, body and headers; ``modified`` becomes Last-Modified."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/html; charset=UTF-8"
    modified: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def page(markup: str, *, status: int = 200, encoding: str = "UTF-8", modified: datetime | None = None) -> Response:
    """Answer with a page of HTML; an encoding other than UTF-8 is told in the header alone."""
    codec = "cp1252" if encoding.lower() != "utf-8" else "utf-8"  # as browsers read iso-8859-1
    return Response(status, markup.encode(codec), f"text/html; charset={encoding}", modified)


def xml(markup: str, kind: str, *, modified: datetime | None = None) -> Response:
    """Answer with a feed or a sitemap."""
    return Response(200, markup.encode(), f"{kind}; charset=UTF-8", modified)


def of_json(value: Any, *, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")


def plain(text: str) -> Response:
    """Answer with plain text, for example a robots.txt."""
    return Response(200, text.encode(), "text/plain; charset=UTF-8")


def redirect(url: str) -> Response:
    """Send the reader to another address for good."""
    return Response(301, b"", headers={"Location": url})


def notice(status: int, text: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a short page that is no article."""
    markup = f"<!DOCTYPE html><html><head><title>{status}</title></head><body><p>{escape(text)}</p></body></html>"
    return Response(status, markup.encode(), headers=headers or {})
