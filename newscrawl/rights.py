"""What an outlet reserves of a page: robots directives, and text and data mining by TDMRep.

https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag and https://www.w3.org/community/tdmrep/.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

from newscrawl.article import Directive, Rights
from newscrawl.urls import is_web_address

TOKEN = "newscrawl"  # noqa: S105 -- the name by which outlets may address this crawler alone
MEANS: dict[str, tuple[Directive, ...]] = {
    "noindex": ("noindex",),
    "none": ("noindex",),
    "noarchive": ("noarchive",),
    "nocache": ("noarchive",),
}
TDMREP = "/.well-known/tdmrep.json"
RESERVED, FREE = "1", "0"
MANY = 1_000  # rules of a tdmrep.json, and values of a header: real ones have a handful
LONGEST = 2_083


def from_directives(written: Iterable[str], source: str) -> Rights:
    """Return what robots directives forbid, as written in X-Robots-Tag or a meta element named ``robots``.

    A value may begin with the name of the one crawler that it is for.
    """
    found = {directive for value in list(written)[:MANY] for directive in _directives(value[:LONGEST])}
    return Rights(robots=sorted(found), evidence=source if found else None)


def from_reservation(reservation: str | None, policy: str | None, source: str) -> Rights:
    """Return what ``tdm-reservation`` and ``tdm-policy`` say; anything but 1 and 0 says nothing."""
    said = (reservation or "").strip()
    if said not in (RESERVED, FREE):
        return Rights()
    return _tdm(said == RESERVED, policy, source)


def from_tdmrep(document: bytes | None, url: str) -> Rights:
    """Return what the host's ``/.well-known/tdmrep.json`` says of ``url``: the first rule that matches its path."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    for rule in _rules(document):
        location, reservation = rule.get("location"), rule.get("tdm-reservation")
        if isinstance(location, str) and str(reservation) in (RESERVED, FREE) and _covers(location[:LONGEST], path):
            return _tdm(str(reservation) == RESERVED, rule.get("tdm-policy"), TDMREP)
    return Rights()


def together(*found: Rights) -> Rights:
    """Return what several places say taken together: what one of them reserves is reserved."""
    reserving = next((one for one in found if one.tdm == "reserved"), None)
    said = reserving or next((one for one in found if one.tdm), Rights())
    return Rights(
        robots=sorted({directive for one in found for directive in one.robots}),
        tdm=said.tdm,
        tdm_policy=said.tdm_policy,
        evidence="; ".join(one.evidence for one in found if one.evidence) or None,
    )


def is_reserved(rights: Rights) -> bool:
    """Tell whether the outlet asks for the page not to be kept or mined."""
    return bool(rights.robots) or rights.tdm == "reserved"


def _directives(value: str) -> Iterator[Directive]:
    name, colon, rest = value.partition(":")
    if colon and "," not in name and name.strip().lower() not in ("unavailable_after", "max-snippet"):
        if name.strip().lower() != TOKEN:
            return
        value = rest
    for word in value.lower().split(","):
        yield from MEANS.get(word.strip(), ())


def _tdm(reserved: bool, policy: Any, source: str) -> Rights:  # noqa: FBT001
    known = policy.strip() if isinstance(policy, str) else ""
    return Rights(
        tdm="reserved" if reserved else "free", tdm_policy=known if is_web_address(known) else None, evidence=source
    )


def _rules(document: bytes | None) -> list[dict[str, Any]]:
    try:
        rules = msgspec.json.decode(document or b"[]")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    return [rule for rule in rules[:MANY] if isinstance(rule, dict)] if isinstance(rules, list) else []


def _covers(location: str, path: str) -> bool:
    """Tell whether a pattern with ``*`` and a final ``$``, as in robots.txt, matches a path; in linear time."""
    first, *others = re.split(r"\*+", location.removesuffix("$"))
    if not path.startswith(first):
        return False
    at = len(first)
    if location.endswith("$") and others:
        last = others.pop()
        end = len(path) - len(last)
        if end < at or not path.endswith(last):
            return False
        path = path[:end]
    elif location.endswith("$"):
        return path == first
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
