"""Commands beside the crawl: what a person sees who lists, previews, records, or has broken a file."""

import gzip
import json
import re
from pathlib import Path

from tests.crawl.running import Place
from tests.newsroom import Newsroom


def test_a_file_that_does_not_load_is_named_in_one_line_and_the_other_outlets_are_there(
    checkout: Path, place: Place
) -> None:
    (checkout / "spiders" / "broken.py").write_text("class Broken Spider:\n    pass\n")
    run = place.run("scrapy", "list", folder=checkout, fast=False)
    assert run.out.split() == ["adhoc", "kashmirdotcom", "trtworld"]
    assert "spiders/broken.py:1: invalid syntax; the outlet is left out" in run.err
    assert "Traceback" not in run.err


def test_genspider_writes_an_outlet_that_loads_and_refuses_a_name_that_is_none(checkout: Path, place: Place) -> None:
    written = place.run(
        "scrapy", "genspider", "-t", "outlet", "examplepost", "example.com", folder=checkout, fast=False
    )
    assert written.code == 0, written.err
    assert "examplepost" in place.run("scrapy", "list", folder=checkout, fast=False).out
    refused = place.run(
        "scrapy", "genspider", "-t", "outlet", "Example Post", "example.com", folder=checkout, fast=False
    )
    assert refused.code == 2
    assert "use lower-case letters, digits, _ and -" in refused.err


def test_preview_says_where_each_field_was_found(newsroom: Newsroom, place: Place) -> None:
    article = newsroom.truth("trtworld")[0]
    run = place.run("scrapy", "preview", "--outlet", "trtworld", article["url"])
    assert run.code == 0, run.err
    found = [line.split() for line in run.out.splitlines()]
    assert ["title", *article["title"].split(), "json-ld"] in found
    assert run.err == ""


def test_preview_of_a_page_that_is_not_there_says_so(newsroom: Newsroom, place: Place) -> None:
    run = place.run("scrapy", "preview", newsroom.home("trtworld") + "nowhere")
    assert run.code == 10
    assert "HTTP 404" in run.out
    assert run.err == ""


def test_what_record_saves_is_what_the_fixture_test_reads(newsroom: Newsroom, checkout: Path, place: Place) -> None:
    article = newsroom.truth("trtworld")[0]
    run = place.run("scrapy", "record", "trtworld", article["url"], folder=checkout, fast=False)
    assert run.code == 0, run.err
    (golden,) = (checkout / "tests" / "fixtures" / "trtworld").glob("*.json")
    saved = json.loads(golden.read_text())
    assert (saved["title"], saved["body"], saved["published_at"]) == (
        article["title"],
        article["body"],
        article["published_at"],
    )
    assert golden.with_suffix(".html").stat().st_size > 0
    assert place.run("scrapy", "record", "trtworld", article["url"], folder=checkout, fast=False).code == 2


def test_why_tells_where_the_line_of_an_article_lies(newsroom: Newsroom, place: Place) -> None:
    assert place.crawl(newsroom.facts("trtworld")).code == 0
    url = newsroom.truth("trtworld")[3]["url"]
    known = place.run("newscrawl", "why", f"{url}?utm_source=letter")
    assert known.code == 0, known.err
    delivered = re.search(r"as line (\d+) of (\S+)\.$", known.out, re.MULTILINE)
    assert delivered
    lines = gzip.decompress(Path(delivered[2]).read_bytes()).splitlines()
    assert json.loads(lines[int(delivered[1]) - 1])["url"] == url

    unknown = place.run("newscrawl", "why", f"{url}x")
    assert unknown.code == 1
    assert unknown.out.startswith(f"{url}x: no source has offered this link to any outlet.\nKnown is {url}\n")
    assert place.run("newscrawl", "why", "trtworld").code == 2


def test_why_leaves_no_file_behind(place: Place) -> None:
    assert place.run("newscrawl", "why", "https://example.com/").code == 1
    assert not Path(place.state).exists()


def test_outlets_lists_what_each_offers_and_leaves_no_file_behind(place: Place) -> None:
    run = place.run("newscrawl", "outlets")
    assert run.code == 0
    assert "kashmirdotcom" in run.out
    assert "never" in run.out
    assert not Path(place.state).exists()
