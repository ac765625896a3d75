"""Each saved page gives the fields that its golden names; one case a field, so that a failure names it."""

import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from newscrawl.extract import Rules, extract
from newscrawl.outlet import OutletSpider
from newscrawl.run.golden import golden

FIXTURES = Path(__file__).parent.parent / "fixtures"


def cases() -> list[Any]:
    found = []
    for path in sorted(FIXTURES.glob("*/*.json")):
        for field, value in json.loads(path.read_text("utf-8")).items():
            if field not in ("url", "encoding"):
                name = f"{path.parent.name}/{path.stem}/{field}"
                found.append(pytest.param(path, field, value, id=name))
    return found


def rules_of(outlet: str) -> Rules:
    """Return the rules of the outlet's spider, with the facts that extraction needs."""
    module = import_module(f"spiders.{outlet}")
    spiders = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, OutletSpider)]
    spider = next(one for one in spiders if getattr(one, "name", None) == outlet)
    return replace(spider.rules, timezone=spider.timezone, since=spider.since, outlet=spider.outlet)


def differences(expected: Any, got: Any) -> str:
    if not isinstance(expected, list):
        return f"  expected {expected!r}\n  got      {got!r}"
    missing = [f"  missing {line!r}" for line in expected if line not in got]
    extra = [f"  extra   {line!r}" for line in got if line not in expected]
    return "\n".join(missing + extra) or f"  another order or number: {got!r}"


@pytest.mark.parametrize(("path", "field", "expected"), cases())
def test_a_saved_page_gives_what_its_golden_says(path: Path, field: str, expected: Any) -> None:
    outlet = path.parent.name
    saved = json.loads(path.read_text("utf-8"))
    page = extract(path.with_suffix(".html").read_bytes(), saved["url"], rules_of(outlet), saved.get("encoding"))
    got = golden(page)[field]
    source = page.provenance.get(field, "nowhere")
    assert got == expected, f"{outlet}/{path.stem}: {field} (from {source})\n{differences(expected, got)}"
