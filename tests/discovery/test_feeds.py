import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery import mending
from newscrawl.discovery.feeds import parse_feed
from newscrawl.discovery.links import Link
from newscrawl.errors import EmptySource, NotAFeed, SourceError

URL = "https://news.example/feed/"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def item(number: int = 1, inner: str = "") -> str:
    return f"<item><link>https://news.example/{number}</link>{inner}</item>"


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'


def atom(*entries: str, attributes: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>News</title>{"".join(entries)}</feed>'


def only_link(document: str | bytes, content_type: str | None = None) -> Link:
    body = document.encode() if isinstance(document, str) else document
    [link] = parse_feed(body, URL, content_type).links
    return link


def test_an_rss_item_gives_link_title_and_date_in_utc() -> None:
    inner = "<title>Rain</title><pubDate>Mon, 02 Nov 2026 13:00:00 +0100</pubDate><guid>4711</guid>"
    assert only_link(rss(item(1, inner))) == Link(url="https://news.example/1", title="Rain", published_at=NOON)


def test_an_atom_entry_gives_link_title_and_both_dates() -> None:
    entry = (
        '<entry><id>tag:news.example,2026:1</id><title type="html">Rain &amp;amp; &lt;b&gt;snow&lt;/b&gt;</title>'
        '<link rel="enclosure" href="/1.mp3"/><link href="/1"/>'
        "<published>2026-11-02T12:00:00Z</published><updated>2026-11-02T14:30:00+01:30</updated></entry>"
    )
    later = datetime(2026, 11, 2, 13, tzinfo=UTC)
    expected = Link(url="https://news.example/1", title="Rain & snow", published_at=NOON, modified_at=later)
    assert only_link(atom(entry)) == expected


def test_an_rss_1_item_beside_the_channel_is_read() -> None:
    document = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>News</title></channel>'
        '<item rdf:about="https://news.example/1"><title>Rain</title><link>https://news.example/1</link>'
        "<dc:date>2026-11-02T12:00:00Z</dc:date></item></rdf:RDF>"
    )
    assert only_link(document) == Link(url="https://news.example/1", title="Rain", published_at=NOON)


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("Rain &amp; snow", "Rain & snow"),
        ("Rain &amp;amp; snow", "Rain & snow"),
        ("Rain & snow", "Rain & snow"),
        ("&lt;b&gt;Rain&lt;/b&gt; falls", "Rain falls"),
        ("<![CDATA[<em>Rain</em> &amp; snow & ice]]>", "Rain & snow & ice"),
        ("Rain<br/>falls", "Rainfalls"),
        ("Caf&eacute; &nbsp; rain", "Caf\u00e9 rain"),
        ("&#82;ain &#8211; &amp;#8217;", "Rain \u2013 \u2019"),
        ("5 &lt; 6", "5 < 6"),
        ("\n  Rain \t falls\n", "Rain falls"),
        ("  ", None),
        ("&amp;#" + "9" * 9000 + ";", "\ufffd"),
    ],
)
def test_a_title_is_plain_text(markup: str, title: str | None) -> None:
    assert only_link(rss(item(1, f"<title>{markup}</title>"))).title == title


@pytest.mark.parametrize(
    ("document", "url"),
    [
        (rss("<item><link> /a/1 </link></item>"), "https://news.example/a/1"),
        (rss("<item><link>1</link></item>"), "https://news.example/feed/1"),
        (rss("<item><link><![CDATA[https://news.example/?a=1&b=2]]></link></item>"), "https://news.example/?a=1&b=2"),
        (rss("<item><link>https://news.example/?a=1&b=2</link></item>"), "https://news.example/?a=1&b=2"),
        (rss("<item><guid>https://news.example/1</guid></item>"), "https://news.example/1"),
        (rss('<item><guid isPermaLink="true">/1</guid></item>'), "https://news.example/1"),
        (atom("<entry><id>https://news.example/1</id></entry>"), "https://news.example/1"),
        (
            atom('<entry><link href="1"/></entry>', attributes='xml:base="https://news.example/b/"'),
            "https://news.example/b/1",
        ),
        (
            rss(
                "<item><link>https://burner.example/~r/1</link><f:origLink>https://news.example/1</f:origLink></item>"
            ).replace("<rss", '<rss xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"'),
            "https://news.example/1",
        ),
    ],
)
def test_the_link_of_an_entry_is_absolute_and_its_own(document: str, url: str) -> None:
    assert only_link(document).url == url


