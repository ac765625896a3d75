"""Boilerplate: what is taken out of a body, and what of a page's blocks is news."""

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.boilerplate import Seen, is_boilerplate, mask_of, strip

DONATE = "If you like what you read, help us to keep our pages free for everyone."
MOTTO = "Social media is bold. Social media is young."
NEWS = "The ferry to the island sails again on Monday, the harbour office said, after three weeks in the dock."
MORE = "Its captain, who has been at the helm since spring, told reporters that the winds would hold."


def known(*blocks: str) -> dict[int, int]:
    """Return the hashes of blocks, the first one seen most often."""
    return {strip(block, {}).blocks[0]: 90 - number for number, block in enumerate(blocks)}


def test_known_blocks_are_taken_out_and_counted_in_words() -> None:
    found = strip(f"{NEWS}\n\n{MOTTO}\n\n{MORE}\n\n{DONATE.upper()}", known(DONATE, MOTTO))
    assert found.body == f"{NEWS}\n\n{MORE}"
    assert found.words == 15 + 8
    assert len(found.blocks) == 4


def test_a_body_without_any_is_left_as_it_is() -> None:
    body = f"{NEWS}\n\n{MORE}"
    assert (strip(body, known(DONATE)).body, strip(body, known(DONATE)).words) == (body, 0)


def test_never_more_than_half_of_a_body_goes_and_first_what_most_pages_have() -> None:
    body = f"{MOTTO}\n\nThe ferry sails on Monday again.\n\n{DONATE}"
    assert strip(body, known(MOTTO, DONATE)).body == f"The ferry sails on Monday again.\n\n{DONATE}"
    assert strip(DONATE, known(DONATE)).body == DONATE


def test_a_block_of_many_days_and_sections_is_boilerplate_from_five_pages_on() -> None:
    outlet = Seen(20, mask_of(range(9)), mask_of(["world", "sport"]))
    block = Seen(5, mask_of([1, 2, 3]), mask_of(["world", "sport"]))
    assert is_boilerplate(block, outlet)
    assert not is_boilerplate(block._replace(pages=4), outlet)


def test_what_is_quoted_on_one_day_or_in_one_section_is_news() -> None:
    outlet = Seen(20, mask_of(range(9)), mask_of(["world", "sport"]))
    block = Seen(19, mask_of([1, 2, 3]), mask_of(["world", "sport"]))
    assert not is_boilerplate(block._replace(days=mask_of([4])), outlet)
    assert not is_boilerplate(block._replace(sections=mask_of(["world"])), outlet)


def test_the_more_pages_an_outlet_has_the_more_have_to_have_a_block() -> None:
    outlet = Seen(1000, mask_of(range(9)), mask_of(["world", "sport"]))
    block = Seen(19, mask_of(range(9)), mask_of(["world", "sport"]))
    assert not is_boilerplate(block, outlet)
    assert is_boilerplate(block._replace(pages=20), outlet)


def test_an_outlet_that_names_no_sections_has_to_print_a_block_on_more_pages() -> None:
    outlet, block = Seen(100, mask_of(range(9)), mask_of([None])), Seen(9, mask_of(range(9)), mask_of([None]))
    assert not is_boilerplate(block, outlet)
    assert is_boilerplate(block._replace(pages=10), outlet)


@given(
    st.lists(st.sampled_from([DONATE, MOTTO, NEWS, MORE, "", "One."])), st.sets(st.sampled_from([DONATE, MOTTO, NEWS]))
)
def test_what_is_left_is_half_at_least_and_in_its_order(paragraphs: list[str], blocks: set[str]) -> None:
    body = "\n\n".join(paragraphs)
    found = strip(body, known(*sorted(blocks)))
    assert found.words * 2 <= len(body.split())
    assert len(found.body.split()) + found.words == len(body.split())
    rest = iter(paragraphs)
    assert all(kept in rest for kept in found.body.split("\n\n") if kept)
