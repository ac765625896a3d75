import gzip
import re
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery import sitemaps
from newscrawl.discovery.links import Link
from newscrawl.discovery.sitemaps import Sitemap, parse_sitemap
from newscrawl.errors import EmptySource, NotASitemap, SourceError

URL = "https://news.example/sitemap.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def entry(number: int = 1, inner: str = "") -> str:
    return f"<url><loc>https://news.example/{number}</loc>{inner}</url>\n"


def urlset(*entries: str, attributes: str = XMLNS) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {attributes}>{"".join(entries)}</urlset>\n'.encode()


def urls(body: bytes) -> list[str]:
    return [link.url for link in parse_sitemap(body, URL).links]


def test_a_tag_without_end_ends_the_sitemap() -> None:
    others = "<x>y</x>" * 10_000  # so that the tag begins in another piece
    body = f"<urlset><url><loc>{URL}1</loc></url>{others}{'<a ' * 30_000}<url><loc>{URL}2</loc></url></urlset>"
    found = parse_sitemap(body.encode(), URL)
    assert [link.url for link in found.links] == [f"{URL}1"]
    assert found.incomplete


def test_a_urlset_gives_links_with_lastmod_in_document_order() -> None:
    found = parse_sitemap(urlset(entry(2, "<lastmod>2026-11-02T13:00:00+01:00</lastmod>"), entry(1)), URL)
    assert found.links == [Link(url="https://news.example/2", modified_at=NOON), Link(url="https://news.example/1")]
    assert not found.incomplete


@pytest.mark.parametrize(
    "attributes",
    [f"{XMLNS} {NEWS}", "", XMLNS, f'xmlns="http://www.google.com/schemas/sitemap/0.84" {NEWS}', 'xmlns:news="x"'],
)
def test_a_news_sitemap_gives_title_and_date_whatever_its_namespaces(attributes: str) -> None:
    inner = (
        "<image:image><image:loc>https://news.example/1.jpg</image:loc><image:title>Picture</image:title></image:image>"
        "<news:news><news:publication><news:name>News</news:name></news:publication>"
        "<news:publication_date>2026-11-02T12:00:00Z</news:publication_date>"
        "<news:title>Rain &amp;amp; snow </news:title></news:news>"
    )
    expected = Link(url="https://news.example/1", title="Rain & snow", published_at=NOON)
    assert parse_sitemap(urlset(entry(1, inner), attributes=attributes), URL).links == [expected]


def test_an_index_gives_sitemaps_and_no_links() -> None:
    body = f"<sitemapindex {XMLNS}><sitemap><loc>/s1.xml.gz</loc><lastmod>2026-11-02</lastmod></sitemap></sitemapindex>"
    found = parse_sitemap(body.encode(), URL)
    midnight = datetime(2026, 11, 2, tzinfo=UTC)
    assert found.sitemaps == [Link(url="https://news.example/s1.xml.gz", modified_at=midnight)]
    assert found.links == []


