"""One wire story at two outlets, as it lies beside the project: found raw and clean, and after each edit."""

from random import Random

import pytest

from newscrawl.stories import fingerprint, relate
from tests.stories.edits import british, byline, half, reordered
from tests.stories.texts import SEEDS

LEAST = 0.45
RAW = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
CLEAN = [RAW[0].partition("SOURCE")[0], "A surge of" + RAW[1].partition("A surge of")[2].partition("ShareTweet")[0]]
NAVIGATION = [RAW[0][len(CLEAN[0]) :], *RAW[1].split(CLEAN[1])]


def in_navigation(text: str, other: str, random: Random) -> str:
    return "\n".join((NAVIGATION[1], text, NAVIGATION[2])) if text in (RAW[0], CLEAN[0]) else f"{text}\n{NAVIGATION[0]}"


@pytest.mark.parametrize("first", [RAW[0], CLEAN[0]], ids=["raw", "clean"])
@pytest.mark.parametrize("second", [RAW[1], CLEAN[1]], ids=["raw", "clean"])
def test_the_two_are_one_story(first: str, second: str) -> None:
    found = relate(fingerprint(first, "en"), fingerprint(second, "en"))
    assert found.kind in ("near", "contained")
    assert found.overlap >= LEAST


@pytest.mark.parametrize("edit", [half, byline, reordered, british, in_navigation], ids=lambda edit: edit.__name__)
@pytest.mark.parametrize("text", [*RAW, *CLEAN], ids=["raw-1", "raw-2", "clean-1", "clean-2"])
def test_each_matches_its_own_edits(text: str, edit: object) -> None:
    assert callable(edit)
    found = relate(fingerprint(edit(text, "", Random(3)), "en"), fingerprint(text, "en"))
    assert found.kind != "none"
    assert found.overlap >= LEAST
