"""Find when an article was published and when it was last changed."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newscrawl.extract.date_habits import habits_of
from newscrawl.extract.declared_dates import declared_modified, declared_published, vaguely_declared
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.kept import Kept
from newscrawl.extract.local_time import as_seen
from newscrawl.extract.moments import Moment, read_moment
from newscrawl.extract.page import Rules
from newscrawl.extract.select import chosen, values
from newscrawl.extract.visible_dates import Sight, beside_headline, sights
from newscrawl.extract.written import Habits

FIRST_DAY = date(1990, 1, 1)
LIKELY = -2.5  # the score from which a visible date says more than an URL or a date declared without its meaning
DOUBTFUL = -8.0  # the score below which a visible date is more often another matter's than the article's
_URL_DAY = re.compile(r"[/_=-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")


class Dates(NamedTuple):
    """When an article was published and when it was last changed."""

    published: Found[datetime] | None
    modified: Found[datetime] | None


def dates(page: Document, rules: Rules) -> Dates:
    """Return both dates, each with the zone it was written in or the outlet's.

    A time of change that is not after the publication says nothing of the kind.
    """
    habits = habits_of(page)
    beside = Kept(beside_headline(page, habits))
    first = _first(page, rules, habits, beside)
    return Dates(first, _modified(page, rules, habits, first, beside))


def _first(page: Document, rules: Rules, habits: Habits, beside: Kept[Sight]) -> Found[datetime] | None:
    """Return the day and time of publication, with the zone it was written in or the outlet's.

    A day that is all the first source gives gets its time from the next source that has one for that day; a time in UTC
    gives way to the same instant in a zone of its own, which knows the local day.
    """
    found = _possible(_published(page, rules, habits, beside), rules)
    first = next(found, None)
    if first is None or first.source == "rule":
        return _answer(first, rules)
    if not first.value.has_time:
        first = next((other for other in found if _is_that_day(other.value, first.value)), first)
    elif first.value.when.utcoffset() == timedelta(0):
        again = _possible(_read(declared_published(page), habits), rules)
        local = next((other for other in again if _is_local(other.value.when, first.value.when)), None)
        first = local or _as_seen(first, beside)
    return _answer(first, rules)


def _modified(
    page: Document, rules: Rules, habits: Habits, first: Found[datetime] | None, beside: Iterable[Sight]
) -> Found[datetime] | None:
    ruled = (Found(text, "rule") for text in values(chosen(page.root, rules, "modified_at")))
    changes = (Found(sight.moment, sight.source) for sight in beside if sight.is_change)
    possible = _possible(chain(_read(chain(ruled, declared_modified(page)), habits), changes), rules)
    found = (answer for moment in possible if (answer := _answer(moment, rules)))
    return next((one for one in found if first is None or _is_after(one.value, first.value)), None)


def _published(page: Document, rules: Rules, habits: Habits, beside: Iterable[Sight]) -> Iterator[Found[Moment]]:
    for text in values(chosen(page.root, rules, "published_at")):
        yield from _read([Found(text, "rule")], habits)
    yield from _read(declared_published(page), habits)
    seen = sights(page, habits, beside)
    yield from _seen(seen, at_least=LIKELY)
    yield from _read(vaguely_declared(page), habits)
    yield from _read(_of_url(page.url), habits)
    yield from _read(_of_title(page), habits)
    yield from _seen(seen, at_least=DOUBTFUL)


def _seen(seen: list[Sight], at_least: float) -> Iterator[Found[Moment]]:
    return (Found(sight.moment, sight.source) for sight in seen if sight.score >= at_least)


def _of_url(url: str) -> Iterator[Found[str]]:
    match = _URL_DAY.search(url)
    if match:
        yield Found("-".join(match.groups()), "url")


def _of_title(page: Document) -> Iterator[Found[str]]:
    for content, source in page.metas.all("og:title", "twitter:title"):
        yield Found(content, source)


def _read(found: Iterable[Found[str]], habits: Habits) -> Iterator[Found[Moment]]:
    return (Found(moment, source) for text, source in found if (moment := read_moment(text, habits)))


def _possible(found: Iterator[Found[Moment]], rules: Rules) -> Iterator[Found[Moment]]:
    """Drop what cannot be the date of an article of this outlet."""
    first = rules.since or FIRST_DAY
    return (one for one in found if first <= one.value.when.date() and 1 < one.value.when.year < 9999)


def _answer(found: Found[Moment] | None, rules: Rules) -> Found[datetime] | None:
    """Say what the source left open: a time without a zone is in the outlet's, a day has no time."""
    if found is None:
        return None
    (when, has_time), source = found
    notes = [source] if has_time else [source, "day only"]
    if when.tzinfo is None and (zone := _zone(rules.timezone)):
        when = when.replace(tzinfo=zone)
        notes.append("zone of outlet")
    return Found(when, "; ".join(notes))


def _as_seen(declared: Found[Moment], beside: Iterable[Sight]) -> Found[Moment]:
    """Return an instant of UTC in the zone of the clock that the page shows, where it shows one."""
    for sight in beside:
        if sight.moment.has_time and (local := as_seen(declared.value.when, sight.moment.when)):
            return Found(Moment(local, has_time=True), f"{declared.source}; zone of {sight.source}")
    return declared


def _is_that_day(other: Moment, day: Moment) -> bool:
    return other.has_time and other.when.date() == day.when.date()


def _is_after(later: datetime, earlier: datetime) -> bool:
    if bool(later.tzinfo) != bool(earlier.tzinfo):
        return later.date() > earlier.date()
    return later > earlier


def _is_local(other: datetime, utc: datetime) -> bool:
    return bool(other.utcoffset()) and abs(other - utc) < timedelta(minutes=1)


@cache
def _zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of that name; None where there is none, for a wrong rule must not lose the date."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
