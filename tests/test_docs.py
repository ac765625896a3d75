"""The documents say what is there: every command in them is one, every link leads somewhere."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from scrapy.cmdline import _get_commands_dict

from newscrawl.article import Article
from newscrawl.cli import main
from newscrawl.command_line import project_settings
from newscrawl.run.outcomes import OUTCOMES, UNNAMED

CHECKOUT = Path(__file__).parents[1]
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md")])
RECIPES = re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE)


def commands() -> list[Any]:
    fenced = re.compile(r"^```(?:sh|console)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
    lines = [
        (document.name, line)
        for document in DOCUMENTS
        for block in fenced.findall(document.read_text("utf-8"))
        for line in block.splitlines()
    ]
    programs = re.compile(r"(newscrawl|scrapy|make) ")
    return [pytest.param(line, id=f"{name}: {line}") for name, line in lines if programs.match(line)]


def all_commands(group: click.Group = main) -> Iterator[tuple[str, click.Command]]:
    """Yield every command and group with its name, a command of a group as ``lake check``."""
    for name, command in group.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", found) for below, found in all_commands(command))


def check_newscrawl(arguments: list[str], group: click.Group = main) -> None:
    """Raise click.UsageError unless the command line can be understood."""
    name, *rest = arguments
    command = group.commands[name]
    if isinstance(command, click.Group):
        check_newscrawl(rest, command)
        return
    with command.make_context(name, rest):
        pass


@pytest.mark.parametrize("line", commands())
def test_a_command_in_a_document_is_one_that_there_is(line: str) -> None:
    program, *arguments = shlex.split(line.partition(" > ")[0], comments=True)
    if program == "newscrawl":
        check_newscrawl(arguments)
    elif program == "make":
        assert arguments[0] in RECIPES
    else:
        assert arguments[0] in _get_commands_dict(project_settings(None, None), inproject=True)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_in_a_document_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", sorted(dict(all_commands())))
def test_every_command_has_an_example_in_its_help(name: str) -> None:
    assert f"newscrawl {name}" in (dict(all_commands())[name].help or "")


def test_every_outcome_is_explained_to_operators() -> None:
    row = re.compile(r"^\| `([a-z:0-9-]+)` \| (.*) \|$", re.MULTILINE)
    explained = dict(row.findall((CHECKOUT / "docs" / "operations.md").read_text()))
    named = {outcome: told for outcome, told in OUTCOMES.items() if not outcome.endswith(UNNAMED)}
    assert {outcome: explained.get(outcome) for outcome in named} == named


def test_every_variable_of_the_environment_is_in_the_readme() -> None:
    read = set(re.findall(r"NEWSCRAWL_[A-Z_]+", (CHECKOUT / "newscrawl" / "settings.py").read_text()))
    named = set(re.findall(r"NEWSCRAWL_[A-Z_]+", (CHECKOUT / "README.md").read_text()))
    assert read == named


def test_every_field_of_the_record_is_explained() -> None:
    record = (CHECKOUT / "docs" / "lake.md").read_text("utf-8").partition("## The record")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in record.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(field.name for field in fields(Article))


def test_the_readme_names_what_a_record_says_of_its_story() -> None:
    names = {field.name for field in fields(Article) if field.name.startswith("story_")}
    named = set(re.findall(r"`(\w+)`", (CHECKOUT / "README.md").read_text("utf-8")))
    assert named >= names | {"agency", "reporting", "own_share", "boilerplate_words"}
