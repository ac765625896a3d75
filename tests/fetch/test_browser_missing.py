"""What a user is told where the browser tier is not installed."""

import sys
from pathlib import Path

import pytest

from newscrawl.errors import MissingExtra
from newscrawl.fetch.browser import browser_settings
from tests.crawl.running import Place
from tests.fetch.scripted_site import ARTICLES, scripted_site
from tests.fetch.test_browser import crawled

LINKS = 40
UNDER_WAY = 16  # CONCURRENT_REQUESTS
EXTRA = "lantern: its pages need a browser; pip install 'newscrawl[browser]'"


@pytest.mark.parametrize("package", ["scrapy_playwright", "playwright"])
def test_a_missing_extra_is_named_with_the_outlet(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtra, match=r"^lantern: .*newscrawl\[browser\]"):
        browser_settings("lantern")


def test_a_missing_chromium_is_named_with_the_outlet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingExtra, match=r"^lantern: .*; apt-get install chromium$"):
        browser_settings("lantern")


def test_only_web_addresses_are_fetched_with_a_browser_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "chromium"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    handlers = browser_settings("lantern")["DOWNLOAD_HANDLERS"]

    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert {scheme for scheme, handler in handlers.items() if not handler} == {"file", "ftp", "data", "s3"}


def test_a_crawl_without_the_extra_says_so_in_one_line_and_exits_2(place: Place) -> None:
    (place.folder / "sitecustomize.py").write_text("import sys\nsys.modules['scrapy_playwright'] = None\n")

    run = crawled(place, "lantern", "http://127.0.0.1/", PYTHONPATH=str(place.folder))

    assert run.code == 2
    assert EXTRA in run.err
    assert "Traceback" not in run.err


def test_a_crawl_without_chromium_says_so_in_one_line_and_exits_2(place: Place) -> None:
    run = crawled(place, "lantern", "http://127.0.0.1/", PATH=str(place.folder))

    assert run.code == 2
    assert "apt-get install chromium" in run.err
    assert "Traceback" not in run.err


def test_a_chromium_that_does_not_start_ends_the_crawl_and_leaves_the_links_owed(place: Place) -> None:
    program = place.folder / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)

    more = [str(number) for number in range(ARTICLES + 1, LINKS + 1)]
    with scripted_site(*more) as site:
        run = crawled(place, "scripted", site.home, PATH=f"{place.folder}:/bin:/usr/bin")

    outcomes = run.reports["scripted"]["outcomes"]
    assert (run.code, run.reports["scripted"]["why"]) == (10, "ended early: browser-failed")
    assert outcomes["owed"] + outcomes["failed:connection-failed"] == LINKS
    assert outcomes["owed"] >= LINKS - UNDER_WAY
    (failure,) = (event["message"] for event in run.events if event["event"] == "browser_failed")
    assert failure.startswith(f"scripted: {program} does not start: ")
    assert failure.endswith(f"; try {program} --headless --dump-dom about:blank")
