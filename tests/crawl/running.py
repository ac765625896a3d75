"""Crawls as a user runs them: commands in processes of their own, with a lake and a state of their own."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.lake.locations import open_storage
from newscrawl.lake.parts import unpack
from tests.newsroom.client import CHECKOUT

LONG = 240  # seconds; a crawl that hangs fails its test
STOPPING = 60  # likewise, of one that was told to stop
OPENED = "127.0.0.0/18"  # where the sites of tests are; what lies beyond on loopback is as forbidden as anywhere
CONTACT = "tests@gazette.example"
FAST = "tests.crawl.fast_settings"
BIN = Path(sys.executable).parent

Record = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[Record]:
        """The JSON lines of the log."""
        return [json.loads(line) for line in self.err.splitlines() if line.startswith("{")]

    @property
    def reports(self) -> dict[str, Record]:
        """The reports of the crawls by outlet."""
        return {event["outlet"]: event for event in self.events if event["event"] == "crawl_finished"}


@dataclass(frozen=True)
class Place:
    """Where a test's crawls keep their lake and their state."""

    lake: str
    state: str
    folder: Path

    def command(self, *arguments: str, fast: bool = True) -> tuple[list[str], dict[str, str]]:
        """Return a command of the project and its environment."""
        ours = {"NEWSCRAWL_LAKE": self.lake, "NEWSCRAWL_STATE": self.state, "NEWSCRAWL_CONTACT": CONTACT}
        environment = {**os.environ, **ours, "NEWSCRAWL_ALLOW_NETWORKS": OPENED}
        if fast:
            environment["SCRAPY_SETTINGS_MODULE"] = FAST
        return [str(BIN / arguments[0]), *arguments[1:]], environment

    def run(self, *arguments: str, fast: bool = True, folder: Path = CHECKOUT, **environment: str) -> Run:
        """Run a command until it ends, in the checkout or in a copy of it."""
        command, inherited = self.command(*arguments, fast=fast)
        done = subprocess.run(
            command, cwd=folder, env=inherited | environment, capture_output=True, text=True, timeout=LONG, check=False
        )
        return Run(done.returncode, done.stdout, done.stderr)

    def run_module(self, name: str, *arguments: str, **environment: str) -> Run:
        """Run a module of the tests that is newscrawl with a difference until it ends."""
        _, inherited = self.command("newscrawl")
        command = [sys.executable, "-m", name, *arguments]
        done = subprocess.run(
            command,
            cwd=CHECKOUT,
            env=inherited | environment,
            capture_output=True,
            text=True,
            timeout=LONG,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    def crawl(self, facts: Iterable[Record], *arguments: str) -> Run:
        """Crawl outlets by their facts."""
        return self.run("newscrawl", "crawl", "--facts", str(self.facts_file(facts)), *arguments)

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        """Start a command in the checkout, in a process group of its own; its log comes out of its stderr."""
        command, inherited = self.command(*arguments)
        return _started(command, inherited | environment)

    def start_module(self, name: str, *arguments: str) -> "subprocess.Popen[str]":
        """Start a module of the tests that is newscrawl with a difference."""
        _, environment = self.command("newscrawl")
        return _started([sys.executable, "-m", name, *arguments], environment)

    def start_crawl(self, facts: Iterable[Record], *arguments: str, settings: str = FAST) -> "subprocess.Popen[str]":
        """Start a crawl of outlets by their facts."""
        command = ("newscrawl", "crawl", "--facts", str(self.facts_file(facts)))
        return self.start(*command, *arguments, SCRAPY_SETTINGS_MODULE=settings)

    def facts_file(self, facts: Iterable[Record]) -> Path:
        """Write a facts file and return its path."""
        path = self.folder / "facts.json"
        path.write_text(json.dumps(list(facts)))
        return path

    def records(self) -> list[Record]:
        """Read every line of every part."""
        storage = open_storage(self.lake)
        return [json.loads(line) for key in storage.keys("articles/") for line in unpack(storage.get(key))]

    def manifests(self) -> list[Record]:
        """Read every manifest."""
        return self._documents("manifests/")

    def reports(self) -> list[Record]:
        """Read the report of every crawl that could bring it."""
        return self._documents("crawls/")

    def _documents(self, prefix: str) -> list[Record]:
        storage = open_storage(self.lake)
        return [json.loads(storage.get(key)) for key in storage.keys(prefix)]


def _started(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def ended(process: "subprocess.Popen[str]") -> Run:
    """Wait for the end of a command that was told to stop; raise TimeoutExpired if it hangs."""
    try:
        _, log = process.communicate(timeout=STOPPING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Run(process.returncode, "", log)


def until_event(process: "subprocess.Popen[str]", name: str) -> None:
    """Read the log until an event."""
    assert process.stderr is not None
    for line in process.stderr:
        if f'"event":"{name}"' in line:
            return
    raise AssertionError(f"ended with {process.wait()} before {name}")


def differences(truth: Iterable[Record], records: Iterable[Record]) -> list[str]:
    """Say how the lake differs from the truth: articles missing, twice or unknown, and every wrong field."""
    found = list(records)
    counted = Counter(record["url"] for record in found)
    by_url = {record["url"]: record for record in found}
    expected = {article["url"]: article for article in truth}
    problems = [f"twice: {url}" for url, count in counted.items() if count > 1]
    problems += [f"missing: {url}" for url in expected.keys() - by_url.keys()]
    problems += [f"unknown: {url}" for url in by_url.keys() - expected.keys()]
    for url in sorted(expected.keys() & by_url.keys()):
        problems += [f"{url}: {problem}" for problem in _wrong_fields(expected[url], by_url[url])]
    return problems


def _wrong_fields(article: Record, record: Record) -> list[str]:
    got = {**record, "body": record["body"].split("\n\n")}
    compared = ("outlet", "title", "authors", "published_at", "body", "section", "tags", "language", "agency")
    return [
        f"{field} is {got[field]!r}, expected {article[field]!r}" for field in compared if got[field] != article[field]
    ]
