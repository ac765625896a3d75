"""Days: a range of them, and those that an address names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
EAST, WEST = timedelta(hours=14), timedelta(hours=-12)  # the zones that are furthest from UTC
YEAR, MONTH, OF_MONTH = r"((?:19|20)\d\d)", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
# As addresses write a day or a month; in an article's address anything less plain may be a number of another sort.
WRITTEN = (
    re.compile(rf"(?<!\d){YEAR}([/_.-]?){MONTH}\2{OF_MONTH}(?!\d)"),
    re.compile(r"/((?:19|20)\d\d)(/)(\d\d?)/(\d\d?)(?![^/])"),
    re.compile(rf"(?<!\d){YEAR}([/_-]){MONTH}(?!\d)"),
)
PARAMETERS = re.compile(
    r"[?&](?:y{1,4}|year)=(?P<year>(?:19|20)\d\d)(?:&(?:mm?|month)=(?P<month>\d\d?))?(?:&(?:dd?|day)=(?P<day>\d\d?))?(?!\d)"
)
# Only in the address of a document: an article's may have a year in its headline.
LOOSE = (re.compile(rf"(?<!\d){YEAR}(){MONTH}(?!\d)"), re.compile(rf"(?<!\d){YEAR}(?!\d)"))


@dataclass(frozen=True, slots=True)
class Days:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2024-01-01..2024-03-31``; raise ValueError for anything else, and where the days are turned round."""
        first, _, last = text.partition("..")
        days = cls(date.fromisoformat(first), date.fromisoformat(last))
        if days.first > days.last:
            raise ValueError(f"{first} is after {last}")
        return days

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        """Yield the days, the newest first."""
        return (self.last - DAY * passed for passed in range(len(self)))

    def meets(self, other: "Days") -> bool:
        """Tell whether they share a day."""
        return self.first <= other.last and other.first <= self.last

    def common(self, other: "Days") -> "Days":
        """Return the days that both have; they must share one."""
        return Days(max(self.first, other.first), min(self.last, other.last))

    def months(self) -> list["Days"]:
        """Return the days month by month, the newest first."""
        firsts = dict.fromkeys(day.replace(day=1) for day in self)
        return [self.common(month_of(first)) for first in firsts]


def days_of(moment: datetime, zone: ZoneInfo | None) -> Days:
    """Return the day of an aware moment; where the zone is not known, the days that it may be somewhere."""
    if zone:
        day = _shifted(moment, zone)
        return Days(day, day)
    return Days(_shifted(moment, WEST), _shifted(moment, EAST))


def days_in_article(url: str) -> Days | None:
    """Return the day or month that an article's address names, or None."""
    parts = urlsplit(url)
    return _written(f"{parts.path}?{parts.query}", WRITTEN)


def days_in_document(url: str) -> Days | None:
    """Return the day, month or year that the address of a sitemap or an archive page names, or None."""
    parts = urlsplit(url)
    text = f"{parts.path}?{parts.query}"
    if said := PARAMETERS.search(text):
        return _span(*(int(said[name]) if said[name] else None for name in ("year", "month", "day")))
    return _written(text, (*WRITTEN, *LOOSE))


def month_of(day: date) -> Days:
    """Return all days of a day's month."""
    first = day.replace(day=1)
    return Days(first, (first + 31 * DAY).replace(day=1) - DAY)


def _written(text: str, forms: tuple[re.Pattern[str], ...]) -> Days | None:
    for form in forms:
        for found in form.finditer(text):
            year, *rest = (int(part) for part in found.groups() if part and part.isdigit())
            if days := _span(year, *rest):
                return days
    return None


def _span(year: int | None, month: int | None = None, day: int | None = None) -> Days | None:
    try:
        if year is None or month is None:
            return Days(date(year or 0, 1, 1), date(year or 0, 12, 31))
        return month_of(date(year, month, 1)) if day is None else Days(date(year, month, day), date(year, month, day))
    except (ValueError, OverflowError):
        return None


def _shifted(moment: datetime, zone: ZoneInfo | timedelta) -> date:
    try:
        return moment.astimezone(zone).date() if isinstance(zone, ZoneInfo) else (moment.astimezone(UTC) + zone).date()
    except OverflowError:  # in year 1 or 9999
        return moment.date()
