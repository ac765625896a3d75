"""Every outlet starts with a place it keeps to, limits, and a contact; one that lacks any of these is refused here."""

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.spiderloader import get_spider_loader

from newscrawl.command_line import project_settings
from newscrawl.facts import read_facts
from newscrawl.outlet import OutletSpider, outlet_from_facts

CONTACT = "desk@gazette.example"
ADHOC = {"home": "https://gazette.example/"}
# Settings that no outlet may switch off, and the most that each may be.
LIMITS = {
    "CRAWL_DEADLINE": 24 * 3600,
    "CRAWL_MEMORY": 4 * 1024**3,
    "DOWNLOAD_MAXSIZE": 20 * 1024**2,
    "DOWNLOAD_TIMEOUT": 120,
    "CONCURRENT_REQUESTS": 32,
    "REDIRECT_MAX_TIMES": 5,
    "RETRY_TIMES": 3,
}
ON = ("ROBOTSTXT_OBEY", "DOWNLOAD_VERIFY_CERTIFICATES")
OFF = ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "METAREFRESH_ENABLED")


class Unlimited(OutletSpider):
    name = "unlimited"
    home = "https://gazette.example/"
    custom_settings = {"DOWNLOAD_MAXSIZE": 0, "ROBOTSTXT_OBEY": False}  # noqa: RUF012 -- as outlets write it


class Anonymous(OutletSpider):
    name = "anonymous"
    home = "https://gazette.example/"
    custom_settings = {"USER_AGENT": "Mozilla/5.0"}  # noqa: RUF012 -- as outlets write it


class Anywhere(Spider):
    name = "anywhere"


def outlets() -> list[Any]:
    loader = get_spider_loader(project_settings(None, None))
    return [pytest.param(loader.load(name), id=name) for name in sorted(loader.list())]


def wrong(spider: type[Spider], arguments: dict[str, str]) -> list[str]:
    """Start an outlet as a crawl does, up to its first request, and return what makes it unfit to be let out."""
    settings = project_settings(None, None)
    settings.set("USER_AGENT", f"newscrawl (+{CONTACT})", priority="project")
    crawler = Crawler(spider, settings)
    spider.update_settings(crawler.settings)
    started = spider.from_crawler(crawler, **arguments)
    found = [] if getattr(started, "allowed_domains", None) else ["no allowed_domains"]
    found += [f"{name} is off" for name in ON if not crawler.settings.getbool(name)]
    found += [f"{name} is on" for name in OFF if crawler.settings.getbool(name)]
    limits = {name: crawler.settings.getfloat(name) for name in LIMITS}
    found += [f"{name} is {limits[name]:g}" for name, most in LIMITS.items() if not 0 < limits[name] <= most]
    found += [] if CONTACT in crawler.settings["USER_AGENT"] else ["no contact"]
    handlers = crawler.settings.getwithbase("DOWNLOAD_HANDLERS")
    found += [f"fetches {name}:" for name, used in handlers.items() if used and name not in ("http", "https")]
    return found


@pytest.mark.parametrize("spider", outlets())
def test_an_outlet_starts_within_its_domains_and_limits(spider: type[Spider]) -> None:
    assert wrong(spider, ADHOC if spider.name == "adhoc" else {}) == []


def test_an_outlet_of_a_facts_file_starts_within_its_domains_and_limits(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps([{"key": "gazette", "name": "Gazette", "home": "https://gazette.example/"}]))
    assert [wrong(outlet_from_facts(facts), {}) for facts in read_facts(path)] == [[]]


@pytest.mark.parametrize(
    ("spider", "why"),
    [
        (Unlimited, ["ROBOTSTXT_OBEY is off", "DOWNLOAD_MAXSIZE is 0"]),
        (Anonymous, ["no contact"]),
        (Anywhere, ["no allowed_domains"]),
    ],
)
def test_an_outlet_without_limits_contact_or_domains_is_refused(spider: type[Spider], why: list[str]) -> None:
    assert wrong(spider, {}) == why
