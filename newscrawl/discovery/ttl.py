"""How often a feed says that it is worth reading: the ``ttl`` of RSS 2.0."""

import re

HEAD = 64 * 1024  # characters of a feed in which its channel describes itself
ENTRY = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)[\s>/]")
TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl\s*>")
MINUTE = 60


def ttl(text: str) -> int | None:
    """Return the seconds for which a feed's channel says that it may be kept; None where it says nothing.

    ``updatePeriod`` is not believed: WordPress writes "hourly" into every feed, whatever the outlet publishes.
    """
    entry = ENTRY.search(text, 0, HEAD)
    minutes = TTL.search(text[: entry.start() if entry else HEAD])
    return int(minutes[1]) * MINUTE or None if minutes else None
