"""scrapy preview URL: what would be extracted, field by field, with where each came from."""

import argparse
import logging

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import ConfigurationError
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.logs import log_warnings
from newscrawl.run.pages import fetch_pages, outlet_for
from newscrawl.run.showing import show_page, wide_console


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
        console = wide_console()
        try:
            pages = fetch_pages(self.settings, outlet_for(self.settings, args[0], opts.outlet), args)
        except ConfigurationError as error:
            console.print(f"newscrawl: {error}", markup=False)
            self.exitcode = int(ExitCode.USAGE)
            return
        for page in pages:
            show_page(console, page)
        if any(page.failure for page in pages):
            self.exitcode = int(ExitCode.INCOMPLETE)
