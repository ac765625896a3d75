"""Which documents list the past, and which of their links are of the days that are asked for."""

import tracemalloc
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from newscrawl.discovery.days import Days
from newscrawl.discovery.links import Found, Link
from newscrawl.discovery.past import Choice, choose, first_documents, further_documents, parse_past_sitemap

HOME = "https://news.example/"
JANUARY = Days.parse("2024-01-01..2024-01-31")


def test_archive_pages_are_named_once_each_whatever_part_of_the_days_they_list() -> None:
    days = Days.parse("2024-01-30..2024-02-02")
    monthly = list(first_documents(days, None, archives=[f"{HOME}a/{{year}}/{{month:02}}/"]))
    assert [(one.url, str(one.days)) for one in monthly] == [
        (f"{HOME}a/2024/02/", "2024-02-01..2024-02-02"),
        (f"{HOME}a/2024/01/", "2024-01-30..2024-01-31"),
    ]
    assert {one.root for one in monthly} == {f"{HOME}a/"}
    daily = first_documents(days, None, archives=[f"{HOME}{{year}}-{{month}}-{{day}}"])
    assert [one.url for one in daily] == [f"{HOME}{day}" for day in ("2024-2-2", "2024-2-1", "2024-1-31", "2024-1-30")]


def test_posts_are_asked_for_by_the_outlets_clock() -> None:
    (one,) = first_documents(JANUARY, ZoneInfo("Asia/Kolkata"), apis=[f"{HOME}wp-json/wp/v2/posts?per_page=20&lang=en"])
    assert "after=2023-12-31T18:29:59Z&before=2024-01-31T18:30:00Z" in one.url
    assert "per_page=100" in one.url
    assert "lang=en" in one.url


def test_children_of_an_index_are_chosen_by_their_addresses_then_by_their_age() -> None:
    (index,) = first_documents(JANUARY, None, sitemaps=[f"{HOME}index.xml"])
    old, new = datetime(2023, 5, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    within = datetime(2024, 1, 9, tzinfo=UTC)
    children = [
        Link(url=f"{HOME}sitemap-2023-12.xml", modified_at=new),
        Link(url=f"{HOME}sitemap-2024-01.xml", modified_at=old),
        Link(url=f"{HOME}one.xml", modified_at=old),
        Link(url=f"{HOME}two.xml", modified_at=within),
        Link(url=f"{HOME}three.xml"),
    ]
    found = Found(links=[], sitemaps=children)
    further = list(further_documents(found, index, choose([], Choice(JANUARY, None, dated=False))))
    assert [(one.url[len(HOME) :], str(one.until), one.dated) for one in further] == [
        ("sitemap-2024-01.xml", "2024-01-31", True),
        ("two.xml", "2024-01-09", False),
        ("three.xml", "2024-01-31", False),
    ]


def test_what_a_link_says_of_its_publication_counts_more_than_its_address_and_that_more_than_its_lastmod() -> None:
    inside, outside = datetime(2024, 1, 5, tzinfo=UTC), datetime(2024, 5, 5, tzinfo=UTC)
    links = [
        Link(url=f"{HOME}a", published_at=inside, modified_at=outside),
        Link(url=f"{HOME}2024/01/05/b", published_at=outside, modified_at=inside),
        Link(url=f"{HOME}2024/01/09/c", modified_at=outside),
        Link(url=f"{HOME}d", modified_at=inside),
        Link(url=f"{HOME}e", modified_at=outside),
        Link(url=f"{HOME}f"),
    ]
    chosen = choose(links, Choice(JANUARY, ZoneInfo("UTC"), dated=False))
    assert [link.url[-1] for _, link in chosen.links] == ["c", "a", "d"]
    assert (chosen.others, chosen.undated, chosen.middle) == (3, 1, date(2024, 1, 9))
    dated = choose(links, Choice(JANUARY, ZoneInfo("UTC"), dated=True))
    assert sorted(link.url[-1] for _, link in dated.links) == ["a", "c", "d", "e", "f"]


def sitemap(links: int, year: int) -> bytes:
    entries = (f"<url><loc>{HOME}{year}/01/05/{number}</loc></url>" for number in range(links))
    return f"<urlset>{''.join(entries)}</urlset>".encode()


def test_of_a_sitemap_of_50_000_links_only_those_of_the_days_are_in_memory() -> None:
    body = sitemap(50_000, 2023).replace(b"</urlset>", b"") + sitemap(10, 2024)[len("<urlset>") :]
    tracemalloc.start()
    try:
        found, chosen = parse_past_sitemap(body, f"{HOME}sitemap.xml", JANUARY, None, dated=False)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (len(chosen.links), chosen.others, found.left_out) == (10, 50_000, 50_000)
    assert peak < 4_000_000
