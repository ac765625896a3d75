"""The arrows of the design: who may import whom, and what pure modules may not touch."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
PACKAGES = ("newscrawl", "spiders", "pipelines")

# Which packages of this checkout each package may import.
OUTSIDE = {"newscrawl": {"newscrawl"}, "spiders": {"newscrawl"}, "pipelines": {"newscrawl"}}

# Inside newscrawl: the top may import everything, a middle part itself and the ground, the ground only the ground.
TOP = {"backfill_cli", "cli", "command_line", "commands", "lake_cli", "outlet", "platforms", "preview_cli", "run"}
TOP |= {"stories_cli"}
MIDDLE = {"discovery", "extract", "fetch", "lake", "state"}
GROUND = {
    "article",
    "boilerplate",
    "correction",
    "emptied",
    "errors",
    "facts",
    "identity",
    "normal",
    "printable",
    "rights",
    "schedule",
    "settings",
    "stories",
    "text",
    "urls",
}
# Delivery is one protocol between the two: the outbox says what to put, and forgets it only when it has been put.
EXCEPTIONS = {("lake", "state")}

PURE = {
    "article",
    "boilerplate",
    "correction",
    "discovery",
    "emptied",
    "extract",
    "identity",
    "normal",
    "printable",
    "rights",
    "schedule",
    "stories",
    "text",
    "urls",
}
IMPURE = {
    "boto3",
    "botocore",
    "http",
    "os",
    "random",
    "requests",
    "scrapy",
    "socket",
    "sqlalchemy",
    "subprocess",
    "time",
    "twisted",
    "urllib.request",
}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
READS_ENVIRONMENT = {"newscrawl.settings"}


def modules() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((HERE / package).rglob("*.py")):
            if "templates" not in path.parts:
                name = ".".join(path.relative_to(HERE).with_suffix("").parts).removesuffix(".__init__")
                yield name, path.read_text()


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield every module, and every name in one, that is imported anywhere in the source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def part(module: str) -> str:
    """Return the part of newscrawl a module belongs to, "" for the package itself."""
    return ([*module.split("."), ""])[1]


def violations(module: str, source: str) -> list[str]:
    tree = ast.parse(source)
    found = [f"{module} imports {name}" for name in imported(tree) if not _may_import(module, name)]
    if part(module) in PURE:
        found += [f"{module} reads the clock" for node in ast.walk(tree) if _reads_clock(node)]
    if module not in READS_ENVIRONMENT:
        found += [f"{module} reads the environment" for node in ast.walk(tree) if _reads_environment(node)]
    return found


def _may_import(module: str, name: str) -> bool:
    top = name.split(".", maxsplit=1)[0]
    if top in (*PACKAGES, "tests", ""):  # a relative import begins with a dot
        return top in OUTSIDE[module.split(".", maxsplit=1)[0]] and _arrow_allowed(module, name)
    return part(module) not in PURE or not any(f"{name}.".startswith(f"{impure}.") for impure in IMPURE)


def _arrow_allowed(module: str, name: str) -> bool:
    here, there = part(module), part(name)
    if not module.startswith("newscrawl.") or here in TOP or there in (here, "__version__"):
        return True
    return there in GROUND or (here, there) in EXCEPTIONS


def _reads_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
    return (owner, node.attr) in CLOCKS


def _reads_environment(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb")


@pytest.mark.parametrize(("name", "source"), [pytest.param(*module, id=module[0]) for module in modules()])
def test_a_module_keeps_to_the_arrows_of_the_design(name: str, source: str) -> None:
    assert violations(name, source) == []


def test_every_part_of_the_engine_has_its_place_in_the_table() -> None:
    parts = {part(name) for name, _ in modules() if name.startswith("newscrawl.")}
    assert parts <= TOP | MIDDLE | GROUND
    assert parts >= MIDDLE


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("newscrawl.run.crawl", "from pipelines.outbox import Outbox"),
        ("newscrawl.outlet", "import spiders.trtworld"),
        ("newscrawl.outlet", "from tests import services"),
        ("pipelines.outbox", "from spiders import adhoc"),
        ("spiders.adhoc", "from spiders import trtworld"),
        ("newscrawl.state.links", "from newscrawl.lake.keys import part_key"),
        ("newscrawl.state.links", "from newscrawl.run import crawl"),
        ("newscrawl.state.links", "from newscrawl import cli"),
        ("newscrawl.extract.dates", "from newscrawl.discovery.feeds import parse_feed"),
        ("newscrawl.text", "def late():\n    from newscrawl.extract import extract"),
        ("newscrawl.text", "from . import urls"),
        ("newscrawl.discovery.feeds", "import scrapy.http"),
        ("newscrawl.extract.dates", "from time import time"),
        ("newscrawl.extract.dates", "import urllib.request"),
        ("newscrawl.extract.dates", "from urllib import request"),
        ("newscrawl.normal", "from datetime import datetime\nnow = datetime.now()"),
        ("newscrawl.normal", "import datetime\nnow = datetime.date.today()"),
        ("newscrawl.lake.s3", "import os\nkey = os.environ['KEY']"),
        ("newscrawl.cli", "import os\nkey = os.getenv('KEY')"),
    ],
)
def test_the_checker_catches_a_module_that_does_not(module: str, source: str) -> None:
    assert violations(module, source) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("newscrawl.lake.delivery", "from newscrawl.state import outbox"),
        ("newscrawl.run.crawl", "import random\nfrom newscrawl.lake.storage import Storage"),
        ("newscrawl.extract.dates", "from urllib.parse import urlsplit\nfrom newscrawl.text import clean"),
        ("newscrawl.lake.manifests", "from newscrawl import __version__"),
        ("pipelines.outbox", "from newscrawl.run.life import crawl_of"),
    ],
)
def test_the_checker_lets_pass_what_the_design_allows(module: str, source: str) -> None:
    assert violations(module, source) == []
