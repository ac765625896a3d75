"""Dates as feeds and sitemaps write them."""

import re
from datetime import UTC, datetime

# A clock time followed by a zone. Zone names are those of RFC 822, the only ones feedparser knows; it reads any other
# as UTC, which would be hours wrong.
ZONED = re.compile(r"\d:\d\d[\d:.,]*\s*(?:[zZ]|UTC?|GMT|[ECMP][SD]T|[+-]\d\d:?\d\d)\s*$")
MONTH = re.compile(r"(?!0000)\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
LONGEST = 64


def has_zone(written: str) -> bool:
    """Tell whether a written date has a time of day and a zone, so that it names an instant."""
    return len(written) <= LONGEST and ZONED.search(written) is not None


def instant(written: str | None) -> datetime | None:
    """Read an ISO 8601 date with time and zone, as W3C's profile has it, into UTC; None for anything less."""
    moment = _iso(written) if written else None
    return _utc(moment) if moment is not None and moment.tzinfo is not None else None


def instant_or_day(written: str | None) -> datetime | None:
    """Read an ISO 8601 date into UTC; a missing zone is UTC, a missing time the day's or month's beginning."""
    moment = _iso(written) if written else None
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else _utc(moment)


def _iso(written: str) -> datetime | None:
    text = written.strip()
    if len(text) > LONGEST:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else None


def _utc(moment: datetime) -> datetime | None:
    if moment.tzinfo is UTC:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # in year 1 or 9999, beside a zone
        return None
