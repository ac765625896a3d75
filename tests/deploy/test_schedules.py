"""Crontabs and systemd units: what they say is what cron, systemd and newscrawl accept."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newscrawl import cli
from newscrawl.run.exitcodes import ExitCode
from newscrawl.settings import SHUTDOWN_DEADLINE
from tests.crawl.running import BIN, LONG, Place, differences
from tests.deploy.units import (
    CRONTABS,
    RANGES,
    UNITS,
    commands,
    complaints,
    crontab,
    unit,
    wrong_calendar,
    wrong_field,
)
from tests.newsroom import Newsroom
from tests.newsroom.client import CHECKOUT

CRAWL = CHECKOUT / "deploy/cron/crawl.sh"
SERVICE = CHECKOUT / "deploy/systemd/newscrawl@.service"
OPERATIONS = CHECKOUT / "docs/operations.md"
NO_ALARM = {ExitCode.OK, ExitCode.INTERRUPTED, ExitCode.BUSY}


@pytest.mark.parametrize("arguments", list(commands()), ids=" ".join)
def test_newscrawl_accepts_every_command_line(arguments: list[str]) -> None:
    command = cli.main.commands[arguments[0]]
    context = command.make_context(arguments[0], arguments[1:])
    outlets = get_spider_loader(Settings({"SPIDER_MODULES": ["spiders"]})).list()
    assert set(context.params.get("names", ())) <= set(outlets)


def test_a_wrong_command_line_would_be_noticed() -> None:
    with pytest.raises(click.UsageError):
        cli.main.commands["crawl"].make_context("crawl", ["kashmirdotcom", "--deadline", "5"])


@pytest.mark.parametrize("path", CRONTABS, ids=lambda path: path.name)
def test_a_crontab_says_when_what_and_whom_to_tell(path: Path) -> None:
    variables, lines = crontab(path)
    assert variables["MAILTO"]
    assert lines
    for line in lines:
        wrong = [field for field, (low, high) in zip(line.fields, RANGES, strict=True) if wrong_field(field, low, high)]
        assert wrong == [], line
        assert "%" not in line.command, "cron takes it for a line break"


def test_every_variable_of_a_schedule_is_one_that_is_read() -> None:
    read = (CHECKOUT / "newscrawl/settings.py").read_text() + CRAWL.read_text()
    files = [*CRONTABS, OPERATIONS, CHECKOUT / "deploy/systemd/environment.example"]
    named = {name for path in files for name in re.findall(r"\bNEWSCRAWL_[A-Z_]+", path.read_text())}
    assert {name for name in named if name not in read} == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_has_nothing_against_a_unit(path: Path, tmp_path: Path) -> None:
    assert unit(path)  # where there is no systemd, its lines are at least sections and keys
    if shutil.which("systemd-analyze"):
        assert complaints(path, tmp_path) == ""


def test_an_outlet_is_crawled_again_after_the_machine_was_off() -> None:
    timer = unit(CHECKOUT / "deploy/systemd/newscrawl@.timer")
    assert timer["Timer"]["Persistent"] == ["true"]
    assert not any(map(wrong_calendar, timer["Timer"]["OnCalendar"]))
    assert timer["Install"]["WantedBy"] == ["timers.target"]


def test_a_crawl_has_a_deadline_that_applies_and_time_to_deliver() -> None:
    service = unit(SERVICE)["Service"]
    assert service["Type"] == ["oneshot"]
    assert service["TimeoutStartSec"] == ["50min"]
    assert "RuntimeMaxSec" not in service, "has no effect on oneshot"
    assert int(service["TimeoutStopSec"][0]) >= 2 * SHUTDOWN_DEADLINE
    assert service["KillMode"] == ["mixed"], "the page readers are the crawl's to end"


def test_cron_and_systemd_agree_on_which_exit_codes_are_no_alarm() -> None:
    quiet = {int(code) for code in re.findall(r"^    (\d+)\) exit 0", CRAWL.read_text(), re.MULTILINE)}
    loud = {int(code) for code in re.findall(r"^    (\d+)\) why=", CRAWL.read_text(), re.MULTILINE)}
    assert quiet == NO_ALARM
    assert loud >= set(ExitCode) - NO_ALARM
    assert {int(code) for code in unit(SERVICE)["Service"]["SuccessExitStatus"][0].split()} == NO_ALARM - {ExitCode.OK}


def test_the_operations_page_says_of_every_exit_code_whether_it_is_an_alarm() -> None:
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (yes|no) \|", OPERATIONS.read_text(), re.MULTILINE)
    assert {int(code): alarm for code, alarm in rows} == {
        code: "no" if code in NO_ALARM else "yes" for code in ExitCode
    }


def test_every_file_that_the_operations_page_names_exists() -> None:
    named = set(re.findall(r"deploy/[\w@./-]*\w", OPERATIONS.read_text()))
    assert named >= {"deploy/cron/newscrawl.crontab", "deploy/systemd/newscrawl@.timer", "deploy/scrapyd/scrapyd.conf"}
    assert [name for name in named if not (CHECKOUT / name).is_file()] == []


@pytest.mark.parametrize("code", ExitCode)
def test_cron_sends_mail_only_where_somebody_has_to_act(code: ExitCode, tmp_path: Path) -> None:
    crawler = tmp_path / "newscrawl"
    crawler.write_text(f'#!/bin/sh\necho "$@" >&2\nexit {code}\n')
    crawler.chmod(0o755)
    done = run_under_cron(tmp_path, "kashmirdotcom", PATH=f"{tmp_path}:{os.defpath}")
    assert (tmp_path / "crawls.log").read_text() == "crawl kashmirdotcom\n"
    if code in NO_ALARM:
        assert (done.returncode, done.stdout) == (0, "")
    else:
        assert done.returncode == code
        assert done.stdout.startswith(f"newscrawl crawl kashmirdotcom: exit code {code}: ")
    assert done.stderr == ""


def test_a_crawl_that_meets_its_deadline_is_reported_and_the_next_one_completes_the_lake(
    newsroom: Newsroom, place: Place, tmp_path: Path
) -> None:
    facts = place.facts_file(newsroom.facts("harbourpost"))
    newsroom.hang("harbourpost", path=urlsplit(newsroom.truth("harbourpost")[0]["url"]).path)
    environment = {**place.command("newscrawl")[1], "PATH": f"{BIN}:{os.defpath}"}
    late = run_under_cron(tmp_path, "--facts", str(facts), **environment, NEWSCRAWL_DEADLINE="12s")
    assert late.returncode == 124, late.stdout
    assert "not done within 12s" in late.stdout

    next_one = run_under_cron(tmp_path, "--facts", str(facts), **environment)
    assert (next_one.returncode, next_one.stdout) == (0, "")
    assert differences(newsroom.truth("harbourpost"), place.records()) == []


def run_under_cron(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run deploy/cron/crawl.sh with a log in ``folder``."""
    return subprocess.run(
        [str(CRAWL), *arguments],
        cwd=CHECKOUT,
        env={"NEWSCRAWL_LOG": str(folder / "crawls.log"), **environment},
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
