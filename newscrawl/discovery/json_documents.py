"""JSON as servers send it: behind what PHP warns of, and cut off at its end."""

import json
import re
from collections.abc import Iterator
from typing import Any

FIRST = 64 * 1024  # characters in which the document must begin
BETWEEN = re.compile(r"[\s,]*")
DECODER = json.JSONDecoder()
UNREADABLE = (ValueError, RecursionError)


def whole(text: str) -> Any:
    """Return the value that the whole text holds, None where it cannot be read."""
    try:
        return json.loads(text)
    except UNREADABLE:
        return None


def objects_from(text: str, start: "re.Pattern[str]") -> Iterator[dict[str, Any]]:
    """Yield the objects of the array that begins where ``start`` is found, up to what cannot be read."""
    found = start.search(text, 0, FIRST)
    while found:
        found = BETWEEN.match(text, found.end())
        try:
            value, end = DECODER.raw_decode(text, found.end() if found else len(text))
        except UNREADABLE:
            return
        if isinstance(value, dict):
            yield value
        found = BETWEEN.match(text, end)


def text_of(value: Any) -> str:
    """Return a text as it is, a number as one, nothing for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
