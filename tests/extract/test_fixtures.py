"""Each saved page gives the fields that its golden names; one case a field, so that a failure names it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from newscrawl.extract import Page, Rules, extract
from newscrawl.outlet import OutletSpider

FIXTURES = Path(__file__).parent.parent / "fixtures"


def cases() -> list[Any]:
    found = []
    for golden in sorted(FIXTURES.glob("*/*.json")):
        for field, value in json.loads(golden.read_text("utf-8")).items():
            if field != "url":
                name = f"{golden.parent.name}/{golden.stem}/{field}"
                found.append(pytest.param(golden, field, value, id=name))
    return found


def rules_of(outlet: str) -> Rules:
    """Return the rules of the outlet's spider, with the facts that extraction needs."""
    module = import_module(f"spiders.{outlet}")
    spiders = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, OutletSpider)]
    spider = next(one for one in spiders if getattr(one, "name", None) == outlet)
    return replace(spider.rules, timezone=spider.timezone, since=spider.since, outlet=spider.outlet)


def said(page: Page, field: str) -> Any:
    """Return a field as goldens write it: times in UTC, the body as a list of paragraphs, a kind as a word."""
    value = getattr(page, field)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if field == "body":
        return value.split("\n\n") if value else []
    return str(value) if field == "kind" else value


def differences(expected: Any, got: Any) -> str:
    if not isinstance(expected, list):
        return f"  expected {expected!r}\n  got      {got!r}"
    missing = [f"  missing {line!r}" for line in expected if line not in got]
    extra = [f"  extra   {line!r}" for line in got if line not in expected]
    return "\n".join(missing + extra) or f"  another order or number: {got!r}"


@pytest.mark.parametrize(("golden", "field", "expected"), cases())
def test_a_saved_page_gives_what_its_golden_says(golden: Path, field: str, expected: Any) -> None:
    outlet = golden.parent.name
    url = json.loads(golden.read_text("utf-8"))["url"]
    page = extract(golden.with_suffix(".html").read_bytes(), url, rules_of(outlet))
    got = said(page, field)
    source = page.provenance.get(field, "nowhere")
    assert got == expected, f"{outlet}/{golden.stem}: {field} (from {source})\n{differences(expected, got)}"
