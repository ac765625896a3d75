# ruff: noqa: RUF001 - words of many scripts
"""Read the time of day that stands beside a date, and its zone."""

import re
from datetime import UTC, time, timedelta, timezone, tzinfo

REACH = 40  # characters from a date in which its time is looked for
_CLOCK = (
    r"(?P<early>午前|上午|凌晨|早上|오전)?(?P<late>午後|下午|晚上|오후)?\s?"
    r"(?<!\d)(?P<hour>[01]?\d|2[0-4])\s?(?:[:٫時时시點点]|(?P<loose>[.h]))\s?(?P<minute>[0-5]\d)(?:[:分分]\s?(?P<second>[0-5]\d))?(?!\d)"
    r"(?:[.,]\d{1,9})?\s?(?P<half>[ap]\.?\s?m\b\.?|[πμ]\.?μ\b\.?)?"
    r"(?:\s?(?:uhr|hrs?|h|น\.)(?!\w))?\s?\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{1,2}:?(?:\d{2})?(?!\d)|z\b|[a-zа-я]{3,4}\b)?"
)
_AFTER = re.compile(rf"[\s.,;|·•/@(–—-]*(?:[^\W\d]{{1,7}}\.?[\s:]+)?(?:las\s)?[\s|,·•:–—-]*{_CLOCK}", re.IGNORECASE)
_BEFORE = re.compile(rf"{_CLOCK}\)?[\s,|·•/–—-]*(?:[^\W\d]{{1,12}}[.,]?\s+){{0,2}}$", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")
_HOURS = {  # names that mean one offset only; CST, IST or BST do not, so their time counts as one without a zone
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "sast": 2, "eet": 2,
    "eest": 3, "msk": 3, "мск": 3, "trt": 3, "pkt": 5, "wib": 7, "wita": 8, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9,
    "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3, "adt": -3, "edt": -4, "est": -5, "cdt": -5,
    "mdt": -6, "mst": -7, "pdt": -7, "pst": -8, "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip


def time_beside(before: str, after: str) -> time | None:
    """Return the time of day right after a date, or else right before it; aware where its zone is written."""
    match = _AFTER.match(after[:REACH]) or _BEFORE.search(before[-REACH:])
    return _time(match) if match else None


def zone_of(name: str) -> tzinfo | None:
    """Return the zone that an abbreviation or offset such as ``EDT``, ``+0530`` or ``GMT+2`` means; None if unsure."""
    name = name.strip().lower()
    if offset := _OFFSET.search(name):
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(size if offset[1] == "+" else -size) if size < timedelta(hours=15) else None
    hours = _HOURS.get(name)
    return None if hours is None else timezone(timedelta(hours=hours)) if hours else UTC


def _time(match: re.Match[str]) -> time | None:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if match["loose"] == "." and not (half or "uhr" in match[0].lower() or len(match["minute"]) == 2):
        return None
    if half or match["late"] or match["early"]:
        hour = hour % 12 + 12 * bool(match["late"] or half[:1] in ("p", "μ"))
    if hour == 24:
        return None
    zone = zone_of(match["zone"]) if match["zone"] else None
    return time(hour, int(match["minute"]), int(match["second"] or 0), tzinfo=zone)
