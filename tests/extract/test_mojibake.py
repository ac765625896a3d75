# ruff: noqa: RUF001 - letters of many scripts
"""Text that was encoded twice is mended where the page leaves no doubt, and only noted elsewhere."""

import pytest

from newscrawl.extract import extract
from newscrawl.extract.mojibake import LEFT, MENDED, mend
from tests.extract.pages import PROSE, URL, article

GERMAN = "Die Brücke über den Fluß öffnet „früh“ – für 5 €, sagt André."


def garbled(text: str, codec: str = "cp1252") -> str:
    return "".join(char.decode(codec, "ignore") or chr(char[0]) for char in (bytes([b]) for b in text.encode()))


def mended(text: str) -> tuple[str, str]:
    utf_8, note = mend(text.encode())
    return utf_8.decode(), note


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "text",
    [
        GERMAN, "It’s “new”, isn’t it? 👍👍", "L’été à l’île, déjà vu", "O avô amanhã", "¿Qué pasó? ¡Año!",
        "Новости дня: мост через реку открыт", "أخبار اليوم من المدينة والنهر", "Τα νέα της ημέρας από την πόλη",
    ],
)  # fmt: skip
def test_a_text_that_was_encoded_twice_is_mended(text: str, codec: str) -> None:
    assert mended(garbled(text, codec)) == (text, MENDED)


def test_a_text_that_was_encoded_three_times_is_mended() -> None:
    assert mended(garbled(garbled(GERMAN))) == (GERMAN, MENDED)


def test_garbled_paragraphs_among_good_ones_are_mended() -> None:
    assert mended(f"Über uns. {garbled(GERMAN)} Spaß“") == (f"Über uns. {GERMAN} Spaß“", MENDED)


@pytest.mark.parametrize(
    "text",
    [
        GERMAN, "«LIBERTÉ», À « LA » É\u00a0!", "AMANHÃ”, IRMÃ» MANHÃ\u00a0…" * 20, "Spaß“ Fuß\u00a0 groß”" * 20,
        "« liberté\u00a0» et « été\u00a0»" * 20, "PÂ – ÂÂ", "Åå Ää Öö", "Часть “вторая”", "新聞ニュース", "5 × 3 ÷ 2",
    ],
)  # fmt: skip
def test_a_good_text_stays_as_it_is(text: str) -> None:
    assert mended(text) == (text, "")


def test_single_traces_among_good_text_are_left_and_noted() -> None:
    text = f"{GERMAN} Statt „ä“ stand dort „Ã¤“."
    assert mended(text) == (text, LEFT)


def test_a_page_says_that_it_was_garbled() -> None:
    found = extract(article(f"<p>{garbled(PROSE[0].replace('river', 'rivière') + ' It’s a “bridge”.')}</p>"), URL)
    assert found.body.endswith("It’s a “bridge”.")
    assert "rivière" in found.body
    assert found.provenance["encoding"] == "meta, mojibake mended"
