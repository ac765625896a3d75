"""The loopback news site says what it serves, serves what it says, and fails as it is told."""

import http.client
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from parsel import Selector

from tests.newsroom import Newsroom
from tests.newsroom.client import CHECKOUT, Record

OUTLETS = ("kashmirdotcom", "trtworld", "harbourpost", "lantern")
BODY = {
    "kashmirdotcom": ".content-inner",
    "trtworld": ".article-body",
    "harbourpost": ".text",
    "lantern": "article",
}
FEEDS = {"kashmirdotcom": ("feed/", 10), "trtworld": ("feed/rss.xml", 36), "harbourpost": ("atom.xml", 15)}


@dataclass(frozen=True)
class Reply:
    """An answer as a test looks at it."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def page(self) -> Selector:
        """The answer as HTML, read in the encoding that its header declares."""
        encoding = self.headers["content-type"].partition("charset=")[2].lower().replace("iso-8859-1", "cp1252")
        return Selector(text=self.body.decode(encoding))

    @property
    def feed(self) -> Selector:
        """The answer as XML without namespaces."""
        selector = Selector(text=self.body.decode(), type="xml")
        selector.remove_namespaces()
        return selector


def fetch(url: str, timeout: float = 30, **headers: str) -> Reply:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={name.replace("_", "-"): text for name, text in headers.items()})
        response = connection.getresponse()
        names = {name.lower(): text for name, text in response.getheaders()}
        return Reply(response.status, names, response.read())
    finally:
        connection.close()


def text_of(element: Selector) -> str:
    return " ".join("".join(element.xpath(".//text()").getall()).split())


def body_of(record: Record, page: Selector) -> list[str]:
    container = page.css(BODY[record["outlet"]])[0]
    elements = container.xpath("./p | ./h2 | ./h3 | ./ul/li | ./blockquote[not(contains(@class, 'tweet'))]/p")
    return [text_of(element) for element in elements]


def links_of(newsroom: Newsroom, outlet: str) -> set[str]:
    """Follow every listing to its last page; return the articles' addresses."""
    (facts,) = newsroom.facts(outlet)
    found: set[str] = set()
    waiting = [urljoin(facts["home"], listing) for listing in facts["listings"]]
    while waiting:
        url = waiting.pop()
        page = fetch(url).page
        addresses = [
            urljoin(url, href) for href in page.css("main a, .jeg_posts a, .headlines a").css("::attr(href)").getall()
        ]
        found |= {address for address in addresses if re.search(facts["article_url"], address)}
        waiting += [urljoin(url, href) for href in page.css("a[rel=next], a.next").css("::attr(href)").getall()]
    return found


def feed_of(newsroom: Newsroom, outlet: str) -> list[str]:
    feed = fetch(newsroom.home(outlet) + FEEDS[outlet][0]).feed
    return feed.xpath("//item/link/text() | //entry/link[@rel='alternate']/@href").getall()


def sitemap_of(newsroom: Newsroom) -> list[str]:
    return fetch(newsroom.home("trtworld") + "news-sitemap.xml").feed.xpath("//url/loc/text()").getall()


def latest_of(newsroom: Newsroom) -> list[str]:
    """Read the Lantern's listing as its script does."""
    home, found = newsroom.home("lantern"), []
    for number in itertools.count(1):
        answer = json.loads(fetch(f"{home}api/articles?page={number}").body)
        found += [urljoin(home, story["url"]) for story in answer["articles"]]
        if not answer["more"]:
            return found
    raise AssertionError


