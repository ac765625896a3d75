"""A crawl of the news site: the lake holds what the outlets published, once, as they published it."""

from dataclasses import replace

import pytest

from tests.crawl.running import Place, differences
from tests.newsroom import Newsroom

BY_FACTS = ("harbourpost", "kashmirdotcom", "trtworld")


@pytest.fixture(params=["directory", "s3"])
def anywhere(request: pytest.FixtureRequest, place: Place) -> Place:
    """A place whose lake is a directory, and one whose lake is a bucket."""
    return replace(place, lake=request.getfixturevalue("bucket")) if request.param == "s3" else place


def test_the_lake_holds_every_article_once_and_a_second_crawl_fetches_none_again(
    newsroom: Newsroom, anywhere: Place
) -> None:
    truth = [article for outlet in BY_FACTS for article in newsroom.truth(outlet)]
    first = anywhere.crawl(newsroom.facts())
    assert first.code == 0, first.err
    assert differences(truth, anywhere.records()) == []

    newsroom.log(reset=True)
    second = anywhere.crawl(newsroom.facts())
    assert second.code == 0, second.err
    assert len(anywhere.records()) == len(truth)
    asked = {path for outlet in newsroom.log().values() for path in outlet["paths"]}
    assert asked.isdisjoint({article["path"] for article in truth})
