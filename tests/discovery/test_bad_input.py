"""What feeds do wrong, in each of their formats: what can be read is read, and what is wrong harms nothing else."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from newscrawl.discovery.choice import own_articles
from newscrawl.discovery.feeds import parse_feed
from newscrawl.discovery.links import Found, Link

SITE = "https://news.example"
URL = f"{SITE}/feed"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an entry says, as it is written; None where it says nothing."""

    link: str | None = None
    guid: str | None = None
    title: str | None = None
    date: str | None = None


def rss(entries: Sequence[Entry]) -> str:
    fields = {"link": "link", "guid": "guid", "title": "title", "date": "pubDate"}
    return f'<rss version="2.0"><channel>{"".join(_xml("item", entry, fields) for entry in entries)}</channel></rss>'


def rdf(entries: Sequence[Entry]) -> str:
    spaces = 'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    fields = {"link": "link", "title": "title", "date": "dc:date"}
    items = "".join(_xml("item", entry, fields) for entry in entries)
    return f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {spaces}><channel/>{items}</rdf:RDF>'


def atom(entries: Sequence[Entry]) -> str:
    written = []
    for entry in entries:
        link = f'<link href="{_escaped(entry.link)}"/>' if entry.link is not None else ""
        rest = _xml("entry", entry, {"guid": "id", "date": "published"})
        title = f'<title type="html">{_escaped(entry.title)}</title>' if entry.title is not None else ""
        written.append(rest.replace("</entry>", f"{link}{title}</entry>"))
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(written)}</feed>'


def json_feed(entries: Sequence[Entry]) -> str:
    fields = {"url": "link", "id": "guid", "title": "title", "date_published": "date"}
    items = [{name: getattr(entry, field) for name, field in fields.items()} for entry in entries]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}, ensure_ascii=False)


def _xml(name: str, entry: Entry, fields: dict[str, str]) -> str:
    said = ((element, getattr(entry, field)) for field, element in fields.items())
    inner = "".join(f"<{element}>{_escaped(text)}</{element}>" for element, text in said if text is not None)
    return f"<{name}>{inner}</{name}>"


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


Format = Callable[[Sequence[Entry]], str]
FORMATS = pytest.mark.parametrize("written", [rss, rdf, atom, json_feed])
WITH_GUIDS = pytest.mark.parametrize("written", [rss, atom, json_feed])
XML = pytest.mark.parametrize("written", [rss, rdf, atom])


def read(written: Format, *entries: Entry, encoding: str = "utf-8") -> Found:
    return parse_feed(written(entries).encode(encoding), URL)


def urls(found: Found) -> list[str]:
    return [link.url for link in found.links]


@XML
@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "koi8-r"])
def test_a_feed_in_another_encoding_than_it_declares(written: Format, encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="utf-8"?>{written([Entry(link="/1", title="Дождь идёт")])}'
    [link] = parse_feed(document.encode(encoding), URL, f"text/xml; charset={encoding}").links
    assert link.title == "Дождь идёт"


@FORMATS
def test_a_feed_of_western_text_that_says_nothing_of_its_encoding(written: Format) -> None:
    [link] = read(written, Entry(link="/1", title="Caf\u00e9"), encoding="cp1252").links
    assert link.title == "Caf\u00e9"


@FORMATS
@pytest.mark.parametrize("markup", ["<b>Rain</b> &amp; snow", "Rain &#38; snow", "Rain & <i class='x'>snow</i>"])
def test_html_in_a_title(written: Format, markup: str) -> None:
    [link] = read(written, Entry(link="/1", title=markup)).links
    assert link.title == "Rain & snow"


@FORMATS
def test_relative_links(written: Format) -> None:
    found = read(written, Entry(link="/1"), Entry(link="2"), Entry(link="//news.example/3"), Entry(link="?id=4"))
    assert urls(found) == [f"{SITE}/1", f"{SITE}/2", f"{SITE}/3", f"{SITE}/feed?id=4"]


@FORMATS
def test_no_dates(written: Format) -> None:
    [link] = read(written, Entry(link="/1", title="Rain")).links
    assert link == Link(url=f"{SITE}/1", title="Rain")


@FORMATS
def test_dates_in_the_future_are_hints_like_others(written: Format) -> None:
    [link] = read(written, Entry(link="/1", date="2099-01-01T00:00:00Z")).links
    assert link.published_at == datetime(2099, 1, 1, tzinfo=UTC)


@WITH_GUIDS
def test_duplicate_guids_cost_no_article(written: Format) -> None:
    assert urls(read(written, Entry(guid="x", link="/1"), Entry(guid="x", link="/2"))) == [f"{SITE}/1", f"{SITE}/2"]


@WITH_GUIDS
def test_a_guid_that_changes_makes_no_second_article(written: Format) -> None:
    before, after = (read(written, Entry(guid=guid, link="/1", title="Rain")) for guid in ("a", "b"))
    assert before.links == after.links
    assert urls(read(written, Entry(guid="a", link="/1"), Entry(guid="b", link="/1"))) == [f"{SITE}/1"]


@FORMATS
def test_ten_thousand_items(written: Format) -> None:
    found = read(written, *(Entry(link=f"/{number}", title="Rain falls") for number in range(10_000)))
    assert (len(found.links), found.incomplete) == (10_000, False)


@FORMATS
def test_links_to_other_hosts_are_the_outlet_s_only_where_it_names_the_host(written: Format) -> None:
    links = read(
        written, Entry(link="/1"), Entry(link="https://blog.news.example/2"), Entry(link="https://o.org/3")
    ).links
    own = [link.url for link in own_articles(links, ["news.example"], None)]
    assert own == [f"{SITE}/1", "https://blog.news.example/2"]
    assert len(own_articles(links, ["news.example", "o.org"], None)) == 3


@FORMATS
@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_a_feed_cut_off_anywhere_gives_what_is_whole_and_says_so(written: Format, share: float) -> None:
    entries = [
        Entry(link=f"/{number}-and-some-more", title="Rain", date="2026-11-02T12:00:00Z") for number in range(50)
    ]
    whole = written(entries).encode()
    found = parse_feed(whole[: int(len(whole) * share)], URL)
    assert found.incomplete
    assert 20 < len(found.links) < 50
    assert found.links == parse_feed(whole, URL).links[: len(found.links)]