@pytest.fixture(scope="module")
def quiet() -> Iterator[Newsroom]:
    """A newsroom that no test changes."""
    with Newsroom() as newsroom:
        yield newsroom


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_article_answers_with_its_title_and_exactly_its_paragraphs(quiet: Newsroom, outlet: str) -> None:
    for record in quiet.truth(outlet):
        reply = fetch(record["url"])
        assert reply.status == 200
        assert text_of(reply.page.css("h1")[0]) == record["title"]
        paragraphs = body_of(record, reply.page)
        assert paragraphs[: len(record["body"])] == record["body"]
        if outlet != "trtworld":  # whose source line and slogans are paragraphs like any other
            assert len(paragraphs) == len(record["body"])


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_outlet_has_articles_of_many_kinds(quiet: Newsroom, outlet: str) -> None:
    records = quiet.truth(outlet)
    assert len(records) >= 32
    assert len({record["section"] for record in records}) >= 3
    assert len({record["url"] for record in records}) == len(records)
    assert len({record["published_at"] for record in records}) == len(records)
    assert {len(record["authors"]) for record in records} == {0, 1, 2, 3}
    assert {record["agency"] for record in records} == {None, "Meridian News Agency"}
    assert records == sorted(records, key=lambda record: str(record["published_at"]), reverse=True)


def test_what_stands_around_a_text_is_no_part_of_the_truth(quiet: Newsroom) -> None:
    told = "\n".join(paragraph for record in quiet.truth() for paragraph in record["body"])
    assert "Social media" not in told
    assert "SOURCE" not in told
    tweets = [
        text_of(tweet)
        for record in quiet.truth("trtworld")
        for tweet in fetch(record["url"]).page.css("blockquote.twitter-tweet p")
    ]
    assert len(tweets) > 5
    assert not any(tweet in told for tweet in tweets)


@pytest.mark.parametrize("outlet", FEEDS)
def test_listings_reach_every_article(quiet: Newsroom, outlet: str) -> None:
    assert links_of(quiet, outlet) == {record["url"] for record in quiet.truth(outlet)}


@pytest.mark.parametrize("outlet", FEEDS)
def test_a_feed_holds_the_newest_articles(quiet: Newsroom, outlet: str) -> None:
    assert feed_of(quiet, outlet) == [record["url"] for record in quiet.truth(outlet)][: FEEDS[outlet][1]]


def test_the_news_sitemap_holds_every_article(quiet: Newsroom) -> None:
    assert sitemap_of(quiet) == [record["url"] for record in quiet.truth("trtworld")]


def test_the_script_of_the_lantern_reaches_every_article_and_its_pages_none(quiet: Newsroom) -> None:
    urls = [record["url"] for record in quiet.truth("lantern")]
    assert latest_of(quiet) == urls
    latest = fetch(quiet.home("lantern") + "latest").page
    assert latest.css("button.load-more")
    assert not latest.css("a[href*=stories]")


def test_facts_know_three_outlets_and_have_the_keys_of_a_facts_file(quiet: Newsroom) -> None:
    assert [facts["key"] for facts in quiet.facts()] == ["kashmirdotcom", "trtworld", "harbourpost"]
    keys = [
        "key",
        "name",
        "home",
        "country",
        "languages",
        "timezone",
        "feeds",
        "news_sitemaps",
        "listings",
        "article_url",
    ]
    for facts in quiet.facts():
        assert list(facts) == keys
        assert all(re.search(facts["article_url"], record["url"]) for record in quiet.truth(facts["key"]))


def test_pages_past_the_last_one_are_missing(quiet: Newsroom) -> None:
    assert fetch(quiet.home("kashmirdotcom") + "world/page/9/").status == 404
    assert fetch(quiet.home("trtworld") + "world?page=9").status == 404
    assert fetch(quiet.home("harbourpost") + "archive/9/").status == 404


def test_some_pages_of_the_harbour_post_are_not_in_utf_8(quiet: Newsroom) -> None:
    replies = [fetch(record["url"]) for record in quiet.truth("harbourpost")]
    legacy = [reply for reply in replies if "utf-8" not in reply.headers["content-type"].lower()]
    assert {reply.headers["content-type"] for reply in legacy} == {
        "text/html; charset=windows-1252",
        "text/html; charset=ISO-8859-1",
    }
    assert not any(b"meta charset" in reply.body for reply in legacy)


