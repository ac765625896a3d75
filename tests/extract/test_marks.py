"""The marks of a page's elements are found in the page's order, each element once."""

import re

import pytest
from lxml.html import document_fromstring

from newscrawl.extract.barrier import _MARKS, _PARTS_OF_MARKS
from newscrawl.extract.marks import Marks

PAGE = """<body class="Home"><div id="Top"><a rel="next nofollow" href="/2">2</a><p>plain</p></div>
<ul class="tags tag-list"><li class="tag">a</li><li itemprop="author name" class="tag last">b</li></ul></body>"""
WALLS = {
    "challenge": (
        " #challenge-form ", " #challenge-running ", " #cf-challenge ", " #cf-please-wait ", " #px-captcha ",
        " #ddg-captcha ", " #captcha-container ", " #sec-if-container ", " #anubis_challenge ", " cf-error-details # ",
        " cf-browser-verification # ", " px-captcha-container # ",
    ),
    "consent": (
        " consent-wall # ", " #consent-page ", " cookiewall # ", " cookie-wall # ", " con-wizard # ", " #privacy-wall ",
        " purabo-wall # ",
    ),
}  # fmt: skip


def test_marks_are_written_in_lower_case_with_a_space_at_both_ends() -> None:
    marks = Marks(document_fromstring(PAGE))
    assert [one.marks for one in marks.holding(" ")] == [
        " home # ", "  #top ", "  # rel:next rel:nofollow ", " tags tag-list # ", " tag # ",
        " tag last # @author @name ",
    ]  # fmt: skip


def test_an_element_that_holds_a_part_twice_is_found_once_and_in_its_place() -> None:
    marks = Marks(document_fromstring(PAGE))
    assert [one.element.tag for one in marks.holding("tag")] == ["ul", "li", "li"]
    assert [one.element.text for one in marks.matching(re.compile(r"(?<![a-z])tag "))] == ["a", "b"]
    assert [marks.count("tag", most) for most in (1, 2, 9)] == [1, 2, 3]


def test_a_page_without_marks_holds_none() -> None:
    marks = Marks(document_fromstring("<p>plain</p>"))
    assert not list(marks.holding("tag"))
    assert not marks.hold_any(("tag",))
    assert not marks.count("tag", 9)


@pytest.mark.parametrize("wall", sorted(WALLS))
def test_each_mark_of_a_wall_holds_one_of_the_parts_that_are_looked_for_first(wall: str) -> None:
    for mark in WALLS[wall]:
        assert _MARKS[wall].search(mark), mark  # type: ignore[index]
        assert any(part in mark for part in _PARTS_OF_MARKS[wall]), mark  # type: ignore[index]
