"""Dates as feeds and sitemaps write them."""

import re
from datetime import UTC, datetime

# A clock time followed by a zone. Zone names are those of RFC 822, the only ones feedparser knows; it reads any other
# as UTC, which would be hours wrong.
ZONED = re.compile(r"\d:\d\d[\d:.,]*\s*(?:[zZ]|UTC?|GMT|[ECMP][SD]T|[+-]\d\d:?\d\d)\s*$")
MONTH = re.compile(r"\d{4}-\d{2}")
LONGEST = 64


def has_zone(written: str) -> bool:
    """Tell whether a written date has a time of day and a zone, so that it names an instant."""
    return len(written) <= LONGEST and ZONED.search(written) is not None


def instant(written: str | None) -> datetime | None:
    """Read an ISO 8601 date with time and zone, as W3C's profile has it; None for anything less."""
    moment = _iso(written)
    return moment if moment is not None and moment.tzinfo is not None else None


def instant_or_day(written: str | None) -> datetime | None:
    """Read an ISO 8601 date; where the zone is missing it is UTC, where the time is missing the day's beginning."""
    moment = _iso(written)
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _iso(written: str | None) -> datetime | None:
    if not written:
        return None
    text = written.strip()
    if len(text) > LONGEST:
        return None
    try:
        moment = datetime.fromisoformat(f"{text}-01" if MONTH.fullmatch(text) else text)
        moment.astimezone(UTC)  # year 1 or 9999 beside a zone has no UTC
    except (ValueError, OverflowError):
        return None
    return moment