@pytest.mark.parametrize(
    ("written", "modified"),
    [
        ("2026-11-02T12:00Z", NOON),
        ("2026-11-02T12:00:00.5", NOON.replace(microsecond=500_000)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026", None),
        ("0000-00", None),
        ("2026-13", None),
        ("0001-01-01T00:00:00+12:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2036-01-01", datetime(2036, 1, 1, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("2" * 5000, None),
    ],
)
def test_a_lastmod_is_read_as_far_as_it_says_something(written: str, modified: datetime | None) -> None:
    [link] = parse_sitemap(urlset(entry(1, f"<lastmod>{written}</lastmod>")), URL).links
    assert link.modified_at == modified


@pytest.mark.parametrize("written", ["2026-11-02", "2026-11-02T12:00:00"])
def test_a_publication_date_that_names_no_instant_is_none(written: str) -> None:
    inner = f"<news:news><news:publication_date>{written}</news:publication_date></news:news>"
    [link] = parse_sitemap(urlset(entry(1, inner)), URL).links
    assert link.published_at is None


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("\n https://news.example/1\n", "https://news.example/1"),
        ("/1", "https://news.example/1"),
        ("<![CDATA[https://news.example/?a=1&b=2]]>", "https://news.example/?a=1&b=2"),
        ("https://news.example/?a=1&amp;b=2", "https://news.example/?a=1&b=2"),
        ("https://news.example/?a=1&b=2&copy=3", "https://news.example/?a=1&b=2&copy=3"),
        ("HTTPS://news.example/1", "https://news.example/1"),
    ],
)
def test_a_loc_is_made_absolute_and_keeps_its_ampersands(written: str, url: str) -> None:
    assert urls(urlset(f"<url><loc>{written}</loc></url>")) == [url]


@pytest.mark.parametrize(
    "written", ["", "javascript:alert(1)", "file:///etc/passwd", "http://[", "<b>https://x.example/</b>"]
)
def test_an_entry_without_a_web_address_is_left_out(written: str) -> None:
    assert urls(urlset(f"<url><loc>{written}</loc></url>", entry(2))) == ["https://news.example/2"]


def test_bare_ampersands_survive_wherever_the_pieces_are_cut() -> None:
    entries = [f"<url><loc>https://news.example/?n={n}&b=2&amp;c=3</loc></url>" for n in range(5_000)]
    assert urls(urlset(*entries)) == [f"https://news.example/?n={n}&b=2&c=3" for n in range(5_000)]


def test_a_gzip_is_read_also_in_several_members_and_cut_off() -> None:
    entries = [entry(n) for n in range(5_000)]
    body = urlset(*entries)
    assert len(urls(gzip.compress(body))) == 5_000
    assert len(urls(gzip.compress(body[:9_999]) + gzip.compress(body[9_999:]))) == 5_000
    found = parse_sitemap(gzip.compress(body)[:-2_000], URL)
    assert 0 < len(found.links) < 5_000
    assert found.links == parse_sitemap(body, URL).links[: len(found.links)]
    assert found.incomplete


@pytest.mark.parametrize("cut", range(1, 100, 7))
def test_a_sitemap_cut_off_gives_whole_addresses_only_and_says_so(cut: int) -> None:
    body = urlset(entry(1), entry(23_456), entry(34_567))
    found = parse_sitemap(body[: -cut - len(b"</urlset>\n")], URL)
    assert {link.url for link in found.links} <= {f"https://news.example/{n}" for n in (1, 23_456, 34_567)}
    assert found.links
    assert found.incomplete


@pytest.mark.parametrize("lead", [b"\n \n", b"\xef\xbb\xbf", b"Warning: line 3\n"])
def test_what_stands_before_the_sitemap_is_passed_over(lead: bytes) -> None:
    assert urls(lead + urlset(entry(1))) == ["https://news.example/1"]


def test_other_encodings_are_read() -> None:
    document = (
        '<?xml version="1.0" encoding="{}"?><urlset><url><loc>https://news.example/\u00e9?a&amp;b</loc></url></urlset>'
    )
    for encoding in ("utf-16", "iso-8859-1"):
        assert urls(document.format(encoding).encode(encoding)) == ["https://news.example/\u00e9?a&b"]


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE urlset [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    for encoding in ("utf-8", "utf-16"):
        body = f"{doctype}<urlset>{entry(1)}<url><loc>&l9;</loc></url><url><loc>&x;</loc></url></urlset>".encode(
            encoding
        )
        assert all(re.fullmatch(r"https://news\.example/(?:1|&l9;?|&x;?)", url) for url in urls(body))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "<html>; correct the outlet's sitemaps"),
        (b"<rss><channel/></rss>", "<rss>; put it under feeds"),
        (b"", "text without XML"),
        (b"https://news.example/1\n", "text without XML"),
        (b"\x1f\x8b\x08", "text without XML"),
        (b"\x1f\x8bnot gzip at all", "text without XML"),
    ],
)
def test_what_is_no_sitemap_is_refused_by_name(body: bytes, message: str) -> None:
    with pytest.raises(NotASitemap, match=f"^{re.escape(URL)}: not a sitemap but .*{re.escape(message)}"):
        parse_sitemap(body, URL)


@pytest.mark.parametrize(
    "body", [urlset(), b"<sitemapindex/>", urlset("<sitemap><loc>/1</loc></sitemap>"), urlset("<url/>")]
)
def test_a_sitemap_without_an_address_is_empty(body: bytes) -> None:
    with pytest.raises(EmptySource, match="lists nothing"):
        parse_sitemap(body, URL)


