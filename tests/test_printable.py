# ruff: noqa: RUF001 - odd characters
"""Texts of strangers cannot drive a terminal, and passwords of addresses are not shown."""

import logging
import re
from io import StringIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from newscrawl.printable import printable, redacted
from newscrawl.run.logs import LONGEST, JsonLines
from newscrawl.run.terminal import PlainLines, Terminal

DRIVING = "\x00\x07\x08\r\x1b[2J\x1b]0;title\x07\x7f\x9b31m\x85\u202egnp\u2066\u200f\ud800"
ADDRESS = "postgresql://user:s3cret@db.example/news"


def drives(text: str) -> set[str]:
    """Return the characters of a text that a terminal would obey."""
    return {c for c in text if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f" or c in "\u202e\u2066\u200f\ud800"}


@given(st.text(st.characters()))
def test_what_is_printable_is_as_long_as_it_was_and_can_be_written(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert drives(shown.replace("\t", "")) == set()
    shown.encode()


def test_ordinary_text_stays_as_it_is() -> None:
    assert printable("Zürich – “two”\n\tتهران\u200cها") == "Zürich – “two”\n\tتهران\u200cها"


def test_a_table_does_not_pass_on_what_drives_a_terminal() -> None:
    terminal = Terminal(file=StringIO(), force_terminal=True, width=200, color_system="truecolor")
    table = Table(title=DRIVING)
    table.add_column(DRIVING)
    table.add_row(DRIVING)
    terminal.print(table)
    terminal.print(DRIVING, style="red", markup=False)
    written = terminal.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    assert "\x1b[31m" in written  # our own red
    assert drives(re.sub(r"\x1b\[[\d;]*m", "", written)) == set()


def record(message: str, *, raised: BaseException | None = None, **extra: str) -> logging.LogRecord:
    info = (type(raised), raised, None) if raised else None
    one = logging.LogRecord("newscrawl.run", logging.WARNING, __file__, 1, "%s", (message,), info)
    vars(one).update(extra)
    return one


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_a_line_of_the_log_drives_no_terminal_and_shows_no_password(formatter: logging.Formatter) -> None:
    line = formatter.format(record(f"{DRIVING} {ADDRESS}", raised=ValueError(f"no {ADDRESS}"), url=ADDRESS))
    assert drives(line) == set()
    assert "s3cret" not in line
    assert "user:***@db.example" in line
    line.encode()


def test_a_line_of_the_log_gives_back_what_was_said() -> None:
    said = 'a title with "quotes", \x1b, \x9b, \u202e and http://h.example:80", mail a@b.example'
    assert msgspec.json.decode(JsonLines().format(record(said, title=said)))["title"] == said


def test_a_line_of_the_log_has_an_end() -> None:
    assert len(JsonLines().format(record("a" * 10_000_000))) < 2 * LONGEST


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("state postgresql+psycopg://u:s3cret@h:5432/db: gone", "state postgresql+psycopg://u:***@h:5432/db: gone"),
        ("http://:s3cret@proxy:8080", "http://:***@proxy:8080"),
        ("postgresql://u:p@s3cret@h/db", "postgresql://u:***@h/db"),
        ("postgresql://h/db?user=u&password=s3cret&x=1", "postgresql://h/db?user=u&password=***&x=1"),
        ("postgresql://h/db?sslpassword=s3cret", "postgresql://h/db?sslpassword=***"),
        ("https://h.example/a?X-Amz-Signature=s3cret", "https://h.example/a?X-Amz-Signature=***"),
        ("postgres:s3cret", "postgres:s3cret"),
        ("postgresql://postgres:@/db?host=/run", "postgresql://postgres:@/db?host=/run"),
        ("https://h.example:8080/a@b", "https://h.example:8080/a@b"),
        ("https://a.example/ and mail: a@b.example", "https://a.example/ and mail: a@b.example"),
    ],
)
def test_a_password_is_hidden_and_the_rest_is_shown(text: str, shown: str) -> None:
    assert redacted(text) == shown
