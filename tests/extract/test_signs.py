"""What words and names say of a block is the same in every process, whatever order a set of them has there."""

from itertools import permutations

from lxml.etree import Element

from newscrawl.extract.blocks import Box
from newscrawl.extract.signs import Weighed

CANCELLING = {"large": 1e16, "small": 1.0, "negative": -1e16}  # added up one by one, they make 0 or 1


def box(names: str, parent: Box | None = None, *, is_hidden: bool = False) -> Box:
    return Box("div", names, parent, Element("div"), is_hidden)


def test_words_say_the_same_in_any_order() -> None:
    assert {Weighed({}, CANCELLING).words(list(words)) for words in permutations(CANCELLING)} == {1.0}


def test_names_say_the_same_in_any_order() -> None:
    weights = {"o:" + word: weight for word, weight in CANCELLING.items()}
    assert {Weighed(weights, {}).boxes(box(" ".join(names)))[0] for names in permutations(CANCELLING)} == {1.0}


def test_a_name_around_a_block_counts_once_however_many_boxes_have_it() -> None:
    weighed = Weighed({"a:story": 2.0, "a:card": -1.0, "hidden": -4.0}, {})
    page = Box("body", "story", None, Element("body"))
    outer = box("story", page)
    inner = box("story card", outer)
    assert weighed.boxes(page)[2] == 0.0
    assert weighed.boxes(outer)[2] == 2.0
    assert weighed.boxes(inner)[2] == weighed.boxes(box("", inner))[2] == 1.0
    assert weighed.boxes(box("", outer, is_hidden=True))[2] == -2.0
