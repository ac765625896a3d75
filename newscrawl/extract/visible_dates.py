# ruff: noqa: RUF001 - words of many scripts
"""Read the dates that a reader of the article sees, the likeliest day of publication first."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from lxml.etree import _Element as Element

from newscrawl.extract.clock import time_beside
from newscrawl.extract.date_places import (
    LONGEST,
    Place,
    bare_places,
    marked_places,
    places_after,
    places_before,
    short_text,
    time_places,
)
from newscrawl.extract.document import Document
from newscrawl.extract.elsewhere import has_linked_heading, marks_of, otherness
from newscrawl.extract.headline_place import HeadlinePlace
from newscrawl.extract.moments import Moment, read_moment
from newscrawl.extract.written import Habits, Written, written

ENOUGH = -1.5  # a score that no place farther away is asked to beat
CLEAR = 0.0  # a score from which the article's text need not be read for dates
POOR = -5.0  # a score below which places without any mark are read too
LABEL = 40  # characters before a date that may say what it is
DATELINE = 40  # characters before a date that opens an article
HOPELESS = 16  # a cost from which the rest need not be added
CLOSE = 8  # lines from the headline within which a mark such as "card" means the article's own
_YEARS = range(1990, 2101)
_TIMES = frozenset({"time", "relative-time", "time-ago", "date"})
_INLINE = frozenset({"a", "b", "em", "i", "span", "strong", "u"})
_TAG_COST = {"footer": 4, "nav": 4, "blockquote": 3, "li": 0.5}
_DATE_MARK = re.compile(r"date|time|publi|posted|created|byline|submitted")
_CHANGE_MARK = re.compile(r"modif|updat|aktualis|revis")
_PUBLISHED_MARK = re.compile(r"publi|posted|created")
_PUBLISHED = re.compile(
    r"publi|post(?:ed|\b)|veröffentl|erstellt|created|erschienen|opublik|gepost|written|yayın|опублик|написа|dodano"
    r"|objavlj"
    r"|közzé|δημοσ|julkais|publicer|zveřejn|pubblic|نشر|发布|發布|掲載|公開|등록|입력|đăng|diterbitkan|เผยแพร่|प्रकाशित",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|aktuali|modif|revis|review|last|\bstand\b|mis à jour|\bmaj\b|actuali|atuali|aggiorn|bijgewerkt|senast"
    r"|päivitet|zaktual|güncel|обновл|оновл|edited|change|verified|geändert|frissít|ενημ|تحديث|更新|수정|cập nhật|अपडेट",
    re.IGNORECASE,
)
_OTHER_MATTER = re.compile(
    r"©|copyright|\(c\)|all rights|retriev|accessed|abgerufen|expires|deadline|joined|\bborn\b|since|gültig|valid"
    r"|\bmember",
    re.IGNORECASE,
)


class Sight(NamedTuple):
    """A date on the page: how likely it is the publication's, and whether it says when the article was changed."""

    moment: Moment
    score: float
    is_change: bool
    source: str


def sights(page: Document, habits: Habits, beside: Iterable[Sight]) -> list[Sight]:
    """Return the dates seen, the likeliest first; farther places are asked only where the nearer ones say little.

    ``beside`` are those right after the headline.
    """
    found: list[Sight] = []
    for seen, enough in _stages(page, habits, beside):
        found += seen
        if max((sight.score for sight in found), default=enough - 1) >= enough:
            break
    return sorted(found, key=lambda sight: -sight.score)


def beside_headline(page: Document, habits: Habits) -> Iterator[Sight]:
    """Give the dates that are seen right after the headline."""
    headline = page.headline
    if headline is not None:
        yield from _seen(places_after(headline.element), headline, habits)


def _stages(page: Document, habits: Habits, beside: Iterable[Sight]) -> Iterator[tuple[Iterable[Sight], float]]:
    """Give the dates of one kind of place after the other, each with the score that makes asking farther needless."""
    headline = page.headline
    if headline is not None:
        yield beside, ENOUGH
        yield _seen(places_before(headline.element), headline, habits), ENOUGH
    yield _seen(time_places(page), headline, habits), ENOUGH
    yield _seen(marked_places(page), headline, habits), POOR
    yield _seen(bare_places(page), headline, habits), POOR


