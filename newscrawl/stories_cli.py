"""newscrawl stories: a day's stories, on the terminal and as a page."""

import sys
from datetime import UTC, date
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from newscrawl.command_line import LAKE, project_settings, told
from newscrawl.lake.day import stories_of
from newscrawl.lake.locations import open_storage
from newscrawl.lake_cli import DAY
from newscrawl.run.terminal import Terminal, say
from newscrawl.stories.day import Story
from newscrawl.stories.page import counted, page

BIGGEST = 20  # that are printed
ON_PAGE = 100
PLAIN_WIDTH = 160  # where the output is no terminal


@click.command()
@click.option("--dt", "day", metavar="DAY", type=DAY, required=True, help="The partition, as 2026-11-25.")
@click.option(
    "--html", "file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Also write a page."
)
@LAKE
@told
def stories(day: date, file: Path | None, lake: str | None) -> None:
    """Print a day's stories, the most widely told first: who told them, when, and what is a reprint.

    \b
    newscrawl stories --dt 2026-11-25
    newscrawl stories --dt 2026-11-25 --html stories.html --lake s3://bucket/news

    \b
    Exit: 0 all well, 1 a part cannot be read, 2 usage or no such day.
    """
    found = stories_of(open_storage(project_settings(lake, None)["NEWSCRAWL_LAKE"]), day)
    Terminal(width=None if sys.stdout.isatty() else PLAIN_WIDTH).print(_table(found[:BIGGEST]))
    more = f", the biggest {BIGGEST} above" if len(found) > BIGGEST else ""
    say(f"{counted(len(found), 'story', 'stories')} told by more than one article{more}")
    if file:
        try:
            file.write_text(page(found[:ON_PAGE], day), "utf-8")
        except OSError as error:
            raise click.UsageError(f"{file}: {error.strerror}; name a file that can be written") from None
        say(f"{file}: written")


def _table(found: list[Story]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("story", overflow="ellipsis", no_wrap=True, ratio=1)
    table.add_column("outlets", overflow="ellipsis", no_wrap=True, max_width=40)
    table.add_column("first published, UTC", no_wrap=True)
    for column in ("hours", "articles", "reprints", "originals"):
        table.add_column(column, justify="right")
    for story in found:
        first = story.first.told_at.astimezone(UTC)
        counts = (str(count) for count in (len(story.tellings), story.reprints, story.originals))
        names = Text(f"{len(story.outlets)}: {', '.join(story.outlets)}")
        table.add_row(Text(story.first.title), names, f"{first:%Y-%m-%d %H:%M}", f"{story.hours:.1f}", *counts)
    return table