def test_wire_stories_share_half_their_text_and_other_articles_hardly_any(quiet: Newsroom) -> None:
    texts = [(record["wire"] or record["url"], five_grams(record)) for record in quiet.truth()]
    shared = [
        (first == second, first, len(one & other) / min(len(one), len(other)))
        for (first, one), (second, other) in itertools.combinations(texts, 2)
    ]
    retold = {wire: part for same, wire, part in shared if same}
    assert retold.pop("copy-1") == 1
    assert set(retold) == {"wire-1", "wire-2", "wire-3", "wire-4"}
    assert all(0.3 < part < 0.8 for part in retold.values())
    assert max(part for same, _, part in shared if not same) < 0.25


def five_grams(record: Record) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join(record["body"]).casefold())
    return set(zip(*(words[start:] for start in range(5)), strict=False))


def test_an_exact_copy_has_the_same_paragraphs_on_both_outlets(quiet: Newsroom) -> None:
    first, second = (record for record in quiet.truth() if record["wire"] == "copy-1")
    assert first["body"] == second["body"]
    assert {first["outlet"], second["outlet"]} == {"trtworld", "harbourpost"}


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_edit_changes_truth_and_page(newsroom: Newsroom, outlet: str) -> None:
    before = newsroom.truth(outlet)[1]
    after = newsroom.edit(before["url"])
    assert after["body"] == [before["body"][0], after["body"][1], *before["body"][1:]]
    assert (before["edits"], after["edits"]) == (0, 1)
    assert (before["modified_at"], after["modified_at"]) == (None, "2026-11-20T18:01:00Z")
    page = fetch(before["url"])
    assert body_of(after, page.page)[: len(after["body"])] == after["body"]
    assert page.headers["last-modified"] == "Fri, 20 Nov 2026 18:01:00 GMT"
    assert newsroom.edit(before["url"], "headline")["title"] != before["title"]


@pytest.mark.parametrize("outlet", FEEDS)
def test_an_edit_is_told_by_the_feed(newsroom: Newsroom, outlet: str) -> None:
    feed = newsroom.home(outlet) + FEEDS[outlet][0]
    before = fetch(feed)
    newsroom.edit(newsroom.truth(outlet)[0]["url"])
    after = fetch(feed)
    assert before.headers["etag"] != after.headers["etag"]
    updated = after.feed.xpath("//item/updated/text() | //entry/updated/text()").getall()[0]
    assert updated in ("2026-11-20T18:01:00+00:00", "2026-11-20T21:01:00+03:00", "2026-11-20T14:01:00-04:00")


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_removed_article_is_gone_from_everywhere(newsroom: Newsroom, outlet: str) -> None:
    record = newsroom.truth(outlet)[0]
    assert newsroom.remove(record["url"])["removed"]
    assert fetch(record["url"]).status == 410
    sources = [latest_of(newsroom)] if outlet == "lantern" else [links_of(newsroom, outlet), feed_of(newsroom, outlet)]
    assert all(record["url"] not in source for source in [*sources, sitemap_of(newsroom)])


def test_a_wall_stands_before_an_article_until_it_is_taken_away(newsroom: Newsroom) -> None:
    record = newsroom.truth("trtworld")[0]
    newsroom.wall(record["url"])
    walled = fetch(record["url"])
    assert walled.status == 200
    assert record["body"][0] not in walled.body.decode()
    newsroom.wall(record["url"], on=False)
    assert text_of(fetch(record["url"]).page.css("h1")[0]) == record["title"]


def test_an_outlet_fails_as_often_as_it_was_told_and_only_where(newsroom: Newsroom) -> None:
    newsroom.fail("kashmirdotcom", status=429, count=2, path="/feed", retry_after=7)
    home = newsroom.home("kashmirdotcom")
    replies = [fetch(home), *(fetch(home + "feed/") for _ in range(3))]
    assert [reply.status for reply in replies] == [200, 429, 429, 200]
    assert replies[1].headers["retry-after"] == "7"


def test_an_outlet_hangs_up_when_told(newsroom: Newsroom) -> None:
    newsroom.fail("trtworld", status=0)
    with pytest.raises(http.client.RemoteDisconnected):
        fetch(newsroom.home("trtworld"))
    assert fetch(newsroom.home("trtworld")).status == 200


