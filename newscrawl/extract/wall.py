"""See whether a body is all of its article or ends at a wall for subscribers."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from lxml.etree import _Element as Element

from newscrawl.extract.document import Document
from newscrawl.extract.jsonld import texts
from newscrawl.extract.prose import plain

SHORT = 250  # words; a longer body is hardly a teaser
LEAST_TOLD = 150  # words; a shorter count says little
CUT, WHOLE, MORE = 0.6, 0.9, 1.2  # of the words that the page counts
_LONGEST_WALL = 1_500  # characters; an element with more text is what the wall hides on other days
_LEAST_WALL = 20
_MOST_SIGNS = 5
_END = 60  # characters that must agree
_LONGEST_WORD = 15  # on average; more is a script without spaces, in which words are not counted so
_WALL = re.compile(
    r"(?<![a-z])(?:pay-?wall|reg-?wall|register-?wall|registration-?wall|meter-wall|piano|tp-container|poool|gated"
    r"|metered|(?:subscribers?|members?|abo|plus|premium|paid|locked)[-_]?(?:only|wall|content|teaser|overlay|barrier)"
    r"|(?:article|content|story)[-_]+(?:locked|gate|barrier|wall)|offer[-_]?(?:page|wall|box))"
)
_WORDS = re.compile(
    r"(?:subscribe|sign ?up|register|log ?in|sign ?in) (?:now )?to (?:continue|keep|read|unlock|view)"
    r"|continue reading (?:with|for)|already (?:a|have a) (?:subscri|member)|subscribers? only|for subscribers"
    r"|(?:jetzt|um) weiter(?:zu)?lesen|für abonnenten|réservé aux abonnés|il vous reste|abonnez-vous|suscr[ií]bete"
    r"|para suscriptores|abbonati per|riservato agli abbonati|assine para|exclusivo para assinantes|word abonnee"
    r"|voor abonnees|logg inn for å lese|bli abonnent|läs vidare|tilaajille|dla prenumeratorów|pro předplatitele"
    r"|会員限定|購読|订阅|구독",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:…|\.\.\.)\W{0,3}$")
_APART = frozenset({"nav", "footer", "header", "aside", "form"})
_WHOLE_PAGE = frozenset({"html", "body", "main", "article"})


class Seen(NamedTuple):
    """What was seen of the body, and the evidence in a few words."""

    observed: Literal["full", "partial"]
    evidence: str


def seen(page: Document, lines: Sequence[str], declared: str | None) -> Seen | None:
    """Return whether the body is full or partial; None where nothing speaks for either.

    It is partial where it is cut short and a wall stands on the page or the page says that one has to pay, and never
    where the page says that it is free; full where it has the words that the page counts, or ends as its articleBody.
    """
    if not lines:
        return None
    words = " ".join(lines).count(" ") + 1  # lines are clean, so one space parts two words
    share = _share(page, words, sum(map(len, lines)))
    shortness = _shortness(words, share, lines[-1])
    if shortness and declared != "free":
        wall = _wall(page, lines)
        if wall or (declared == "paid" and share is not None and share < CUT):
            return Seen("partial", "; ".join(filter(None, (wall, shortness))))
    if share is not None and WHOLE <= share <= MORE:
        return Seen("full", f"{words} words, as the page counts")
    if declared != "paid" and _ends_as_declared(page, lines):
        return Seen("full", "ends as articleBody")
    return None


def _share(page: Document, words: int, characters: int) -> float | None:
    """Return the body's share of the words that JSON-LD counts; None where it counts none or words have no spaces."""
    told = page.article.get("wordCount")
    count = int(told) if isinstance(told, int | str) and str(told).isdecimal() and len(str(told)) < 7 else 0
    if count < LEAST_TOLD or characters > _LONGEST_WORD * words:
        return None
    return words / count


def _shortness(words: int, share: float | None, last: str) -> str | None:
    if share is not None and share < CUT:
        return f"{share:.0%} of the words that the page counts"
    if share is not None and share >= WHOLE:
        return None
    if _CUT_OFF.search(last):
        return "text breaks off"
    return f"{words} words" if words < SHORT else None


def _wall(page: Document, lines: Sequence[str]) -> str | None:
    """Return how a wall shows: by an element with words of its own, or by the last lines of the body."""
    for marks, element in islice(_signs(page), _MOST_SIGNS):
        if _LEAST_WALL <= _length(element) <= _LONGEST_WALL and not _is_apart(element):
            return f"element {marks}"
    said = next((match[0] for line in lines[-2:] if (match := _WORDS.search(line[:_LONGEST_WALL]))), None)
    return f"text {said}" if said else None


def _signs(page: Document) -> Iterator[tuple[str, Element]]:
    for marks, element in page.marks.matching(_WALL):
        if (match := _WALL.search(marks)) and element.tag not in _WHOLE_PAGE:
            yield match[0], element


def _length(element: Element) -> int:
    """Return the characters of an element's text, not counted beyond what a wall may say."""
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > _LONGEST_WALL:
            break
    return length


def _is_apart(element: Element) -> bool:
    return any(holder.tag in _APART for holder in element.iterancestors())


def _ends_as_declared(page: Document, lines: Sequence[str]) -> bool:
    declared = next(texts(page.article.get("articleBody")), "")
    end = " ".join(plain(declared[-4 * _END :]).split())[-_END:]
    return len(end) == _END and end.casefold() in " ".join(lines[-3:]).casefold()
