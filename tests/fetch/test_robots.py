"""robots.txt as RFC 9309 has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.fetch.robots import MAX_BYTES, Robots

HOME = "https://gazette.example"


@pytest.mark.parametrize(
    ("document", "allowed"),
    [
        (None, True),
        (b"", True),
        (b"<!DOCTYPE html><p>Not found", True),
        (b"User-agent: *\nDisallow: /news/", False),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /news/", False),
        (b"User-agent: *\nDisallow: /\nUser-agent: NewsCrawl\nAllow: /", True),
        (b"User-agent: newscrawl\nDisallow: /\nUser-agent: *\nAllow: /", False),
        (b"User-agent: *\nDisallow: /\nAllow: /news/", True),  # the longest match counts
        (b"User-agent: *\nDisallow: /*.html$", True),
        (b"User-agent: *\nDisallow: /*/one$", False),
    ],
)
def test_what_it_lets_us_fetch(document: bytes | None, allowed: bool) -> None:  # noqa: FBT001
    assert Robots(document).allows(f"{HOME}/news/one") is allowed


def test_what_lies_beyond_the_cap_and_the_line_that_it_cuts_are_ignored() -> None:
    head = b"User-agent: *\nDisallow: /early/\n"
    filler = b"#" * (MAX_BYTES - len(head) - len(b"\nDisallow: /cu")) + b"\n"
    rules = Robots(head + filler + b"Disallow: /cut-off/\nDisallow: /late/\n")
    assert not rules.allows(f"{HOME}/early/1")
    assert rules.allows(f"{HOME}/custom/1")
    assert rules.allows(f"{HOME}/late/1")


@pytest.mark.parametrize(
    ("written", "seconds"), [("2.5", 2.5), ("-1", 0), ("nan", 0), ("inf", 0), ("soon", 0), ("1e300", 1e300)]
)
def test_a_crawl_delay_is_a_number_of_seconds(written: str, seconds: float) -> None:
    assert Robots(f"User-agent: *\nCrawl-delay: {written}".encode()).crawl_delay == seconds


def test_its_sitemaps_belong_to_no_group() -> None:
    assert Robots(b"Sitemap: https://gazette.example/map.xml\nUser-agent: x\n").sitemaps == [f"{HOME}/map.xml"]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(document: bytes) -> None:
    assert Robots(document).allows(f"{HOME}/news/one") in (True, False)
