"""Sources of each kind, alone: each reaches every article, and costs one request when nothing is new."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.crawl.running import Place, differences
from tests.newsroom import Newsroom

NONE: dict[str, Any] = {"feeds": [], "news_sitemaps": [], "listings": []}
ALONE = [
    pytest.param("kashmirdotcom", {"wordpress": ["wp-json/wp/v2/posts?per_page=20"]}, id="wordpress"),
    pytest.param("harbourpost", {"feeds": ["feed.json"]}, id="json-feed"),
]


@pytest.mark.parametrize(("outlet", "sources"), ALONE)
def test_a_source_reaches_every_article_and_is_asked_once_when_nothing_is_new(
    newsroom: Newsroom, place: Place, outlet: str, sources: dict[str, Any]
) -> None:
    facts = [{**newsroom.facts(outlet)[0], **NONE, **sources}]
    first = place.crawl(facts)
    assert first.code == 0, first.err
    assert differences(newsroom.truth(outlet), place.records()) == []

    newsroom.log(reset=True)
    assert place.crawl(facts).code == 0
    [(source, _)] = newsroom.log()[outlet]["paths"].items()
    assert urlsplit(source).path == "/" + urlsplit(next(iter(*sources.values()))).path


def test_an_api_that_ends_with_a_full_page_is_read_to_its_end_and_no_further(newsroom: Newsroom, place: Place) -> None:
    posts = len(newsroom.truth("kashmirdotcom"))
    facts = [
        {**newsroom.facts("kashmirdotcom")[0], **NONE, "wordpress": [f"wp-json/wp/v2/posts?per_page={posts // 2}"]}
    ]
    run = place.crawl(facts)
    assert (run.code, len(place.records())) == (0, posts)
    pages = [path for path in newsroom.log()["kashmirdotcom"]["paths"] if path.startswith("/wp-json/")]
    assert len(pages) == -(-posts // (posts // 2))
