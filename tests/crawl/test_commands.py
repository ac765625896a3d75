"""Commands beside the crawl: what a person sees who lists, previews, records, or has broken a file."""

import gzip
import json
import re
from pathlib import Path

from tests.crawl.running import Place, Run
from tests.newsroom import Newsroom


def test_a_file_that_does_not_load_is_named_in_one_line_and_the_other_outlets_are_there(
    checkout: Path, place: Place
) -> None:
    (checkout / "spiders" / "broken.py").write_text("class Broken Spider:\n    pass\n")
    run = place.run("scrapy", "list", folder=checkout, fast=False)
    assert run.out.split() == ["adhoc", "kashmirdotcom", "trtworld"]
    assert "spiders/broken.py:1: invalid syntax; the outlet is left out" in run.err
    assert "Traceback" not in run.err


def genspider(place: Place, checkout: Path, name: str, home: str) -> Run:
    options = ("-s", "DOWNLOAD_DELAY=0", "-t", "outlet")  # settings of tests are not in the copy
    return place.run("scrapy", "genspider", *options, name, home, folder=checkout, fast=False)


def test_genspider_writes_an_outlet_with_what_its_site_offers_and_refuses_a_name_that_is_none(
    newsroom: Newsroom, checkout: Path, place: Place
) -> None:
    home = newsroom.home("kashmirdotcom")
    written = genspider(place, checkout, "examplepost", home)
    assert written.code == 0, written.err
    assert "wp-json/wp/v2/posts" in written.out
    text = (checkout / "spiders" / "examplepost.py").read_text()
    facts = dict(re.findall(r"^    (\w+) = (\[.*?\]|\S+)(?:  #.*)?$", text, re.MULTILINE))
    assert (facts["home"], facts["feeds"], facts["language"]) == (f'"{home}"', '["feed/"]', '"en-US"')
    assert facts["wordpress"] == '["wp-json/wp/v2/posts"]'
    assert "examplepost" in place.run("scrapy", "list", folder=checkout, fast=False).out

    refused = genspider(place, checkout, "Example Post", home)
    assert refused.code == 2
    assert "use lower-case letters, digits, _ and -" in refused.err


def test_genspider_writes_an_outlet_also_where_its_site_cannot_be_reached(checkout: Path, place: Place) -> None:
    written = genspider(place, checkout, "away", "http://127.0.4.9:9/")
    assert written.code == 0, written.err
    assert "http://127.0.4.9:9/: connection-refused; write what lists its articles yourself" in written.out
    assert 'listings = [""]' in (checkout / "spiders" / "away.py").read_text()
    assert "away" in place.run("scrapy", "list", folder=checkout, fast=False).out


def test_preview_of_a_site_tells_its_sources_and_reads_two_articles(newsroom: Newsroom, place: Place) -> None:
    home = newsroom.home("trtworld")
    run = place.run("newscrawl", "preview", home)
    assert run.code == 0, run.err
    told = [line.split() for line in run.out.splitlines()]
    assert [line[2:4] for line in told if line[:2] == ["news", "sitemap"]] == [[f"{home}news-sitemap.xml", "36"]]
    assert [line for line in told if line[:2] == ["kind", "article"]] == [["kind", "article"]] * 2
    (facts,) = [json.loads(line) for line in run.out.splitlines() if line.startswith("{")]
    assert set(facts["listings"]) == {"turkiye", "business", "politics", "culture", "world"}
    assert newsroom.log()["trtworld"]["requests"] < 30

    crawl = place.crawl([{**facts, "timezone": "Europe/Istanbul"}])
    assert (crawl.code, len(place.records())) == (0, len(newsroom.truth("trtworld")))


def test_preview_of_what_is_no_news_site_says_so(newsroom: Newsroom, place: Place) -> None:
    empty = place.run("newscrawl", "preview", newsroom.home("lantern"))
    assert empty.code == 10
    assert "no feed, sitemap, API or section was found" in empty.out
    gone = place.run("newscrawl", "preview", "http://127.0.4.9:9/")
    assert (gone.code, gone.err) == (10, "")
    assert "connection-refused" in gone.out
    assert place.run("newscrawl", "preview", "ftp://127.0.4.9/").code == 2


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


def test_preview_of_a_page_that_a_parser_hangs_on_says_so(newsroom: Newsroom, place: Place) -> None:
    url = newsroom.truth("trtworld")[0]["url"]
    at_once = json.dumps({"newscrawl.run.workers:DEADLINE_SECONDS": 0.001})
    run = place.run_module("tests.crawl.patched", at_once, "scrapy", "preview", url)
    assert (run.code, run.err) == (10, "")
    assert "it came and cannot be read: extraction-timeout" in run.out


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
