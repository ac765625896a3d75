"""Tell a wall that stands for an article: consent, a challenge to robots, a login, or a page that is missing."""

import re
from collections.abc import Iterator
from typing import Literal

from newscrawl.extract.body import Text
from newscrawl.extract.document import Document
from newscrawl.extract.prose import text_of
from newscrawl.extract.wall_words import ASKS_FOR_CONSENT, ASKS_TO_LOG_IN, ASKS_WHO_READS, says_not_found, spoken

Barrier = Literal["consent", "challenge", "login", "not-found"]

SHORT = 600  # characters; a body of fewer may be a wall's
WALL_TEXT = 1500  # of the page, in which a wall says what it wants
ENOUGH, MANY = 2, 3  # words of walls on a page of no more text than that, and of more
TITLE_LENGTH = 90
HEADINGS = 3
_LINKED = 0.5  # of a block; what it says is a menu's
_PARTS = re.compile(r"\s+[-|\u2013\u2014\u00b7\u00bb:]+\s+|\s*\|\s*")
# Elements that only such pages have: the scripts and dialogs of the same makers stand on articles, too. Each pattern is
# searched for only where one of the parts stands, which each of its matches holds and hardly a page has.
_PARTS_OF_MARKS: dict[Barrier, tuple[str, ...]] = {
    "challenge": ("challenge", "#cf-", " cf-", "captcha", "sec-if-container"),
    "consent": ("consent-", "wall ", "con-wizard"),
}
_MARKS: dict[Barrier, re.Pattern[str]] = {
    "challenge": re.compile(
        r"#(?:challenge-(?:form|running|stage|error-text|error-title)|cf-challenge|cf-please-wait|px-captcha"
        r"|ddg-captcha|captcha-container|sec-if-container|anubis_challenge) "
        r"| (?:cf-error-details|cf-browser-verification|px-captcha-container) "
    ),
    "consent": re.compile(r"[ #](?:consent-(?:wall|page|form)|cookie-?wall|con-wizard|privacy-?wall|purabo-wall) "),
}
_WORDS: dict[Barrier, re.Pattern[str]] = {
    "challenge": ASKS_WHO_READS,
    "login": ASKS_TO_LOG_IN,
    "consent": ASKS_FOR_CONSENT,
}


def barrier(page: Document, text: Text) -> tuple[Barrier, str] | None:
    """Return which wall the page is, and by what it is known; None where it is none.

    To be asked only of pages that do not say they are articles: those have consent dialogs and subscriptions, too.
    """
    titles = list(_titles(page))
    if title := next(filter(says_not_found, titles), None):
        return "not-found", f"title {title}"
    if text.length >= SHORT:
        return None
    for name, marks in _MARKS.items():
        if page.marks.hold_any(_PARTS_OF_MARKS[name]) and (marked := next(page.marks.matching(marks), None)):
            return name, f"element {marked.marks.strip()[:TITLE_LENGTH]}"
    return _said(page, text, titles)


def _said(page: Document, text: Text, titles: list[str]) -> tuple[Barrier, str] | None:
    """Return the wall that the page's words speak of most; what menus and lists of links say does not count."""
    room = len(text_of(page.root))
    words = " ".join([*titles, *(block.text for block in text.blocks if block.linked < _LINKED)])
    found = {name: pattern.findall(spoken(words[:WALL_TEXT])) for name, pattern in _WORDS.items()}
    name, most = max(found.items(), key=lambda pair: len(pair[1]))
    says_it_all = name != "consent" and most and room < SHORT
    if says_it_all or sum(map(len, found.values())) >= (MANY if room >= WALL_TEXT else ENOUGH):
        return name, f"says {', '.join(sorted(set(most)))}"
    return None


def _titles(page: Document) -> Iterator[str]:
    """Give the page's title and first headings, and the parts of the title."""
    for element in page.elements.tagged("title", "h1", "h2")[: HEADINGS + 1]:
        title = " ".join(text_of(element).split())
        if title and len(title) <= TITLE_LENGTH:
            yield title
            yield from _PARTS.split(title) if element.tag == "title" else ()
