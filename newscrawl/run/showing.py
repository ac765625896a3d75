"""Showing on a terminal, or in a pipe for grep: what a page gives, and what a survey found."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newscrawl.discovery.discovered import Discovered
from newscrawl.extract import Page
from newscrawl.run.pages import FetchedPage
from newscrawl.run.terminal import Terminal

NOTHING = "-"
WIDE = 500  # columns; in a pipe each line is for grep
FIELDS = (
    "title",
    "description",
    "authors",
    "published_at",
    "modified_at",
    "section",
    "tags",
    "language",
    "canonical_url",
    "agency",
    "access",
    "images",
    "encoding",
    "body",
)


def wide_console() -> Console:
    """Return a console as wide as the terminal, or in a pipe as wide as any line."""
    return Terminal(width=None if sys.stdout.isatty() else WIDE)


def show_page(console: Console, fetched: FetchedPage) -> None:
    """Print what a page gives, field by field, and where each was found."""
    console.print(fetched.url, style="bold", markup=False, highlight=False, soft_wrap=True)
    if fetched.page is None:
        console.print(fetched.failure, style="red", markup=False)
        return
    table = _table("field", "value", "found in")
    table.add_row("kind", str(fetched.page.kind), "")
    for name in FIELDS:
        found_in = fetched.page.provenance.get(name, "")
        for position, value in enumerate(_values(fetched.page, name)):
            table.add_row("" if position else name, Text(value), "" if position else Text(found_in))
    console.print(table)


def show_sources(console: Console, found: Discovered) -> None:
    """Print what lists an outlet's articles, and what was looked at in vain."""
    table = _table("source", "address", "articles", "newest", "named by")
    for source in found.sources:
        newest = f"{source.newest:%Y-%m-%d %H:%M} UTC" if source.newest else NOTHING
        count = str(len(source.links)) if source.links else NOTHING
        table.add_row(source.kind.replace("_", " "), Text(source.url), count, newest, source.named_by)
    console.print(table if found.sources else "no feed, sitemap, API or section was found", markup=False)
    for url, reason in found.useless:
        console.print(f"not used: {url}: {reason}", markup=False, highlight=False, soft_wrap=True)


def facts_entry(found: Discovered, key: str) -> str:
    """Return what was found as an entry of a facts file."""
    entry: dict[str, Any] = {"key": key, "name": found.name or key, "home": found.home}
    if found.language:
        entry["languages"] = [found.language]
    return json.dumps(entry | found.facts(), ensure_ascii=False)


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _values(page: Page, name: str) -> Iterator[str]:
    value = getattr(page, name)
    if name == "body":
        yield from value.split("\n\n")
    elif name == "images":
        yield from (" · ".join(filter(None, (image.url, image.caption, image.credit))) for image in value)
    elif name == "access":
        yield ", ".join(filter(None, (value.declared, value.observed, value.evidence))) or NOTHING
    elif isinstance(value, list):
        yield ", ".join(value) or NOTHING
    else:
        yield NOTHING if value is None else str(value)