def _seen(places: Iterator[Place], headline: HeadlinePlace | None, habits: Habits) -> Iterator[Sight]:
    last = float("inf")  # the line to which to read on: a date of change may follow the one of publication
    for place in places:
        if place.rank is not None and place.rank > last:
            return
        if sight := _sight(place, headline, habits):
            if place.rank is not None and sight.score >= CLEAR:
                last = min(last, place.rank + CLOSE)
            yield sight


def _sight(place: Place, headline: HeadlinePlace | None, habits: Habits) -> Sight | None:
    element, text, before = place[:3]
    seen = _written(place, habits)
    said = _said(element, habits)
    moment = _moment(seen, said)
    if moment is None or moment.when.year not in _YEARS or _OTHER_MATTER.search(text) or _OTHER_MATTER.search(before):
        return None
    label = (before + " " + text[: seen.start if seen else 0])[-LABEL:]
    marks = marks_of(element)
    is_published = bool(_PUBLISHED.search(label))
    is_change = not is_published and bool(
        _CHANGED.search(label) or (_CHANGE_MARK.search(marks) and not _PUBLISHED_MARK.search(marks))
    )
    score = 2.0 * (element.tag in _TIMES) + 2 * bool(_DATE_MARK.search(marks)) + 3 * is_published - 3 * is_change
    score -= _prose(element, text, seen) + _elsewhere(place, headline)
    return Sight(moment, score, is_change, "dom:time" if element.tag in _TIMES else "dom:visible")


def _written(place: Place, habits: Habits) -> Written | None:
    """Read the date of a place; its time of day may stand in the next element."""
    seen = written(place.text, habits)
    if seen is None or seen.has_time or not place.after or len(place.text) - seen.end > 2:
        return seen
    clock = time_beside("", f" {place.after}")
    return seen._replace(when=datetime.combine(seen.when, clock), has_time=True) if clock else seen


def _moment(seen: Written | None, said: Moment | None) -> Moment | None:
    """Join what is written for readers and for machines: the time of day may stand in the first only."""
    if said and not (seen and seen.has_time and not said.has_time and seen.when.date() == said.when.date()):
        return said
    return Moment(seen.when, seen.has_time) if seen else None


def _prose(element: Element, text: str, seen: Written | None) -> float:
    """Return how much the date is a part of a sentence rather than a line of its own; less for a dateline."""
    if seen is None:
        return 0
    parent = element.getparent()
    if parent is not None and parent.tag == "p" and element.tag in _INLINE:
        text = short_text(parent) or "." * LONGEST
    rest = len(text) - (seen.end - seen.start)
    return (3 if seen.start < DATELINE else 5) if rest > 100 else 1 if rest > 40 else 0


def _said(element: Element, habits: Habits) -> Moment | None:
    """Read the attribute in which an element repeats its date for machines."""
    text = element.get("datetime") or element.get("content")
    if not text and element.tag in ("abbr", "time"):
        text = element.get("title")
    return read_moment(text, habits) if text else None


def _elsewhere(place: Place, headline: HeadlinePlace | None) -> float:
    """Return how far from the headline a place is, and how much what holds it belongs to something else.

    What holds the headline too is left out. Right beside it, a mark such as ``card`` means the article's own box.
    """
    if headline is None:
        branch, cost = [place.element, *islice(place.element.iterancestors(), 8)], 3.0
    elif place.rank is not None:
        branch, cost = headline.way(place.element)[0], min(2.0, 0.05 * place.rank)
    else:
        branch, levels = headline.way(place.element)
        cost = min(5.0, 1 + 0.4 * (len(branch) + levels))
    strict = 2 if place.rank is not None and place.rank < CLOSE else 10
    for level, holder in enumerate(branch):
        cost += _TAG_COST.get(holder.tag, 0) + strict * otherness(holder.tag, marks_of(holder))
        if 0 < level < 4 and has_linked_heading(holder):
            cost += 2
        if cost > HOPELESS:
            break
    return cost