def test_a_hung_request_is_accepted_and_never_answered(newsroom: Newsroom) -> None:
    newsroom.hang("trtworld", "/feed/rss.xml")
    with pytest.raises(TimeoutError):
        fetch(newsroom.home("trtworld") + "feed/rss.xml", timeout=0.3)
    assert newsroom.log()["trtworld"]["paths"] == {"/feed/rss.xml": {"-1": 1}}


def test_the_log_counts_requests_until_it_is_reset(newsroom: Newsroom) -> None:
    for path in ("", "", "nowhere?x=1"):
        fetch(newsroom.home("harbourpost") + path, User_Agent="reader/1")
    expected = {
        "requests": 3,
        "paths": {"/": {"200": 2}, "/nowhere?x=1": {"404": 1}},
        "user_agents": {"reader/1": 3},
    }
    assert newsroom.log(reset=True)["harbourpost"] == expected
    assert newsroom.log()["harbourpost"]["requests"] == 0


def test_an_unchanged_document_is_answered_with_304(quiet: Newsroom) -> None:
    feed = quiet.home("kashmirdotcom") + "feed/"
    first = fetch(feed)
    assert fetch(feed, If_None_Match=first.headers["etag"]).status == 304
    assert fetch(feed, If_Modified_Since=first.headers["last-modified"]).status == 304


def test_bad_documents_are_served_and_listed_nowhere_but_in_the_bad_feed(quiet: Newsroom) -> None:
    for outlet in OUTLETS:
        bad = quiet.home(outlet) + "bad/"
        assert b"<rss" not in fetch(bad + "feed-is-html").body
        assert fetch(bad + "empty-feed.xml").feed.xpath("//item") == []
        assert fetch(bad + "no-body").page.css("h1")
        assert b"2026-" not in fetch(bad + "no-date").body
        names = fetch(bad + "feed.xml").feed.xpath("//item/link/text()").getall()
        assert [fetch(url).status for url in names] == [200, 200, 200, 404]
    listed = {url for outlet in FEEDS for url in links_of(quiet, outlet)}
    assert not any("/bad/" in url for url in listed)


def test_facts_of_bad_input_know_the_bad_feed_alone(quiet: Newsroom) -> None:
    facts = quiet.bad_facts("harbourpost")
    assert (facts["feeds"], facts["listings"], facts["news_sitemaps"]) == (["bad/feed.xml"], [], [])


def test_two_starts_serve_the_same_but_for_the_port(quiet: Newsroom, newsroom: Newsroom) -> None:
    ports = [urlsplit(one.control).port for one in (quiet, newsroom)]
    first, second = (
        json.dumps(one.truth()).replace(f":{port}/", "/") for one, port in zip((quiet, newsroom), ports, strict=True)
    )
    assert first == second
    url = newsroom.truth("kashmirdotcom")[3]["url"]
    same = url.replace(f":{ports[1]}/", f":{ports[0]}/")
    assert fetch(url).body.replace(b":%d/" % (ports[1] or 0), b"") == fetch(same).body.replace(
        b":%d/" % (ports[0] or 0), b""
    )


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("/__edit?url=http://127.0.2.2/nowhere", 404),
        ("/__log?rest=1", 400),
        ("/__fail?outlet=trtworld&status=200", 400),
        ("/__fail?outlet=nobody", 404),
        ("/__publish", 404),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(quiet: Newsroom, command: str, status: int) -> None:
    reply = fetch(quiet.control + command)
    assert reply.status == status
    assert json.loads(reply.body)["error"]


def test_a_busy_port_is_said_in_one_line(quiet: Newsroom) -> None:
    port = str(urlsplit(quiet.control).port)
    command = [sys.executable, "-m", "tests.newsroom", "serve", "--port", port]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr == f"newsroom: port {port} is busy on 127.0.2.1: choose another with --port\n"


def test_the_server_ends_well_on_sigterm_even_with_a_hung_request() -> None:
    with Newsroom() as newsroom:
        newsroom.hang("lantern")
        connection = http.client.HTTPConnection(urlsplit(newsroom.home("lantern")).netloc, timeout=30)
        connection.request("GET", "/")
    connection.close()
    assert newsroom._process.returncode == 0
