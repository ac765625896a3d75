from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text import clean, clean_body, fold, text_sha256, word_count

ANY = st.text(st.characters(blacklist_categories=()), max_size=60)
SPICY = st.text(
    st.sampled_from(
        "aé\u0301\u0130Å\u212b\u030a \n\r\t\u2028\u2029\u200b\u200c\u200d\u202e\ufeff\ud800\x00\u0627\u0628\u0915\U0001f468\ufe0f'’"
    ),
    max_size=30,
)


@given(ANY | SPICY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_body(clean_body(text)) == clean_body(text)
    assert fold(fold(text)) == fold(text)


@given(ANY | SPICY)
def test_a_cleaned_text_is_one_line_that_encodes(text: str) -> None:
    assert clean(text).encode().decode().splitlines() in ([], [clean(text)])


@given(ANY | SPICY)
def test_a_body_counts_and_hashes_alike_before_and_after_cleaning(text: str) -> None:
    assert text_sha256(clean_body(text)) == text_sha256(text)
    assert word_count(clean_body(text)) >= 0
