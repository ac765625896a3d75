"""Freshness: what a server says of the age of its answer, as far as it can be honest."""

import pytest
from scrapy.http import Response

from newscrawl.fetch.freshness import conditions, fresh_for, validators

URL = "https://gazette.example/feed"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("max-age=300", 300),
        ("public, max-age=60, s-maxage=600", 600),
        ('private,max-age="90"', 90),
        ("no-cache, max-age=300", 0),
        ("no-store", 0),
        ("max-age=-5", 0),
        ("max-age=99999999999999999999", 999_999_999),
        ("stale-while-revalidate=300", 0),
        ("xmax-age=300", 0),
        ("", 0),
    ],
)
def test_an_answer_stays_the_newest_for_as_long_as_it_says(said: str, seconds: int) -> None:
    assert fresh_for(Response(URL, headers={"Cache-Control": said} if said else {})) == seconds


@pytest.mark.parametrize("value", ["", "x" * 501, "a\x00b", "a\tb"])
def test_a_validator_that_cannot_be_honest_is_none(value: str) -> None:
    response = Response(URL, headers={"ETag": value, "Last-Modified": "Tue, 03 Nov 2026 12:00:00 GMT"})
    assert validators(response) == (None, "Tue, 03 Nov 2026 12:00:00 GMT")


def test_what_is_known_becomes_a_condition() -> None:
    assert conditions('W/"a"', None) == {"If-None-Match": 'W/"a"'}
    assert conditions(None, None) == {}
