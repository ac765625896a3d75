# ruff: noqa: RUF001 - words of many scripts
"""Read the first date in a text as people write it, in some sixty languages."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple
from unicodedata import decimal

from newscrawl.extract.calendars import gregorian
from newscrawl.extract.clock import REACH, time_beside
from newscrawl.extract.months import CROATIAN_MONTHS, MONTHS, SOLAR_HIJRI_MONTHS, fold

_WORD = r"(?P<month>[^\W\d_][^\s\d,;:/()|\[\]<>\"“”!?+=&@#–—-]{1,15}(?:\s(?:الثاني|الأول|الاول))?)"
_YEAR = r"(?P<year>(?:19|20|25|1[34])\d\d)(?!\d)"
_DAY = r"(?<![\d.:])(?P<day>\d{1,2})"
_NUMBER = r"(?P<number>\d{1,2})"
_YEAR_FIRST = (  # read from the year on
    rf"{_YEAR}\s?(?P<mark>[-/.])\s?{_NUMBER}\s?(?P=mark)\s?(?P<day>\d{{1,2}})(?!\d)",
    rf"{_YEAR}\s?(?:年|년|оны)\s?{_NUMBER}(?:\s?月|\s?월|-?р сарын)\s?(?P<day>\d{{1,2}})(?!\d)",
    rf"{_YEAR}\.?,?\s?(?:m\.\s|[ek]o\s|-)?{_WORD}[\s-]?(?P<day>\d{{1,2}})(?!\d)",
    rf"{_YEAR}\.\sgada\s(?P<day>\d{{1,2}})\.\s?{_WORD}",
)
_YEAR_LAST = (  # read up to the year
    rf"(?<![\w.:])(?P<day>\d{{1,2}})\s?(?P<mark>[-/.])\s?{_NUMBER}\s?(?P=mark)\s?(?:{_YEAR}|(?P<short>\d\d)(?![\d.:/-]))",
    (
        rf"{_DAY}(?:st|nd|rd|th|er|º|ª|°|-?го)?[.,]?[\s-]{{0,2}}(?:of\s|de\s|d['’]|ב)?{_WORD}[.,]?[\s-]{{0,2}}"
        rf"(?:del?\s|of\s|г\.?\s)?(?:{_YEAR}|['’](?P<short>\d\d)(?!\d))"
    ),
    rf"{_WORD}[\s-]?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:[,،]\s?|\s|\s?of\s|\sde\s|-)\s?{_YEAR}",
    rf"{_DAY}\s?(?:tháng|thg)\s?{_NUMBER},?\s?(?:năm\s)?{_YEAR}",
    rf"tháng\s{_NUMBER}\s(?P<day>\d{{1,2}}),?\s{_YEAR}",
)
_ONWARD = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _YEAR_FIRST)
_UP_TO = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _YEAR_LAST)
_MAY_BE_YEAR = re.compile(r"(?<!\d)(?:19|20|25|1[34])\d\d(?!\d)|\d\s?[-/.]\s?\d\d(?!\d|\s?[-/.]\s?\d)|['’]\d\d(?!\d)")
_MOST_YEARS = 4  # looked at in one text
_LONGEST = 40  # characters of a date before its year
_OTHER_DIGIT = re.compile(r"[^\x00-\x7f\W_a-zA-Z]")


class Habits(NamedTuple):
    """How the writers of a page put dates: which number comes first, and whose month names they use."""

    month_first: bool = False
    croatian: bool = False


DAY_FIRST = Habits()


class Written(NamedTuple):
    """A date in a text: the moment, naive where no zone is written; whether a time is; where the date stands."""

    when: datetime
    has_time: bool
    start: int
    end: int


def written(text: str, habits: Habits = DAY_FIRST) -> Written | None:
    """Return the first date in ``text``, with the time of day beside it; None where there is none that can be."""
    if not text.isascii():
        text = _ascii_digits(text)
    for year in islice(_MAY_BE_YEAR.finditer(text), _MOST_YEARS):
        for match in sorted(_matches(text, year), key=lambda match: match.start()):
            if day := _date(match, habits):
                return _with_clock(text, day, match.start(), match.end())
    return None


def _matches(text: str, year: re.Match[str]) -> Iterator[re.Match[str]]:
    for pattern in _ONWARD:
        if match := pattern.match(text, year.start()):
            yield match
    for pattern in _UP_TO:
        yield from pattern.finditer(text, max(0, year.start() - _LONGEST), min(len(text), year.end() + 1))


def _with_clock(text: str, day: date, start: int, end: int) -> Written:
    clock = time_beside(text[max(0, start - REACH) : start], text[end : end + REACH])
    when = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - no zone is written
    return Written(datetime.combine(day, clock) if clock else when, clock is not None, start, end)


def _ascii_digits(text: str) -> str:
    return _OTHER_DIGIT.sub(lambda match: str(decimal(match[0], match[0])), text)


def _date(match: re.Match[str], habits: Habits) -> date | None:
    parts = match.groupdict()
    year, day = int(parts["year"] or f"20{parts['short']}"), int(parts["day"])
    if word := parts.get("month"):
        if year < 1500:
            return gregorian(year, SOLAR_HIJRI_MONTHS.get(fold(word), 0), day)
        return gregorian(year, (CROATIAN_MONTHS if habits.croatian else MONTHS).get(fold(word), 0), day)
    month = int(parts["number"])
    if match.start("day") < match.start("number") and _is_swapped(day, month, parts.get("mark"), habits):
        day, month = month, day
    return gregorian(year, month, day)


def _is_swapped(first: int, second: int, mark: str | None, habits: Habits) -> bool:
    """Tell whether the month is the first number: it must be, or it may be where people write so."""
    if mark is None or first > 12:
        return False
    return second > 12 or (habits.month_first and mark != ".")
