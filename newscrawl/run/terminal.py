"""The terminal: whatever is said or shown there comes from strangers in part, and must not drive it."""

from collections.abc import Iterable
from logging import Formatter, LogRecord
from typing import Any

import click
from rich.console import Console
from rich.segment import Segment

from newscrawl.printable import printable, redacted


class Terminal(Console):
    """Rich's console, for texts of strangers: it styles them, they do not style it."""

    def render(self, *arguments: Any, **keywords: Any) -> Iterable[Segment]:
        """Yield what is to be written; the escapes in it are ours."""
        for text, style, control in super().render(*arguments, **keywords):
            yield Segment(text if control else printable(text), style, control)


class PlainLines(Formatter):
    """Format a record of the log for people."""

    def format(self, record: LogRecord) -> str:
        """Return the message, and what was raised."""
        return printable(redacted(super().format(record)))


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Write a text on standard output, or standard error."""
    click.echo(printable(redacted(text)), err=err, nl=nl)
