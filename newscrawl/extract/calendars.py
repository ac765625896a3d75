"""Turn the years of other calendars into ours."""

from datetime import date, timedelta

_BUDDHIST = range(2440, 2643)
_SOLAR_HIJRI = range(1300, 1500)
_BREAKS = 33  # years of the cycle in which 8 have a leap day
_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})  # years of the cycle; right from 1343 to 1472 (1964 to 2094)


def gregorian(year: int, month: int, day: int) -> date | None:
    """Return the day, of a Buddhist, solar Hijri or common year; None where the calendar has no such day."""
    if year in _SOLAR_HIJRI:
        return _of_solar_hijri(year, month, day)
    try:
        return date(year - 543 if year in _BUDDHIST else year, month, day)
    except ValueError:
        return None


def _of_solar_hijri(year: int, month: int, day: int) -> date | None:
    """Count from 1 Farvardin 1343, which was 21 March 1964."""
    longest = 31 if month <= 6 else 30
    if not (year >= 1343 and 1 <= month <= 12 and 1 <= day <= longest):
        return None
    days = sum(366 if past % _BREAKS in _LEAPS else 365 for past in range(1343, year))
    return date(1964, 3, 21) + timedelta(days + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1)
