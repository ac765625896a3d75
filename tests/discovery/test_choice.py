"""What of a source's document is taken, and where it leads."""

import re
from datetime import UTC, datetime, timedelta

from newscrawl.discovery.choice import CHILDREN, newest_children, news_sitemaps, own_articles, own_feeds
from newscrawl.discovery.links import Link

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "https://example.com"


def link(path: str, *, days: float | None = None) -> Link:
    return Link(url=f"{HOME}/{path}", modified_at=None if days is None else NOW - timedelta(days=days))


def paths(links: list[Link]) -> list[str]:
    return [one.url.removeprefix(f"{HOME}/") for one in links]


def test_articles_are_the_outlet_s_own_when_they_lie_on_its_hosts_and_have_their_shape() -> None:
    strangers = [Link(url="https://other.org/news/3"), Link(url="https://user:word@example.com/news/4")]
    links = [link("news/1"), link("video/2"), *strangers]
    assert paths(own_articles(links, ["example.com"], re.compile("^/news/"))) == ["news/1"]
    assert paths(own_articles(links, ["example.com"], None)) == ["news/1", "video/2"]


def test_of_a_dated_index_the_newest_children_are_read() -> None:
    children = [link(f"{number}.xml", days=20 - number) for number in range(20)]
    assert paths(newest_children(children)) == [f"{number}.xml" for number in range(19, 9, -1)]


def test_of_an_undated_index_both_ends_are_read_for_either_may_be_the_newest() -> None:
    children = [link(f"{number}.xml") for number in range(20)]
    chosen = paths(newest_children(children))
    assert chosen == ["0.xml", "1.xml", *(f"{number}.xml" for number in range(12, 20))]
    assert len(chosen) == CHILDREN
    assert paths(newest_children(children[:3])) == ["0.xml", "1.xml", "2.xml"]


def test_feeds_of_comments_and_of_others_are_not_followed() -> None:
    feeds = [f"{HOME}/feed/", f"{HOME}/comments/feed/", f"{HOME}/?feed=comments-rss2", "https://other.org/feed/"]
    assert own_feeds(feeds, ["example.com"]) == [f"{HOME}/feed/"]


def test_of_what_a_robots_txt_names_the_sitemaps_of_news_are_followed() -> None:
    named = ["news-sitemap.xml", "sitemap.xml", "newsletter.xml", "sitemap-latest.xml", "sitemap/google_news.xml"]
    found = news_sitemaps([*(f"{HOME}/{path}" for path in named), "https://other.org/news.xml"], ["example.com"])
    assert found == [f"{HOME}/{named[place]}" for place in (0, 3, 4)]
