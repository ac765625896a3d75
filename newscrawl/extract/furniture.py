"""Leave out of an article what is never part of one, whatever the model says: share counters, captions, bylines."""

import re
from collections.abc import Callable, Sequence

from newscrawl.extract.agency import credit
from newscrawl.extract.blocks import Block, Box
from newscrawl.extract.measures import LONGEST_LINE, Told
from newscrawl.extract.phrases import FURNITURE, SLOGAN, STOP_HEADINGS, waits_for_consent
from newscrawl.text import letters

HEAD = 5  # blocks in which a headline or byline may stand
REST = 12  # characters of a byline besides the names: By, and, commas
PROSE = 60  # characters of a line that may be prose without ending as a sentence
SENTENCE_ENDS = tuple(".!?:;\"')\u2026\u2019\u201d\u00bb\u3002\uff01\uff1f\u0964\u061f")
SLOGAN_RUN = 3  # lines of a page that make a slogan; fewer may be somebody's sentence
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"td", "th"})
_EMBED = re.compile(
    r"twitter-(?<=\btwitter-)(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|reddit-(?:embed|card)"
    r"|text-post-media|fb-(?<=\bfb-)(?:post|video)\b"  # a literal at each beginning makes the search fast
)
_UNREAD = re.compile(
    r"visually-?hidden|sr-only(?<=\bsr-only)\b|screen(?<=\bscreen)-?reader|wp-caption(?<=\bwp-caption)\b"
)
_SLOGAN_BEGINS = frozenset("sSbB\u017f")  # as a page's hundreds of lines do not
COPIED = 0.8  # of a text that stands before
LONE = 200  # characters from which on a paragraph is a copy even where its neighbours are none
LONGEST_NOTE = 500  # characters of a note in place of a film or post that waits for consent
SHOUTED_LINKED, SHOUTED_WORDS = 0.95, 4
STOP_AFTER = 0.5  # of the blocks; a heading before is one of the article


def without_furniture(found: Sequence[Block], chosen: Sequence[int], told: Told) -> list[int]:
    """Return those of the chosen blocks that are no furniture; none where no prose is left."""
    kept = _until_stop(found, _without_head(found, list(chosen), told))
    dropped = _repeated(found, kept) | _in_small_form(found, kept) | _slogans(found, kept)
    asides = Within(_is_aside)
    kept = [i for i in kept if i not in dropped and not (found[i].box in asides or _is_furniture(found[i]))]
    return kept if any(_is_prose(found[i].text) for i in kept) else []


def _without_head(found: Sequence[Block], chosen: list[int], told: Told) -> list[int]:
    """Drop the headline, a standfirst that is set as a heading, the outlet's name and the byline at the beginning."""
    head = {i for i in chosen[:HEAD] if _is_head(found[i], told)}
    return [i for i in chosen if i not in head]


def _is_head(block: Block, told: Told) -> bool:
    folded = letters(block.text)
    is_standfirst = block.tag in HEADINGS and folded == told.description
    is_name = folded == told.title or folded in told.outlet
    return is_standfirst or is_name or _is_byline(block.text, told.authors)


def _is_byline(text: str, people: Sequence[str]) -> bool:
    """Tell whether a line names the authors and says hardly more."""
    line = rest = text.casefold()
    for name in people:
        rest = rest.replace(name, "")
    return rest != line and len(rest) <= REST


def _until_stop(found: Sequence[Block], chosen: list[int]) -> list[int]:
    """End the article at a heading such as ``Related Posts`` in its second half."""
    for place in range(1 + int(STOP_AFTER * len(chosen)), len(chosen)):
        text = found[chosen[place]].text
        if len(text) <= LONGEST_LINE and STOP_HEADINGS.fullmatch(text.casefold().strip(" :")):
            return chosen[:place]
    return chosen


def _repeated(found: Sequence[Block], chosen: Sequence[int]) -> set[int]:
    """Return paragraphs that stand before in the same words: pages hold copies for other widths and for printing.

    A short one alone is no copy: an interview may ask its question again.
    """
    seen: dict[str, None] = {}
    repeated = set()
    for place, i in enumerate(chosen):
        text = found[i].text
        if len(text) >= PROSE and found[i].tag not in CELLS:
            if text in seen or sum(len(line) for line in seen if line in text) > COPIED * len(text):
                repeated.add(place)
            seen[text] = None
    runs = (place for place in repeated if len(found[chosen[place]].text) >= LONE or {place - 1, place + 1} & repeated)
    return {chosen[place] for place in runs}


def _in_small_form(found: Sequence[Block], chosen: Sequence[int]) -> set[int]:
    """Return the blocks in forms, unless a form holds the page, as some publishing systems have it."""
    forms = Within(lambda box: box.tag == "form")
    inside = {i for i in chosen if found[i].box in forms}
    return inside if 2 * len(inside) < len(chosen) else set()


def _slogans(found: Sequence[Block], chosen: Sequence[int]) -> set[int]:
    inside = {i for i in chosen if _is_slogan(found[i])}
    return inside if inside and sum(map(_is_slogan, found)) >= SLOGAN_RUN else set()


def _is_slogan(block: Block) -> bool:
    text = block.text
    return text[0] in _SLOGAN_BEGINS and len(text) <= LONGEST_LINE and SLOGAN.fullmatch(text.casefold()) is not None


def _is_furniture(block: Block) -> bool:
    if len(block.text) > LONGEST_NOTE:
        return False
    text = block.text.casefold()
    if len(block.text) > LONGEST_LINE:
        return waits_for_consent(text)
    is_known = FURNITURE.fullmatch(text) is not None or waits_for_consent(text)
    return is_known or credit(block.text) is not None or _is_shouted_link(block)


def _is_shouted_link(block: Block) -> bool:
    """Tell whether a line is a headline in capitals that leads to another article."""
    is_shouted = block.text.isupper() and block.text.count(" ") >= SHOUTED_WORDS - 1
    return is_shouted and block.tag not in HEADINGS and block.linked >= SHOUTED_LINKED


def _is_aside(box: Box) -> bool:
    """Tell whether a box is a caption, a post of a social network, or for screen readers only.

    Such a post is quoted and not the outlet's text.
    """
    names = box.names
    return box.tag == "figcaption" or (
        not names.isspace() and bool(_EMBED.search(names) or _UNREAD.search(names.lower()))
    )


class Within:
    """The boxes that are, or stand in, one of those that ``is_one`` tells; what was found out of a box is kept."""

    def __init__(self, is_one: Callable[[Box], bool]) -> None:
        self._is_one = is_one
        self._known: dict[Box, bool] = {}

    def __contains__(self, box: Box | None) -> bool:
        climbed: list[Box] = []
        answer = False
        while box is not None and not answer:
            if box in self._known:
                answer = self._known[box]
                break
            climbed.append(box)
            answer = self._is_one(box)
            box = box.parent
        for one in climbed:
            self._known[one] = answer
        return answer


def _is_prose(line: str) -> bool:
    return len(line) >= PROSE or line.endswith(SENTENCE_ENDS)
