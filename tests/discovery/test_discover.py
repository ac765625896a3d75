"""The search for an outlet's sources, without a network: a site is a table of answers."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.discover import MAX_REQUESTS, Discovery
from newscrawl.discovery.discovered import Discovered
from newscrawl.discovery.hints import read_hints
from newscrawl.discovery.recognition import recognise

HOME = "https://www.news.example/"
RSS = '<link rel="alternate" type="application/rss+xml" href="{}">'
STORIES = [f"/2026/11/02/rain-falls-again-{number}" for number in range(30)]
NEWS = (
    f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{HOME}2026/11/02/rain</loc><news:news>'
    "<news:publication_date>2026-11-02T12:00:00Z</news:publication_date><news:title>Rain</news:title></news:news></url>"
    "</urlset>"
)


def page(links: Sequence[str] = (), *, head: str = "", nav: Sequence[str] = ()) -> str:
    menu = "".join(f'<li><a href="{path}">{path.strip("/")}</a></li>' for path in nav)
    stories = "".join(f'<a href="{path}">What happened in the valley {path[-2:]}</a>' for path in links)
    return f"<html><head>{head}</head><body><nav><ul>{menu}</ul></nav>{stories}</body></html>"


def feed(*paths: str) -> str:
    items = "".join(f"<item><link>{path}</link><title>Rain</title></item>" for path in paths)
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def index(*children: str) -> str:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{child}</loc></sitemap>' for child in children)}</sitemapindex>"


def urlset(*paths: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{path}</loc></url>' for path in paths)}</urlset>"


def searched(
    site: Mapping[str, str | tuple[str, str]], robots: Sequence[str] = (), home: str = HOME
) -> tuple[Discovered, list[str]]:
    """Search a site: address below home -> document, or where it redirects to and the document there."""
    discovery, asked = Discovery(home), list[str]()
    while addresses := discovery.next_addresses():
        for address in addresses:
            answer = site.get(address.removeprefix(home))
            if answer is None:
                discovery.missing(address, "http-404")
            else:
                url, document = answer if isinstance(answer, tuple) else (address, answer)
                discovery.answered(address, recognise(document.encode(), url, discovery.home))
        if not asked:
            discovery.robots(robots)
        asked += addresses
    return discovery.discovered(), asked


def found(site: Mapping[str, str | tuple[str, str]], robots: Sequence[str] = ()) -> dict[str, list[str]]:
    return searched(site, robots)[0].facts()


def test_what_the_front_page_and_robots_txt_name_is_found_and_no_place_is_guessed() -> None:
    site = {
        "": page(STORIES[:9], head=RSS.format("/latest.rss")),
        "latest.rss": feed(*STORIES[:5]),
        "maps/n.xml": NEWS,
    }
    result, asked = searched(site, ["/maps/n.xml"])
    assert result.facts() == {"feeds": ["latest.rss"], "news_sitemaps": ["maps/n.xml"]}
    assert [source.named_by for source in result.sources] == ["front page", "robots.txt"]
    assert asked == [HOME, f"{HOME}latest.rss", f"{HOME}maps/n.xml"]


def test_the_usual_places_are_tried_for_what_nobody_names_and_misses_are_not_told() -> None:
    site = {"": page(STORIES[:9]), "feed/": feed(*STORIES[:5]), "sitemap.xml": urlset(*STORIES), "rss.xml": page()}
    result, _ = searched(site)
    assert result.facts() == {"feeds": ["feed/"], "sitemaps": ["sitemap.xml"]}
    assert list(result.useless) == []


def test_a_news_sitemap_is_told_from_others_and_found_in_an_index() -> None:
    site = {
        "": page(STORIES[:9], head=RSS.format("/feed/")),
        "feed/": feed(*STORIES),
        "index.xml": index("/articles-1.xml", "/news-1.xml", "/articles-2.xml"),
        "articles-2.xml": urlset(*STORIES),
        "news-1.xml": NEWS,
    }
    facts = found(site, [f"{HOME}index.xml"])
    assert facts == {"feeds": ["feed/"], "news_sitemaps": ["news-1.xml"], "sitemaps": ["index.xml"]}


def test_a_sitemap_of_pages_that_are_no_articles_is_of_no_use() -> None:
    result, _ = searched({"": page(STORIES[:9]), "tags.xml": urlset("/tag/a", "/tag/b", "/about")}, ["/tags.xml"])
    assert result.facts() == {}
    assert list(result.useless) == [(f"{HOME}tags.xml", "lists pages that are no articles")]


@pytest.mark.parametrize(
    ("head", "api", "fact"),
    [
        ('<link rel="https://api.w.org/" href="/wp-json/">', "wp-json/wp/v2/posts?", "wp-json/wp/v2/posts"),
        ('<link rel="https://api.w.org/" href="/en/wp-json">', "en/wp-json/wp/v2/posts?", "en/wp-json/wp/v2/posts"),
        ('<link rel="https://api.w.org/" href="/?rest_route=/">', "?", "?rest_route=/wp/v2/posts"),
        ('<script src="/wp-content/x.js"></script>', "wp-json/wp/v2/posts?", "wp-json/wp/v2/posts"),
    ],
)
def test_the_api_of_wordpress_is_found(head: str, api: str, fact: str) -> None:
    fields = "per_page=20&_fields=link,title,date_gmt,modified_gmt"
    address = f"{api}{fields}" + ("&rest_route=/wp/v2/posts" if api == "?" else "")
    site = {"": page(STORIES[:9], head=head), address: f'[{{"link": "{STORIES[0]}", "title": {{"rendered": "Rain"}}}}]'}
    assert found(site) == {"wordpress": [fact]}


def test_sections_are_the_pages_of_the_navigation_that_list_articles_of_their_own() -> None:
    beside = STORIES[:6]  # on every page
    site = {
        "": page(STORIES[:9], nav=["/world/", "/sport", "/us/", "/tag/x/", STORIES[0], "/rss"]),
        "world/": page([*STORIES[10:14], *beside]),
        "sport": page([*STORIES[14:18], *beside]),
        "us/": page([*STORIES[18:19], *beside]),
    }
    assert found(site) == {"listings": ["world/", "sport"]}


def test_without_a_navigation_short_paths_may_be_sections() -> None:
    site = {"": f'<a href="/archive/1/">Archive</a>{page(STORIES[:9])}', "archive/1/": page(STORIES)}
    assert found(site) == {"listings": ["archive/1/"]}


def test_a_page_of_feeds_leads_to_the_feeds() -> None:
    site = {
        "": page(STORIES[:9], nav=["/rss/"]),
        "rss/": '<p><a href="/rss/world.xml">World</a><a href="/rss/comments/feed">Comments</a></p>',
        "rss/world.xml": feed(*STORIES),
    }
    result, _ = searched(site)
    assert result.facts() == {"feeds": ["rss/world.xml"]}
    assert list(result.useless) == [(f"{HOME}rss/", "a page")]


def test_a_feed_that_lists_nothing_of_its_own_is_left_out() -> None:
    head = "".join(map(RSS.format, ["/a", "/b", "/c", "/d"]))
    site = {
        "": page(STORIES[:9], head=head),
        "a": feed(*STORIES[:5]),
        "b": feed(*STORIES[:9]),
        "c": feed(*STORIES[:9]),
        "d": feed(*STORIES[9:12]),
    }
    assert found(site) == {"feeds": ["b", "d"]}


def test_a_feed_whose_links_lie_elsewhere_is_told_with_the_host() -> None:
    site = {
        "": page(STORIES[:9], head=RSS.format("/feed/")),
        "feed/": feed("https://elsewhere.example/a", "https://elsewhere.example/b"),
    }
    result, _ = searched(site)
    reason = "its links lie on elsewhere.example; if that is the outlet's too, add it to hosts"
    assert list(result.useless) == [(f"{HOME}feed/", reason)]


def test_a_site_is_looked_for_where_its_front_page_was_redirected_to() -> None:
    there = "https://news.example/en/"
    document = page(["/en/2026/11/02/rain"], head=RSS.format("/en/feed/"))
    site: dict[str, str | tuple[str, str]] = {"": (there, document), f"{there}feed/": feed("/en/2026/11/02/rain")}
    result, _ = searched(site)
    assert (result.home, result.facts()) == (there, {"feeds": ["feed/"]})


def test_a_place_that_answers_with_the_front_page_is_no_source() -> None:
    front = page(STORIES[:9])
    assert found({"": front, "feed/": (HOME, front), "sitemap.xml": (HOME, front)}) == {}


def test_articles_are_taken_from_each_source_in_turn() -> None:
    site = {
        "": page(STORIES[:9], head=RSS.format("/a") + RSS.format("/b")),
        "a": feed(*STORIES[:3]),
        "b": feed(*STORIES[3:6]),
    }
    result, _ = searched(site)
    assert result.articles(3) == [HOME + STORIES[n][1:] for n in (0, 3, 1)]
    assert searched({"": page(STORIES[:9])})[0].articles(2) == [HOME + STORIES[n][1:] for n in (0, 1)]


def test_a_front_page_that_does_not_come_ends_the_search() -> None:
    result, asked = searched({})
    assert (result.facts(), asked) == ({}, [HOME])


def test_no_more_is_asked_for_than_the_budget_whatever_a_site_names() -> None:
    head = "".join(RSS.format(f"/{number}.rss") for number in range(500))
    hub = "".join(f'<a href="/{number}.xml">x</a>' for number in range(500))
    site = {"": page(STORIES, head=head, nav=[f"/s{number}" for number in range(500)])}
    site |= {f"{number}.rss": hub for number in range(500)} | {f"s{number}": hub for number in range(500)}
    _, asked = searched(site, [f"/{number}.xml" for number in range(500)])
    assert len(asked) <= MAX_REQUESTS


def test_a_front_page_says_what_the_outlet_is_called_and_its_language() -> None:
    body = b'<html lang="de-AT"><meta property="og:site_name" content=" Die  Zeitung "><p>x</p></html>'
    hints = read_hints(body, HOME, HOME)
    assert (hints.name, hints.language) == ("Die Zeitung", "de-AT")
    assert read_hints(b'<html lang="{{lang}}"><p>x</p></html>', HOME, HOME).language is None


TOKENS = [
    *(
        "<html lang='x'>",
        "<nav>",
        "</nav>",
        "<a href='/world/'>World</a>",
        "<a href='/rss'>",
        "<a href='http://['>x</a>",
    ),
    *("<link rel='https://api.w.org/' href='http://['>", "<link rel='https://api.w.org/' href='/?rest_route=/'>"),
    *(RSS.format("/f"), RSS.format("http://["), "<base href='x:'>", "</a>", "/wp-content/", "\x00", "é", "<", "["),
    *("<rss><channel><item><link>/2026/11/02/rain</link></item>", "<urlset><url><loc>/a</loc></url>", "<sitemapindex>"),
    *("<sitemap><loc>/news</loc></sitemap>", '[{"link": "/1"}]', '{"items": [{"url": "/1"}]}'),
]
SOUP = st.lists(st.sampled_from(TOKENS), max_size=15).map("".join)


@given(st.dictionaries(st.sampled_from(["", "f", "world/", "news", "rss", "feed/"]), SOUP), st.lists(SOUP, max_size=3))
def test_any_site_can_be_searched(site: dict[str, str], robots: list[str]) -> None:
    result, asked = searched(site, robots)
    assert len(asked) == len(set(asked)) <= MAX_REQUESTS
    assert all(url.startswith(("http://", "https://")) for url in [*asked, *result.articles(5)])
