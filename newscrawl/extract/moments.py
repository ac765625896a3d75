"""Read one date as pages declare or write it, keeping its zone."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from newscrawl.extract.clock import zone_of
from newscrawl.extract.written import Habits, written

LONGEST = 200  # characters in which a date is looked for
_ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d+)?(?![\d:])"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}\b)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_RFC = re.compile(r"\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d{2}")
_AMERICAN = Habits(month_first=True)


class Moment(NamedTuple):
    """A date, aware where a zone is written, naive where not; and whether a time of day is written."""

    when: datetime
    has_time: bool


def moment(text: str) -> datetime | None:
    """Return the date that ``text`` gives, aware where a zone is written, naive where not; None where it is no date."""
    read = read_moment(text)
    return read.when if read else None


def read_moment(text: str, habits: Habits = _AMERICAN) -> Moment | None:
    """Read ISO 8601 anywhere in the text, (milli)seconds since 1970, RFC 5322, or a date as people write it."""
    text = text.strip()[:LONGEST]
    try:
        return _read(text, habits)
    except (ValueError, OverflowError, TypeError):
        return None


def _read(text: str, habits: Habits) -> Moment | None:
    if _EPOCH.fullmatch(text):
        return Moment(datetime.fromtimestamp(int(text[:10]), UTC), has_time=True)
    if compact := _COMPACT.fullmatch(text):
        return _built(*compact.groups())
    if iso := _ISO.search(text):
        return _built(*iso.groups())
    if _RFC.search(text):
        return Moment(parsedate_to_datetime(text), has_time=True)
    seen = written(text, habits)
    return Moment(seen.when, seen.has_time) if seen else None


def _built(  # the parts of a match, in its order
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> Moment:
    when = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    return Moment(when.replace(tzinfo=zone_of(zone)) if zone else when, hour is not None)
