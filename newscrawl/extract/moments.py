"""Read one date as pages write it, keeping its zone."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}\b)?)?",
    re.IGNORECASE,
)
LONGEST = 200  # characters in which a date is looked for
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_RFC = re.compile(r"\d{1,2} [A-Za-z]{3} \d{4} \d")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_ENGLISH = re.compile(
    r"(?:(?P<first>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Z][a-z]{2,8})\.?\s+(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+)?"
    r"(?P<year>(?:19|20)\d\d)(?:,?\s+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[AaPp]\.?[Mm])?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def moment(text: str) -> datetime | None:
    """Return the date that ``text`` gives, aware where a zone is written, naive where not; None where it is no date.

    ISO 8601 anywhere in the text, seconds or milliseconds since 1970, RFC 5322, and English dates such as
    ``July 6, 2021 4:30 pm``.
    """
    text = text.strip()[:LONGEST]
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        if iso := _ISO.search(text):
            return _iso(iso)
        if _RFC.search(text) and _TIME.search(text):
            return parsedate_to_datetime(text)
        english = _ENGLISH.search(text)
        return _english(english) if english else None
    except (ValueError, OverflowError, TypeError):
        return None


def has_time(text: str) -> bool:
    """Tell whether a time of day is written."""
    return bool(_TIME.search(text) or _EPOCH.fullmatch(text.strip()))


def _iso(match: re.Match[str]) -> datetime:
    hour, _, rest = (match["time"] or "00:00").partition(":")
    zone = (match["zone"] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    return datetime.fromisoformat(f"{match['day']}T{hour:0>2}:{rest}{zone}")


def _english(match: re.Match[str]) -> datetime | None:
    day = match["day"] or match["first"]
    if not day or match["month"][:3].lower() not in _MONTHS:
        return None
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"][0] in "pP")
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    return datetime(int(match["year"]), month, int(day), hour, int(match["minute"] or 0))  # noqa: DTZ001 - no zone is written
