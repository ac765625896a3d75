"""systemd units and crontabs as tests read them."""

import re
import shlex
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.crawl.running import BIN
from tests.newsroom.client import CHECKOUT

CRONTABS = sorted((CHECKOUT / "deploy").rglob("*.crontab"))
UNITS = sorted(path for kind in ("service", "timer") for path in (CHECKOUT / "deploy").rglob(f"*.{kind}"))
VARIABLE = re.compile(r"([A-Z_]+)=(.*)")
SECTIONS = {"Unit", "Service", "Timer", "Install"}
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))  # minute, hour, day of the month, month, weekday
MOMENT = re.compile(r"(?:(?:\*|\d{1,2})(?:/\d{1,2})?:)?(?:\*|\d{1,2})(?::\d{2})?(?:/\d{1,2})?")

Unit = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class CronLine:
    """When, as five fields, and what."""

    fields: tuple[str, ...]
    command: str


def crontab(path: Path) -> tuple[dict[str, str], list[CronLine]]:
    """Return the variables and the lines of a crontab."""
    variables, lines = {}, []
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if variable := VARIABLE.fullmatch(line):
            variables[variable[1]] = variable[2]
        else:
            *fields, command = line.split(maxsplit=5)
            lines.append(CronLine(tuple(fields), command))
    return variables, lines


def wrong_field(field: str, low: int, high: int) -> bool:
    """Tell whether cron would refuse a field whose values go from ``low`` to ``high``."""
    for part in field.split(","):
        values, _, step = part.partition("/")
        first, _, last = values.partition("-")
        numbers = [] if values == "*" else [first, last or first]
        if (step and not step.isdecimal()) or not all(number.isdecimal() for number in numbers):
            return True
        if not all(low <= int(number) <= high for number in numbers):
            return True
    return False


def unit(path: Path) -> Unit:
    """Return a unit's sections; a key may come several times. Raise ValueError at a line that is neither."""
    sections: Unit = {}
    section: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith(("#", ";")):
            continue
        if line.startswith("[") and line.strip("[]") in SECTIONS:
            section = sections.setdefault(line.strip("[]"), defaultdict(list))
        elif "=" in line:
            key, _, value = line.partition("=")
            section[key].append(value)
        else:
            raise ValueError(f"{path.name}: {line}")
    return sections


def commands() -> Iterator[list[str]]:
    """Yield the arguments of every newscrawl command in crontabs and units, for the outlet kashmirdotcom."""
    lines = [line.command for path in CRONTABS for line in crontab(path)[1]]
    lines += [line for path in UNITS for line in unit(path).get("Service", {}).get("ExecStart", [])]
    for line in lines:
        words = shlex.split(line.replace("%i", "kashmirdotcom").split(">>")[0])
        for place, word in enumerate(words):
            if word.endswith("/cron/crawl.sh"):
                yield ["crawl", *words[place + 1 :]]
            elif Path(word).name == "newscrawl":
                yield words[place + 1 :]


def complaints(path: Path, folder: Path) -> str:
    """Return what systemd says against a unit and the ones beside it; this environment's programs stand for others."""
    for source in path.parent.glob("*.*"):
        (folder / source.name).write_text(re.sub(r"/opt/newscrawl/\S*/bin/", f"{BIN}/", source.read_text()))
    command = ["systemd-analyze", "verify", "--man=no", str(folder / path.name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stderr


def wrong_calendar(expression: str) -> bool:
    """Tell whether systemd would refuse a calendar expression; without systemd only simple times of day are known."""
    if shutil.which("systemd-analyze") is None:
        return MOMENT.fullmatch(expression) is None
    command = ["systemd-analyze", "calendar", expression]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode != 0
