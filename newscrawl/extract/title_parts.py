"""Take the outlet's name off a title."""

import re

from newscrawl.extract.outlet_name import OwnNames
from newscrawl.text import letters

LONGEST = 500  # characters of a title with a suffix
_SEPARATOR = re.compile(r"(\s+(?:[|·•»«\u203a:/\\~⋆*<>\u2013\u2014-]){1,3}\s+|\s*[|•»]\s*)")
_LEAST_HEAD = 8  # letters of a headline before a part that only resembles the outlet's name
_CUT_OFF = ("…", "...", "[…]", "[...]")


def is_cut_off(text: str) -> bool:
    """Tell whether a title ends in an ellipsis."""
    return text.endswith(_CUT_OFF)


def parts(text: str) -> list[str]:
    """Split a title at bars, dashes between spaces and their like."""
    return _SEPARATOR.split(text)[::2] if len(text) <= LONGEST else [text]


def without_outlet(text: str, own: OwnNames) -> str:
    """Drop the outlet's name and all that follows it, or the outlet's name before the first separator."""
    pieces = _SEPARATOR.split(text) if len(text) <= LONGEST else []
    for at in range(2, len(pieces), 2):
        head = "".join(pieces[: at - 1])
        is_colon = ":" in pieces[at - 1]
        if own.has(pieces[at]) or (not is_colon and len(letters(head)) >= _LEAST_HEAD and own.is_like(pieces[at])):
            pieces, text = pieces[: at - 1], head
            break
    if len(pieces) > 2 and own.has(pieces[0]):
        text = "".join(pieces[2:])
    return text.strip(" |⋆")