@pytest.mark.parametrize(
    "entry",
    [
        "<item><guid>4711</guid></item>",
        '<item><guid isPermaLink="false">https://news.example/1</guid></item>',
        "<item><link>javascript:alert(1)</link></item>",
        "<item><link>file:///etc/passwd</link></item>",
        "<item><link>http://[</link></item>",
        "<item><title>Rain</title></item>",
    ],
)
def test_an_entry_without_a_web_address_is_left_out(entry: str) -> None:
    assert only_link(rss(entry, item(2))).url == "https://news.example/2"


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "Mon, 02 Nov 2026",
        "2026-11-02",
        "Mon, 02 Nov 2026 13:00:00",
        "2026-11-02T12:00:00",
        "Mon, 02 Nov 2026 13:00:00 CET",
        "Mon, 02 Nov 99999 13:00:00 +0100",
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "1 " * 100,
    ],
)
def test_a_date_that_names_no_instant_is_none(date: str) -> None:
    assert only_link(rss(item(1, f"<pubDate>{date}</pubDate>"))).published_at is None


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("Mon, 02 Nov 2026 07:00:00 EST", NOON),
        ("Mon, 2 Nov 2026 12:00 GMT", NOON),
        ("2026-11-02T12:00:00.250Z", NOON),
        ("2031-01-01T00:00:00Z", datetime(2031, 1, 1, tzinfo=UTC)),
        ("1901-01-01T00:00:00Z", datetime(1901, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_date_is_kept_as_given_even_in_the_future(date: str, instant: datetime) -> None:
    assert only_link(rss(item(1, f"<pubDate>{date}</pubDate>"))).published_at == instant


def test_entries_keep_their_order_and_a_link_given_twice_counts_once() -> None:
    same = "<guid>same</guid>"
    found = parse_feed(rss(item(2, same), item(1, same), item(2)).encode(), URL)
    assert [link.url for link in found.links] == ["https://news.example/2", "https://news.example/1"]
    assert not found.incomplete


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "iso-8859-1", "text/xml"),
        ("utf-8", "utf-16", "text/xml; charset=us-ascii"),
        ("utf-8-sig", "iso-8859-1", None),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-16", None),
        ("windows-1251", "windows-1251", None),
        ("windows-1251", "utf-8", "text/xml; charset=windows-1251"),
        ("koi8-r", "koi8-r", "application/rss+xml"),
    ],
)
def test_an_encoding_is_found_whatever_the_labels_say(encoding: str, declared: str, content_type: str | None) -> None:
    document = (
        f'<?xml version="1.0" encoding="{declared}"?><rss><channel>{item(1, "<title>Дождь</title>")}</channel></rss>'
    )
    assert only_link(document.encode(encoding), content_type).title == "Дождь"


def test_western_text_labelled_utf_8_is_read_and_one_wrong_byte_spoils_nothing_else() -> None:
    assert only_link(rss(item(1, "<title>Caf\u00e9</title>")).encode("cp1252")).title == "Caf\u00e9"
    many = rss(item(1, "<title>\u0414\u043e\u0436\u0434\u044c</title>")).encode() + b"\xff"
    assert only_link(many).title == "\u0414\u043e\u0436\u0434\u044c"


