"""scrapy preview URL: what would be extracted, field by field, with where each came from."""

import argparse
import logging
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import ConfigurationError
from newscrawl.extract import Page
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.logs import log_warnings
from newscrawl.run.pages import FetchedPage, fetch_pages, outlet_for

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


class Command(ScrapyCommand):
    """Show what a page would give."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--outlet NAME] <url>..."

    def short_desc(self) -> str:
        """Return the line for the list of commands."""
        return "Show what would be extracted from a page, and where each field was found"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --outlet."""
        super().add_options(parser)
        parser.add_argument(
            "--outlet", metavar="NAME", help="read with this outlet's rules (default: by the URL's host)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetch the pages and print their fields."""
        if not args or self.settings is None:
            raise UsageError("name at least one URL")
        log_warnings(logging.StreamHandler())
        console = Console(width=None if sys.stdout.isatty() else WIDE)
        try:
            pages = fetch_pages(self.settings, outlet_for(self.settings, args[0], opts.outlet), args)
        except ConfigurationError as error:
            console.print(f"newscrawl: {error}", markup=False)
            self.exitcode = int(ExitCode.USAGE)
            return
        for page in pages:
            show(console, page)
        if any(page.failure for page in pages):
            self.exitcode = int(ExitCode.INCOMPLETE)


def show(console: Console, fetched: FetchedPage) -> None:
    """Print one page."""
    console.print(fetched.url, style="bold", markup=False, highlight=False, soft_wrap=True)
    if fetched.page is None:
        console.print(fetched.failure, style="red", markup=False)
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("field", "value", "found in"):
        table.add_column(column, overflow="fold")
    table.add_row("kind", str(fetched.page.kind), "")
    for name in FIELDS:
        found_in = fetched.page.provenance.get(name, "")
        for position, value in enumerate(_values(fetched.page, name)):
            table.add_row("" if position else name, Text(value), "" if position else Text(found_in))
    console.print(table)


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
