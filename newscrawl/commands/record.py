"""scrapy record NAME URL...: save pages of an outlet and what was extracted, as fixtures."""

import argparse
import json
import logging
import re
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import ConfigurationError
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.golden import golden
from newscrawl.run.logs import log_warnings
from newscrawl.run.pages import FetchedPage, fetch_pages, outlet_for
from newscrawl.run.terminal import Terminal

FIXTURES = Path("tests", "fixtures")


class Command(ScrapyCommand):
    """Save pages for an outlet's tests."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "<outlet> <url>..."

    def short_desc(self) -> str:
        """Return the line for the list of commands."""
        return "Save pages of an outlet, and what was extracted, in tests/fixtures/"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 -- Scrapy's signature
        """Fetch the pages and save them."""
        if len(args) < 2 or self.settings is None:
            raise UsageError("name an outlet and at least one URL")
        name, *urls = args
        log_warnings(logging.StreamHandler())
        console = Terminal()
        try:
            pages = fetch_pages(self.settings, outlet_for(self.settings, urls[0], name), urls)
        except ConfigurationError as error:
            console.print(f"newscrawl: {error}", markup=False)
            self.exitcode = int(ExitCode.USAGE)
            return
        for page in pages:
            self._save(console, FIXTURES / name, page)

    def _save(self, console: Console, folder: Path, fetched: FetchedPage) -> None:
        if fetched.page is None:
            console.print(f"{fetched.url}: {fetched.failure}", style="red", markup=False)
            self.exitcode = int(ExitCode.INCOMPLETE)
            return
        path = folder / f"{page_name(fetched.url)}.json"
        if path.exists():
            console.print(f"{path} is there already; delete it to record it anew", style="red", markup=False)
            self.exitcode = int(ExitCode.USAGE)
            return
        folder.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".html").write_bytes(fetched.body)
        content = {"url": fetched.url, "encoding": fetched.encoding, **golden(fetched.page)}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
        console.print(f"{path}: read it, and correct it until it is the truth", markup=False, soft_wrap=True)


def page_name(url: str) -> str:
    """Return a file name for a page: the last words of its path."""
    words = re.findall(r"[a-z0-9]+", urlsplit(url).path.lower())
    return "-".join(words[-6:])[:60].strip("-") or "front-page"
