"""docs/security.md: each row of its tables cites tests that there are."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.newsroom.attacks import ALL

CHECKOUT = Path(__file__).parents[1]
DOCUMENT = (CHECKOUT / "docs" / "security.md").read_text("utf-8")
OF_ATTACKS = "| attack | what it does | what happens |"  # tests/crawl/test_attacks.py reads these itself
CITED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`|attack `([\w-]+)`")
NAMES = {attack.name for attack in ALL}


def tables() -> list[list[str]]:
    """Return the lines of each table, its head first."""
    return [table.strip().splitlines() for table in re.findall(r"(?:^\|.*\n)+", DOCUMENT, re.MULTILINE)]


ROWS = [row for head, _, *rows in tables() if head != OF_ATTACKS for row in rows]


@cache
def names_in(path: str) -> set[str]:
    """Return the names of a file's tests, none where there is no such file."""
    file = CHECKOUT / path
    tree = ast.parse(file.read_text("utf-8")) if file.exists() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def missing(row: str) -> list[str]:
    """Return what a row cites and is not there, or that it cites nothing."""
    cited = CITED.findall(row.rsplit(" | ", 1)[1])
    if not cited:
        return ["no test"]
    wrong = [f"{path}::{test}" for path, test, _ in cited if path and test not in names_in(path)]
    return wrong + [f"attack {name}" for *_, name in cited if name and name not in NAMES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split(" | ")[0].strip("| "))
def test_a_row_cites_tests_that_there_are(row: str) -> None:
    assert missing(row) == []


def test_each_row_of_the_attacks_is_one() -> None:
    rows = [row for head, _, *rows in tables() if head == OF_ATTACKS for row in rows]
    named = {name for row in rows for name in re.findall(r"^\| `([\w-]+)`", row)}
    assert named == {name for name in NAMES if not name.startswith("to-")}


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("| a page | it ends |", ["no test"]),
        ("| a page | it ends | `tests/test_security_table.py` |", ["no test"]),
        ("| a page | it ends | `tests/nowhere.py::test_a` |", ["tests/nowhere.py::test_a"]),
        ("| a page | it ends | attack `loop`, attack `lop` |", ["attack lop"]),
    ],
)
def test_a_row_that_cites_what_there_is_not_is_found(row: str, wrong: list[str]) -> None:
    assert missing(row) == wrong
