"""How often a feed says that it changes: RSS's ``ttl``, and ``updatePeriod`` of RSS 1.0's syndication module."""

import re

HEAD = 64 * 1024  # characters of a feed in which its channel describes itself
ENTRY = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)[\s>/]")
TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl\s*>")
PERIOD = re.compile(r"<[A-Za-z]\w{0,15}:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*<")
FREQUENCY = re.compile(r"<[A-Za-z]\w{0,15}:updateFrequency>\s*(\d{1,6})\s*<")
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
PERIODS = {"hourly": HOUR, "daily": DAY, "weekly": 7 * DAY, "monthly": 30 * DAY, "yearly": 365 * DAY}


def ttl(text: str) -> int | None:
    """Return the seconds for which a feed's channel says that it may be kept; None where it says nothing.

    ``ttl`` counts minutes (RSS 2.0); ``updatePeriod`` is a span that holds ``updateFrequency`` updates.
    """
    entry = ENTRY.search(text, 0, HEAD)
    head = text[: entry.start() if entry else HEAD]
    if (minutes := TTL.search(head)) and int(minutes[1]):
        return int(minutes[1]) * MINUTE
    if period := PERIOD.search(head):
        frequency = FREQUENCY.search(head)
        return PERIODS[period[1]] // max(int(frequency[1]) if frequency else 1, 1) or None
    return None
