"""scrapy genspider: as Scrapy users know it, with names that are right for the lake, and sources found by itself."""

import argparse
import json
import logging
from typing import Any

from scrapy.commands import genspider
from scrapy.exceptions import UsageError

from newscrawl.errors import BadFacts
from newscrawl.run.logs import log_warnings
from newscrawl.run.showing import show_sources, wide_console
from newscrawl.run.survey import Survey, survey
from newscrawl.run.terminal import Terminal
from newscrawl.urls import outlet_key

OUTLET = "outlet"  # the template whose sources are looked for
UNKNOWN = {"feeds": [], "news_sitemaps": [], "listings": [""]}  # to be filled in
WHAT = {
    "feeds": "RSS, Atom or JSON Feed; absolute or relative to home",
    "news_sitemaps": "Google's extension for news",
    "sitemaps": "only what is recent in them is read",
    "wordpress": "posts of its REST API",
    "listings": "section pages; the front page is better than none",
}
WIDTH = 100  # characters of a line of sources


class Command(genspider.Command):
    """Write a new outlet's file."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file; raise UsageError for a name that cannot be an outlet's."""
        if args and not opts.list and not opts.dump and not _is_name(args[0]):
            raise UsageError(f"{args[0]!r} is no name for an outlet; use lower-case letters, digits, _ and -")
        super().run(args, opts)

    def _generate_template_variables(self, module: str, name: str, url: str, template_name: str) -> dict[str, Any]:
        variables: dict[str, Any] = super()._generate_template_variables(module, name, url, template_name)
        if template_name != OUTLET or self.settings is None:
            return variables
        log_warnings(logging.StreamHandler())
        try:
            with Terminal(stderr=True).status(f"looking at {url}"):
                seen = survey(self.settings, url)
        except BadFacts as error:
            raise UsageError(str(error)) from error
        found, console = seen.found, wide_console()
        if seen.failure:
            console.print(f"{seen.failure}; write what lists its articles yourself", markup=False, soft_wrap=True)
        else:
            show_sources(console, found)
        return variables | _facts(name, seen)


def _facts(name: str, seen: Survey) -> dict[str, str]:
    """Return the template's variables for what was found."""
    found = seen.found
    sources = found.facts() or UNKNOWN
    lines = [f"    {fact} = {_list(urls)}  # {WHAT[fact]}" for fact, urls in sources.items()]
    return {
        "url": found.home,
        "outlet": _text(found.name or name),
        "language": _text(found.language) if found.language else "None",
        "sources": "\n".join(lines),
    }


def _list(urls: list[str]) -> str:
    """Write a list of texts as Python and its formatter do."""
    line = f"[{', '.join(map(_text, urls))}]"
    return line if len(line) <= WIDTH else "[\n" + "".join(f"        {_text(url)},\n" for url in urls) + "    ]"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _is_name(name: str) -> bool:
    try:
        return outlet_key(name) == name and not name[0].isdigit()
    except ValueError:
        return False