@pytest.mark.parametrize("encoding", ["idna", "punycode", "zlib", "undefined", "unicode_escape", "x-nothing", "utf-7"])
def test_a_label_that_names_no_encoding_is_passed_over(encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel>{item()}</channel></rss>\xe9'
    assert only_link(document.encode("latin-1")).url == "https://news.example/1"


@pytest.mark.parametrize("lead", ["\n\n ", "\ufeff", "Warning: something in line 3\n", "<!-- made by hand -->"])
def test_what_stands_before_the_feed_is_passed_over(lead: str) -> None:
    assert only_link(lead + rss(item())).url == "https://news.example/1"


@pytest.mark.parametrize("cut", [2, 5, 11, 21, 29])
def test_a_feed_cut_off_gives_whole_entries_only_and_says_so(cut: int) -> None:
    document = rss(item(1), item(2)).removesuffix("</channel></rss>")
    found = parse_feed(document[:-cut].encode(), URL)
    assert [link.url for link in found.links] == ["https://news.example/1"]
    assert found.incomplete


def test_broken_markup_costs_no_other_entry() -> None:
    document = rss(item(1, "<description><p>one<br></description>"), item(2, "<media:x/><a b=c>\x01</a>"), item(3))
    assert [link.url[-1] for link in parse_feed(document.encode(), URL).links] == ["1", "2", "3"]


def test_an_undeclared_prefix_does_no_harm() -> None:
    inner = "<dc:date>2026-11-02T12:00:00Z</dc:date>"
    assert only_link(rss(item(1, inner))).published_at in {NOON, None}


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        f"<rss><channel>{item(1, '<title>&l9;|&x;</title>')}</channel></rss>"
    )
    assert only_link(document).title == "&l9;|&x;"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<!DOCTYPE html><html><body><p>Not found</p></body></html>", "an HTML page; correct the outlet's feeds"),
        (b"<html><!-- <rdf:RDF> --><a href='/rss'>x</a></html>", "an HTML page"),
        (b"", "text without XML"),
        (b'{"items": 3}', "JSON without items; correct the outlet's feeds"),
        (b'[{"link": "x"}]', "JSON without items; put it under wordpress"),
        (b"<urlset><url/></urlset>", "<urlset>; put it under sitemaps"),
        (b"\x1f\x8b\x08\x00", "text without XML"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body: bytes, message: str) -> None:
    with pytest.raises(NotAFeed, match=f"^{re.escape(URL)}: not a feed but .*{re.escape(message)}"):
        parse_feed(body, URL)


@pytest.mark.parametrize("document", [rss(), atom(), rss("<item/>"), "<rss>", "<feed/>"])
def test_a_feed_without_a_link_is_empty(document: str) -> None:
    with pytest.raises(EmptySource, match="no entry with a link"):
        parse_feed(document.encode(), URL)


def test_ten_thousand_items_are_read() -> None:
    assert len(parse_feed(rss(*map(item, range(10_000))).encode(), URL).links) == 10_000


def test_no_more_entries_than_the_limit_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "MAX_ENTRIES", 100)
    whole = parse_feed(rss(*map(item, range(100))).encode(), URL)
    assert (len(whole.links), whole.incomplete) == (100, False)
    flood = parse_feed(rss(*map(item, range(101))).encode(), URL)
    assert (len(flood.links), flood.incomplete) == (100, True)


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("<ttl>30</ttl>", 1800),
        ("<ttl> 5\n</ttl>", 300),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999</ttl>", None),
        ("", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", None),  # WordPress says so of every feed
    ],
)
def test_a_feed_says_for_how_long_nothing_new_is_to_be_expected(channel: str, seconds: int | None) -> None:
    document = rss(item()).replace("<title>News</title>", channel)
    assert parse_feed(document.encode(), URL).ttl == seconds


def test_what_an_item_says_is_not_said_of_the_feed() -> None:
    assert parse_feed(rss(item(1, "<ttl>30</ttl>")).encode(), URL).ttl is None


TOKENS = [
    *(
        "<rss>",
        "</rss>",
        "<channel>",
        "</channel>",
        "<item>",
        "</item>",
        "<feed>",
        "<entry>",
        "</entry>",
        "<link>",
        "</link>",
    ),
    *(
        "<guid>",
        "</guid>",
        "<title>",
        "</title>",
        "<pubDate>",
        "</pubDate>",
        "<rdf:RDF>",
        "<dc:date>",
        "https://x.de/1",
        "http://[",
    ),
    *(
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&amp;",
        "&x;",
        "&",
        "<",
        ">",
        '"',
        "\x00",
        "é",
        "<link href='/1'/>",
        "2026-11-02T12:00:00Z",
    ),
    *(
        "<?xml encoding='utf-16'?>",
        "<!DOCTYPE x [",
        "<!ENTITY x 'y'>",
        "]>",
        "xml:base='http://['",
        "<title type='xhtml'>",
        " ",
    ),
    *("<title mode='base64'>", "<feed xml:base='http://[' xmlns='http://www.w3.org/2005/Atom'>"),
]
SOUP = st.lists(st.sampled_from(TOKENS), max_size=25).map(lambda tokens: "".join(tokens).encode())


@given(st.binary(max_size=200) | SOUP | SOUP.map(lambda soup: b"<rss><channel>" + soup))
def test_any_bytes_give_links_or_a_named_reason(body: bytes) -> None:
    try:
        found = parse_feed(body, URL)
    except SourceError as error:
        reason = str(error)
        assert reason.startswith(URL)
    else:
        assert all(link.url.startswith(("http://", "https://")) for link in found.links)
