"""Pages and sieves: a day's keys packed, and which of them may be there."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.stories.pages import PAIRS, Page, paged, texts_of
from newscrawl.stories.sieve import MOST_BYTES, Sifted, empty_sieve, put

KEYS = st.integers(0, 2**31 - 1)
PAIRS_OF_A_DAY = st.sets(st.tuples(st.one_of(st.integers(0, 40), KEYS), st.integers(0, 2**24 - 1)), max_size=700)


@given(PAIRS_OF_A_DAY, st.lists(KEYS, max_size=20))
def test_every_key_is_found_on_the_last_page_that_begins_with_it_or_before_it(
    pairs: set[tuple[int, int]], others: list[int]
) -> None:
    pages = list(paged(sorted(pairs)))
    assert all(len(page.keys) >= PAIRS for page in pages[:-1])
    for key in [*(key for key, _ in pairs), *others]:
        candidates = [page for page in pages if page.keys[0] <= key]
        found = texts_of(key, candidates[-1].pack()) if candidates else ()
        assert sorted(found) == sorted(text for one, text in pairs if one == key)


@given(PAIRS_OF_A_DAY)
def test_a_page_that_was_packed_is_the_same(pairs: set[tuple[int, int]]) -> None:
    for page in paged(sorted(pairs)):
        packed = page.pack()
        assert len(packed) == 8 * len(page.keys)
        again = Page.unpack(packed)
        assert (list(again.keys), list(again.texts)) == (page.keys, page.texts)


@given(st.lists(KEYS, max_size=300))
def test_every_key_passes_the_sieve_it_was_put_into(keys: list[int]) -> None:
    made = empty_sieve(len(keys))
    put(made, keys)
    assert Sifted(keys).passing(bytes(made)) == keys


def test_few_of_the_keys_that_a_sieve_does_not_hold_pass_it() -> None:
    random = Random(1)
    keys, others = set(random.sample(range(2**27), 16_000)), random.sample(range(2**27), 10_000)
    made = empty_sieve(len(keys))
    put(made, keys)
    assert len(made) == 16_384
    assert len([key for key in Sifted(others).passing(bytes(made)) if key not in keys]) < 400


def test_the_sieve_of_a_very_large_set_is_bounded() -> None:
    assert len(empty_sieve(10**9)) == MOST_BYTES
