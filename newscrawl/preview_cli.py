"""The command newscrawl preview: what a crawl of a site would find."""

import logging
import sys

import click

from newscrawl.command_line import project_settings, told
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.logs import log_warnings
from newscrawl.run.showing import facts_entry, show_page, show_sources, wide_console
from newscrawl.run.survey import survey
from newscrawl.run.terminal import Terminal
from newscrawl.urls import outlet_domain, outlet_key

ARTICLES = 2


@click.command()
@click.argument("home")
@told
def preview(home: str) -> None:
    """Look at a site: what lists its articles, and what two of them would give.

    \b
    newscrawl preview https://www.example.com/

    \b
    Keeps nothing. The line of facts can be put into a facts file, or into a
    spider: scrapy genspider -t outlet NAME https://www.example.com/ does it.
    Exit: 0 something lists articles, 2 no web address, 10 nothing does.
    """
    log_warnings(logging.StreamHandler())
    with Terminal(stderr=True).status(f"looking at {home}"):
        seen = survey(project_settings(None, None), home, articles=ARTICLES)
    console = wide_console()
    if seen.failure:
        console.print(f"{seen.failure}; nothing can be said about the site", markup=False, soft_wrap=True)
        sys.exit(ExitCode.INCOMPLETE)
    show_sources(console, seen.found)
    entry = facts_entry(seen.found, outlet_key(outlet_domain(seen.found.home)))
    console.print(f"\nfacts, for a list in a facts file:\n{entry}\n", markup=False, highlight=False, soft_wrap=True)
    for page in seen.pages:
        show_page(console, page)
    if not seen.pages:
        sys.exit(ExitCode.INCOMPLETE)
