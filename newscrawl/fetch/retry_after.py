"""Retry-After: how long a host asks to be left alone (RFC 9110, 10.2.3)."""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST = 24 * 3600  # seconds; who asks for more has a mistake in it, or no interest in being crawled by anybody
SECONDS = re.compile(r"\d{1,12}", re.ASCII)


def retry_after(value: str | None, now: float) -> float | None:
    """Return how many seconds from ``now`` the header asks for, a day at most; None where it asks for nothing.

    It is a number of seconds or an HTTP date. A date that has passed, and anything else, asks for nothing.
    """
    said = (value or "").strip()
    if SECONDS.fullmatch(said):
        return float(min(int(said), LONGEST)) or None
    try:
        moment = parsedate_to_datetime(said[:64])
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(seconds, LONGEST) if seconds > 0 else None