def test_no_more_links_than_the_limit_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_LINKS", 100)
    whole = parse_sitemap(urlset(*map(entry, range(100))), URL)
    assert (len(whole.links), whole.incomplete) == (100, False)
    flood = parse_sitemap(urlset(*map(entry, range(101))), URL)
    assert (len(flood.links), flood.incomplete) == (100, True)


def dated(number: int, day: str) -> str:
    return entry(number, f"<lastmod>{day}</lastmod>")


def test_of_a_plain_sitemap_what_is_dated_after_a_moment_can_be_taken() -> None:
    body = urlset(dated(1, "2026-11-02T12:00:01Z"), dated(2, "2026-11-02T12:00:00Z"), dated(3, "2026-11-03"))
    found = parse_sitemap(body, URL, NOON)
    assert [link.url[-1] for link in found.links] == ["1", "3"]
    assert found.left_out == 1
    assert parse_sitemap(urlset(dated(1, "2020-01-01")), URL, NOON).left_out == 1


def test_undated_links_are_taken_with_the_recent_ones_while_they_are_few() -> None:
    few = parse_sitemap(urlset(dated(1, "2020-01-01"), dated(2, "2026-11-03"), entry(3)), URL, NOON)
    assert [link.url[-1] for link in few.links] == ["2", "3"]
    years = [entry(number) for number in range(sitemaps.MAX_UNDATED + 1)]
    many = parse_sitemap(urlset(dated(9999, "2026-11-03"), *years, dated(8888, "2026-11-04")), URL, NOON)
    assert [link.url[-4:] for link in many.links] == ["9999", "8888"]
    assert many.left_out == len(years)


def test_the_children_of_an_index_are_all_given_whatever_their_dates() -> None:
    body = b"<sitemapindex><sitemap><loc>/s1.xml</loc><lastmod>2020-01-01</lastmod></sitemap></sitemapindex>"
    assert len(parse_sitemap(body, URL, NOON).sitemaps) == 1


def test_no_more_links_are_kept_than_one_sitemap_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_TAKEN", 2)
    assert not parse_sitemap(urlset(*map(entry, range(2))), URL).incomplete
    found = parse_sitemap(urlset(*map(entry, range(3))), URL)
    assert (len(found.links), found.incomplete) == (2, True)


def test_a_gzip_bomb_is_not_inflated() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 200_000_000, 1)
    tracemalloc.start()
    try:
        with pytest.raises(EmptySource):
            parse_sitemap(bomb, URL)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_links_are_read_one_by_one_in_flat_memory() -> None:
    body = gzip.compress(urlset(*(entry(n, "<lastmod>2026-11-02</lastmod>") for n in range(50_000))), 1)
    tracemalloc.start()
    try:
        assert sum(1 for _ in Sitemap(body, URL)) == 50_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


TOKENS = [
    *(
        "<urlset>",
        "</urlset>",
        "<sitemapindex>",
        "<url>",
        "</url>",
        "<sitemap>",
        "</sitemap>",
        "<loc>",
        "</loc>",
        "<lastmod>",
    ),
    *(
        "</lastmod>",
        "<news:news>",
        "</news:news>",
        "<news:title>",
        "</news:title>",
        "https://x.de/1",
        "http://[",
        "2026-11-02",
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
        "\x00",
        "é",
        "<!DOCTYPE x [",
        "<!ENTITY x 'y'>",
        "]>",
    ),
]
SOUP = st.lists(st.sampled_from(TOKENS), max_size=25).map(lambda tokens: "".join(tokens).encode())


@given(st.binary(max_size=200) | SOUP | SOUP.map(lambda soup: b"<urlset>" + soup) | SOUP.map(gzip.compress))
def test_any_bytes_give_links_or_a_named_reason(body: bytes) -> None:
    try:
        found = parse_sitemap(body, URL)
    except SourceError as error:
        reason = str(error)
        assert reason.startswith(URL)
    else:
        assert all(link.url.startswith(("http://", "https://")) for link in [*found.links, *found.sitemaps])
