"""Goldens: what a saved page must give, in the form in which people read and correct it."""

from datetime import UTC, datetime
from typing import Any

from newscrawl.extract import Page

FIELDS = (
    "kind",
    "title",
    "description",
    "authors",
    "section",
    "tags",
    "canonical_url",
    "published_at",
    "modified_at",
    "agency",
    "body",
)


def golden(page: Page) -> dict[str, Any]:
    """Return the page's fields as a golden has them: times in UTC, the body as a list of paragraphs."""
    return {name: _plain(name, getattr(page, name)) for name in FIELDS}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if name == "body":
        return value.split("\n\n") if value else []
    return str(value) if name == "kind" else value
