# ruff: noqa: RUF001, RUF002 - garbled letters
"""Mend text that was UTF-8, was read as windows-1252 or latin-1 somewhere, and was encoded again: ``â€™`` for ``’``."""

import re
from typing import NamedTuple

MENDED = "mojibake mended"
LEFT = "mojibake left"
_ROUNDS = 3  # how often a text may have been encoded anew
_FEWEST = 2  # sequences that are surely garbled, before anything is mended
_WHOLE = 20  # sequences, and ten times as many as other characters beyond ASCII: all of the page is garbled
_HIGH = range(0x80, 0x100)
_BYTES = {char: byte for byte in _HIGH for char in (chr(byte), bytes([byte]).decode("cp1252", "ignore")) if char}
_TRAIL = "[" + "".join(char for char, byte in _BYTES.items() if byte < 0xC0) + "]"
_SEQUENCE = re.compile(f"[\xc2-\xdf]{_TRAIL}|[\xe0-\xef]{_TRAIL}{{2}}|[\xf0-\xf4]{_TRAIL}{{3}}")
# Of two letters only these: closing quotes, dashes and spaces do follow a capital with an accent, as in ``AMANHÃ”``.
_A = "Ã[ƒ„†‡ˆ‰ŠŒŽšœžŸ¡¢£¤¥¦§¨©ª¬¯±²³´µ¶¸¹º¼½¾¿€\x80-\x9f]|Â[£©®°±§·ºª¿¡²³½«»\x80-\x9f]"
_SURE = re.compile(f"{_A}|â€{_TRAIL}|â„¢|â‚¬|ðŸ{_TRAIL}{{2}}|[\xc2-\xf4][\x80-\x9f]")
_LATIN = tuple("ÃÂâð")  # what the sequences for accents, quotes and emoji begin with
# Looked for first, since nearly every page has none: in UTF-8, what accents, quotes and emoji begin with, and the
# commonest letters of Cyrillic, Arabic and Greek.
_HINT = re.compile(
    rb"\xc3(?:[\x82\x83][\xc2\xc5\xc6\xcb\xe2]|\xa2(?:\xe2\x82\xac|\xc2\x80)|\xb0(?:\xc5\xb8|\xc2\x9f)"
    rb"|\x90\xc2\xbe|\x98\xc2\xa7|\x8e\xc2\xb1)"
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class Mended(NamedTuple):
    """A text in UTF-8, and ``mojibake mended``, ``mojibake left``, or an empty note where nothing is garbled."""

    utf_8: bytes
    note: str


def mend(utf_8: bytes) -> Mended:
    """Undo a second encoding where most of what is not ASCII shows that there was one; leave and note single traces.

    A text of which a part is garbled gets back accents, quotes and emoji; one garbled throughout every character.
    """
    note = ""
    for _ in range(_ROUNDS):
        start = utf_8.find(b"\xc3")  # many times as fast as the pattern
        if start < 0 or not _HINT.search(utf_8, start):
            break
        text = utf_8.decode("utf-8")
        garbled = [found for found in _SEQUENCE.findall(text) if _meant(found) != found]
        others = len(_NOT_ASCII.findall(text)) - sum(map(len, garbled))
        sure = sum(1 for found in garbled if _SURE.match(found))
        if len(garbled) >= max(_WHOLE, 10 * others):
            utf_8, note = _SEQUENCE.sub(lambda found: _meant(found[0]), text).encode(), MENDED
        elif sure >= _FEWEST and len(garbled) >= others:
            utf_8, note = _SEQUENCE.sub(_latin, text).encode(), MENDED
        else:
            return Mended(utf_8, note or (LEFT if sure else ""))
    return Mended(utf_8, note)


def _latin(found: re.Match[str]) -> str:
    return _meant(found[0]) if found[0].startswith(_LATIN) else found[0]


def _meant(garbled: str) -> str:
    """Return the character that a sequence stood for, or the sequence where it stood for none."""
    try:
        meant = bytes(_BYTES[char] for char in garbled).decode("utf-8")
    except UnicodeDecodeError:
        return garbled
    return meant if meant != "\ufffd" and not "\x80" <= meant < "\xa0" else garbled
