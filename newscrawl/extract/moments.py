"""Read one date as pages write it, keeping its zone."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}\b)?)?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")


def moment(text: str) -> datetime | None:
    """Return the date that ``text`` gives, aware where a zone is written, naive where not; None where it is no date."""
    text = text.strip()
    try:
        if _EPOCH.match(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        if match := _ISO.search(text):
            return _iso(match)
        return parsedate_to_datetime(text) if re.search(r"\d{1,2} \w{3} \d{4} \d", text) else None
    except (ValueError, OverflowError, TypeError):
        return None


def has_time(text: str) -> bool:
    """Tell whether a time of day is written."""
    return bool(re.search(r"\d{1,2}:\d{2}", text) or _EPOCH.match(text.strip()))


def _iso(match: re.Match[str]) -> datetime:
    time = (match["time"] or "00:00").rjust(5, "0") if (match["time"] or "").find(":") != 1 else "0" + match["time"]
    zone = (match["zone"] or "").upper().replace("UTC", "+00:00").replace("GMT", "+00:00")
    return datetime.fromisoformat(f"{match['day']}T{time}{zone}")
