"""scrapy genspider: as Scrapy users know it, with names that are right for the lake."""

import argparse

from scrapy.commands import genspider
from scrapy.exceptions import UsageError

from newscrawl.urls import outlet_key


class Command(genspider.Command):
    """Write a new outlet's file."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file; raise UsageError for a name that cannot be an outlet's."""
        if args and not opts.list and not opts.dump and not _is_name(args[0]):
            raise UsageError(f"{args[0]!r} is no name for an outlet; use lower-case letters, digits, _ and -")
        super().run(args, opts)


def _is_name(name: str) -> bool:
    try:
        return outlet_key(name) == name and not name[0].isdigit()
    except ValueError:
        return False
