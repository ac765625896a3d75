"""Corrections: a note that says so, and no text that only speaks of corrections."""

import pytest

from newscrawl.correction import correction_note

TEXT = "The ferry left on time.\n\nThe harbour master was pleased, and so were the passengers on the quay."
NOTES = [
    "Correction: An earlier version gave the wrong name of the captain.",
    "CORRECTION, Nov. 4, 2026: The captain's name is Orne.",
    "Corrections and clarifications: the fare is two pounds.",
    "\u2022 This article was amended on 4 November 2026 to correct the fare.",
    "This story has been updated to correct the name of the ferry.",
    "An earlier version of this article misstated the captain's name.",
    "Korrektur: In einer fr\u00fcheren Version hie\u00df es, die F\u00e4hre sei gesunken.",
    "In einer fr\u00fcheren Fassung dieses Artikels stand ein falscher Name.",
    "Rectificatif : le bateau est parti \u00e0 midi.",
    "Fe de errores: el barco sali\u00f3 a mediod\u00eda.",
    "Una versi\u00f3n anterior de este art\u00edculo daba otro nombre.",
    "Errata corrige: il traghetto \u00e8 partito a mezzogiorno.",
    "D\u00fczeltme: Vapur \u00f6\u011flen kalkt\u0131.",
    "Исправление: паром ушел вовремя.",
]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_at_either_end_is_found(note: str) -> None:
    assert correction_note(f"{note}\n\n{TEXT}") == note
    assert correction_note(f"{TEXT}\n\n{note}") == note


@pytest.mark.parametrize(
    "text",
    [
        "The correction of the prices took the market by surprise.",
        "Corrections officers went on strike: nobody was let out.",
        "This story has been updated with the result of the vote.",
        "Editor's note: this article describes violence.",
        "Correctional facilities are full.",
        "",
    ],
)
def test_what_only_speaks_of_corrections_is_none(text: str) -> None:
    assert correction_note(f"{TEXT}\n\n{text}") is None


def test_a_quoted_note_in_the_middle_of_a_long_text_is_none() -> None:
    text = "\n\n".join([TEXT, TEXT, NOTES[0], TEXT, TEXT])
    assert correction_note(text) is None
