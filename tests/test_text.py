import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.text import NO_LETTER, TYPOGRAPHY, WORD, clean, clean_body, fold, letters, text_sha256, word_count, words

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
# What the rules are about: composition, white space, joiners, direction marks, surrogates, scripts that use joiners.
SPICY = st.text(
    st.sampled_from(
        "aA\u0301\u0130\u00c5\u212b\u030a\u00b4 \n\r\t\x0b\u2028\u2029\u00a0\u200b\u200c\u200d\u202e\u00ad\ufeff\ud800"
        "\x00\u0627\u0628\u0915\u094d\U0001f468\ufe0f'\u2019\u2033"
    ),
    max_size=30,
)


@given(ANY | SPICY)
@example("\u0300\u200c\u094d\u200c\u0590")  # composed, the marks change places
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_body(clean_body(text)) == clean_body(text)
    assert fold(fold(text)) == fold(text)


@given(ANY | SPICY | st.text(st.sampled_from("aB1_ \u03a3\u00df" + TYPOGRAPHY)))
def test_letters_and_words_are_what_the_patterns_find(text: str) -> None:
    assert letters(text) == NO_LETTER.sub("", text).casefold()
    assert words(text) == WORD.findall(text.lower())


@given(ANY | SPICY)
def test_a_cleaned_text_is_one_line_that_encodes(text: str) -> None:
    assert clean(text).encode().decode().splitlines() in ([], [clean(text)])


@given(ANY | SPICY)
def test_a_body_hashes_alike_before_and_after_cleaning(text: str) -> None:
    assert text_sha256(clean_body(text)) == text_sha256(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Two\twords\u00a0here \n", "Two words here"),
        ("cafe\u0301", "caf\u00e9"),
        ("\u202eevil\u202c\u200b \ufeffso\u00adft\x00\ud800", "evil soft"),
        ("Q&amp;A <b>", "Q&amp;A <b>"),
        ("no\u200djoin\u200cer", "nojoiner"),
    ],
)
def test_a_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "word",
    ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "क्\u200dष", "\U0001f468\u200d\U0001f469\u200d\U0001f467"],
)
def test_a_joiner_that_is_part_of_the_spelling_stays(word: str) -> None:
    assert clean(f" {word} ") == word


def test_paragraphs_are_separated_by_one_blank_line_and_empty_ones_dropped() -> None:
    assert clean_body("One\r\nline\r\n\r\n \u200b\n\n\nTwo\u2029Three  \n\n") == "One line\n\nTwo\n\nThree"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One, two - three's 4th!", 4),
        ("state-of-the-art", 1),
        ("हिन्दी में समाचार", 3),
        ("東京タワー", 5),
        ("2026年11月 NHK", 5),  # two letters between two numbers, and a word
        ("ข่าววันนี้", 6),  # letters; vowel and tone marks above and below do not count
        ("한국어 뉴스", 2),
    ],
)
def test_words_are_counted_in_any_script(text: str, count: int) -> None:
    assert word_count(text) == count


def test_texts_that_differ_only_in_typography_hash_alike() -> None:
    assert text_sha256("\u201cIt\u2019s \ufb01ne\u201d,\n\nSTRASSE") == text_sha256('"it\'s fine", straße')
    assert text_sha256("one") != text_sha256("two")
