"""Every outlet at once: its facts are whole, it can be started, and it has a page to be tested with."""

from pathlib import Path
from typing import Any

import pytest
from scrapy.spiderloader import get_spider_loader

from newscrawl.command_line import project_settings
from newscrawl.outlet import SOURCES, OutletSpider
from newscrawl.urls import outlet_key

FIXTURES = Path(__file__).parent / "fixtures"
NO_SITE = {"adhoc"}  # any site, by arguments

# What each outlet has to state, and an example.
NEEDED = {
    "outlet": 'its name as printed, for example "TRT World"',
    "country": 'ISO 3166-1, for example "TR"',
    "language": 'BCP 47, for example "en"',
    "timezone": 'IANA name, for example "Europe/Istanbul"',
    "home": 'URL, for example "https://www.trtworld.com/"',
}


def outlets() -> list[Any]:
    loader = get_spider_loader(project_settings(None, None))
    return [pytest.param(loader.load(name), id=name) for name in sorted(loader.list()) if name not in NO_SITE]


@pytest.mark.parametrize("spider", outlets())
def test_an_outlet_states_its_facts(spider: type[OutletSpider]) -> None:
    where = f"{spider.__module__.replace('.', '/')}.py"
    missing = [
        f"{where}: set {fact} ({example})" for fact, example in NEEDED.items() if not getattr(spider, fact, None)
    ]
    assert not missing, "\n".join(missing)
    outlet = spider()  # checks what is stated
    assert outlet.name == outlet_key(outlet.name), f"{where}: name: use lower-case letters, digits, _ and -"
    named = any(getattr(spider, kind) for kind in SOURCES) or bool(getattr(spider, "sections", ()))
    assert named, f"{where}: name at least one of feeds, news_sitemaps, sitemaps, listings"


@pytest.mark.parametrize("spider", outlets())
def test_an_outlet_has_between_one_and_three_saved_pages_that_are_its_articles(spider: type[OutletSpider]) -> None:
    pages = sorted((FIXTURES / spider.name).glob("*.html"))
    assert pages, f"no saved page: scrapy record {spider.name} URL, then read tests/fixtures/{spider.name}/*.json"
    assert len(pages) <= 3, f"tests/fixtures/{spider.name}: three pages are enough"
    alone = [page.name for page in pages if not page.with_suffix(".json").exists()]
    assert not alone, f"tests/fixtures/{spider.name}: {alone} have no golden; scrapy record {spider.name} URL"


def test_every_folder_of_saved_pages_belongs_to_an_outlet() -> None:
    names = {param.values[0].name for param in outlets()}
    assert {folder.name for folder in FIXTURES.iterdir()} <= names
