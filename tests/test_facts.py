"""Facts files: each mistake is told by file, place and remedy, in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.errors import BadFacts
from newscrawl.facts import check_facts, read_facts

GOOD: dict[str, Any] = {"key": "gazette", "name": "The Gazette", "home": "https://gazette.example/"}


def complaint(tmp_path: Path, content: object) -> str:
    path = tmp_path / "facts.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(BadFacts) as caught:
        read_facts(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message


def test_a_whole_file_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    full = GOOD | {"country": "IN", "languages": ["en", "pt-BR"], "timezone": "Asia/Kolkata", "feeds": ["feed/"]}
    full |= {"sitemaps": ["https://gazette.example/sitemap.xml"], "article_url": r"/\d+$"}
    path.write_text(json.dumps([full, GOOD | {"key": "herald"}]))
    first, second = read_facts(path)
    assert (first.key, first.languages, first.feeds) == ("gazette", ["en", "pt-BR"], ["feed/"])
    assert (second.key, second.feeds, second.timezone) == ("herald", [], None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lang": "en"}, ["$[0]", "`lang`", "did you mean 'languages'?"]),
        ({"feed": []}, ["$[0]", "did you mean 'feeds'?"]),
        ({"zzz": 1}, ["`zzz`", "the keys are key, name, home"]),
        ({"name": 7}, ["$[0].name", "`str`"]),
        ({"feeds": "feed/"}, ["$[0].feeds", "`array`"]),
        ({"feeds": [7]}, ["$[0].feeds[0]"]),
        ({"home": ""}, ["gazette", "set home", "https://example.com/"]),
        ({"home": "gazette.example"}, ["gazette", "home 'gazette.example'", "http"]),
        ({"home": "ftp://gazette.example/"}, ["home", "http"]),
        ({"timezone": "Asia/Srinagar"}, ["timezone 'Asia/Srinagar'", "Europe/Istanbul"]),
        ({"timezone": "Asia"}, ["timezone 'Asia'"]),
        ({"timezone": "../../etc/passwd"}, ["timezone"]),
        ({"timezone": ""}, ["timezone ''"]),
        ({"country": "India"}, ["country 'India'", "TR"]),
        ({"languages": ["English"]}, ["languages 'English'", "pt-BR"]),
        ({"article_url": "/(news"}, ["article_url", "regular expression"]),
        ({"feeds": ["ftp://gazette.example/feed"]}, ["feeds 'ftp://gazette.example/feed'", "http"]),
        ({"listings": ["https://gazette.example:port/"]}, ["listings"]),
        ({"key": ""}, ["set a key of letters and digits"]),
        ({"key": "\u65e5\u672c"}, ["set a key of letters and digits"]),
        ({"key": "!!!"}, ["set a key of letters and digits"]),
        ({"archives": ["archive/"]}, ["gazette", "archives 'archive/' names no days", '"archive/{year}/{month:02}/"']),
        ({"archives": ["{year}/{moon}/"]}, ["archives '{year}/{moon}/' names no days"]),
        ({"archives": ["{year}/{month"]}, ["archives '{year}/{month' names no days"]),
    ],
)
def test_a_wrong_fact_is_told_by_its_place_with_what_would_be_right(
    tmp_path: Path, change: dict[str, Any], words: list[str]
) -> None:
    message = complaint(tmp_path, [GOOD | change])
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("missing", ["key", "name", "home"])
def test_a_missing_fact_is_named(tmp_path: Path, missing: str) -> None:
    assert f"`{missing}`" in complaint(tmp_path, [{key: value for key, value in GOOD.items() if key != missing}])


def test_two_outlets_may_not_share_a_key_however_it_is_spelled(tmp_path: Path) -> None:
    message = complaint(tmp_path, [GOOD, GOOD | {"key": "Gazette"}])
    assert "'gazette' stands for two outlets" in message


@pytest.mark.parametrize("content", [b"", b"[{", b"\xff\xfe", {"key": "gazette"}, ["gazette"], 7])
def test_what_is_no_list_of_outlets_is_refused(tmp_path: Path, content: object) -> None:
    complaint(tmp_path, content)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.json", tmp_path):
        with pytest.raises(BadFacts, match="give a JSON file") as caught:
            read_facts(path)
        assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    ("pattern", "problem"), [("/(", "no regular expression"), (r"-\d+$", "has no group; put the article's id in")]
)
def test_a_pattern_for_an_outlet_s_own_id_needs_a_group(pattern: str, problem: str) -> None:
    with pytest.raises(BadFacts, match=problem):
        check_facts("x", {"name": "x", "home": "https://example.com/", "id_in_url": pattern})
