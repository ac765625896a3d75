"""Find the zone in which a page's readers see an instant that it declares in UTC."""

from datetime import UTC, datetime, timedelta, timezone

_STEP = timedelta(minutes=15)  # every zone in use since 1972 is whole quarters of an hour from UTC
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)


def as_seen(instant: datetime, seen: datetime) -> datetime | None:
    """Return ``instant`` in the zone whose clock showed ``seen``, to the minute; None where no zone's did."""
    if seen.tzinfo is not None:
        return seen if seen.utcoffset() and abs(seen - instant) < timedelta(minutes=1) else None
    offset = seen - instant.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    if not offset or not _WEST <= offset <= _EAST or offset % _STEP:
        return None
    return instant.astimezone(timezone(offset))
