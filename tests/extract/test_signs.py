"""What words and names say of a block: each word once, all in whole numbers, so that their order does not matter."""

from lxml.etree import Element

from newscrawl.extract.blocks import Box
from newscrawl.extract.signs import LEXICAL_WORDS, Weighed


def box(names: str, parent: Box | None = None, *, is_hidden: bool = False) -> Box:
    return Box("div", names, parent, Element("div"), is_hidden)


def test_each_word_of_a_short_text_counts_once() -> None:
    weighed = Weighed({}, {"said": 30, "related": -200})
    assert weighed.words(["said", "he", "said", "related"]) == -170.0
    assert weighed.words(["said"] * LEXICAL_WORDS) == 0.0


def test_a_name_says_something_else_of_a_box_than_of_its_parent() -> None:
    weighed = Weighed({"story": (5, 7, 11), "<div>": (100, 200, 0)}, {})
    page = Box("body", "", None, Element("body"))
    outer = box("story storyStory", page)
    assert weighed.box(outer) == (105.0, 0.0, 11.0)
    assert weighed.box(box("other", outer)) == (100.0, 207.0, 11.0)


def test_a_name_around_a_block_counts_once_however_many_boxes_have_it() -> None:
    weighed = Weighed({"story": (0, 0, 2), "card": (0, 0, -1), "<hidden>": (0, 0, -4)}, {})
    page = Box("body", "story", None, Element("body"))
    outer = box("story", page)
    inner = box("story card", outer)
    assert weighed.box(page)[2] == 0.0
    assert weighed.box(outer)[2] == 2.0
    assert weighed.box(inner)[2] == weighed.box(box("", inner))[2] == 1.0
    assert weighed.box(box("", outer, is_hidden=True))[2] == -2.0
