"""What outlets reserve, as they write it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.article import Rights
from newscrawl.extract import extract
from newscrawl.rights import from_directives, from_reservation, from_tdmrep, is_reserved, together

URL = "https://gazette.example/news/2026/one?page=2"


@pytest.mark.parametrize(
    ("written", "directives"),
    [
        ("noindex, nofollow", ["noindex"]),
        ("NOARCHIVE,NoIndex", ["noarchive", "noindex"]),
        ("none", ["noindex"]),
        ("nocache", ["noarchive"]),
        ("newscrawl: noindex", ["noindex"]),
        ("googlebot: noindex", []),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST", []),
        ("max-snippet:-1, noarchive", ["noarchive"]),
        ("index, follow, max-image-preview:large", []),
        ("", []),
    ],
)
def test_robots_directives_count_where_they_are_for_us(written: str, directives: list[str]) -> None:
    assert from_directives([written], "X-Robots-Tag").robots == directives


@pytest.mark.parametrize(
    ("reservation", "tdm"), [("1", "reserved"), (" 0 ", "free"), ("2", None), ("yes", None), ("", None), (None, None)]
)
def test_a_reservation_is_one_or_zero(reservation: str | None, tdm: str | None) -> None:
    assert from_reservation(reservation, None, "header").tdm == tdm


def test_a_policy_is_an_address() -> None:
    assert (
        from_reservation("1", "https://gazette.example/tdm.json", "x").tdm_policy == "https://gazette.example/tdm.json"
    )
    assert from_reservation("1", "javascript:alert(1)", "x").tdm_policy is None


@pytest.mark.parametrize(
    ("location", "covers"),
    [
        ("/", True),
        ("/news/", True),
        ("/sport/", False),
        ("*", True),
        ("/news/*/one", True),
        ("/*page=2$", True),
        ("/*page=3$", False),
        ("/news/2026/one$", False),
        ("/news/2026/one?page=2$", True),
        ("/*one*one*", False),
        ("/news/2026/one?page=2*2$", False),
    ],
)
def test_the_pattern_of_a_location_matches_as_in_robots_txt(location: str, covers: bool) -> None:  # noqa: FBT001
    document = json.dumps([{"location": location, "tdm-reservation": 1}]).encode()
    assert (from_tdmrep(document, URL).tdm == "reserved") is covers


def test_the_first_rule_that_matches_counts() -> None:
    rules = [
        {"location": "/news/*", "tdm-reservation": 0},
        {"location": "/*", "tdm-reservation": 1, "tdm-policy": "https://gazette.example/terms"},
    ]
    document = json.dumps(rules).encode()
    assert from_tdmrep(document, URL).tdm == "free"
    assert from_tdmrep(document, "https://gazette.example").tdm_policy == "https://gazette.example/terms"


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["location", "tdm-reservation", "tdm-policy"]), inner)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_any_document_is_read_without_an_error(document: bytes) -> None:
    assert from_tdmrep(document, URL).tdm in ("reserved", "free", None)


def test_deep_nesting_says_nothing() -> None:
    assert from_tdmrep(b"[" * 100_000, URL) == Rights()


def test_what_one_place_reserves_is_reserved_whatever_another_says() -> None:
    free, reserved = from_reservation("0", None, "meta"), from_reservation("1", None, "header")
    both = together(free, reserved, from_directives(["noindex"], "X-Robots-Tag"))
    assert (both.tdm, both.robots, both.evidence) == ("reserved", ["noindex"], "meta; header; X-Robots-Tag")
    assert is_reserved(both)
    assert not is_reserved(free)


def test_a_page_reserves_by_its_meta_elements() -> None:
    head = (
        "<meta name='robots' content='index'><meta name='Newscrawl' content='noarchive'>"
        "<meta name='tdm-reservation' content='1'><meta name='tdm-policy' content='https://gazette.example/terms'>"
    )
    page = extract(f"<html><head>{head}</head><body><p>Ferry.</p></body></html>".encode(), URL)
    assert page.rights == Rights(
        robots=["noarchive"],
        tdm="reserved",
        tdm_policy="https://gazette.example/terms",
        evidence="meta:newscrawl; meta:tdm-reservation",
    )


def test_a_reservation_that_is_no_utf_8_says_nothing() -> None:
    assert from_tdmrep(b'[{"\x93\x90c":1,"location":"/","tdm-reservation":1}]', "https://gazette.example/") == Rights()
