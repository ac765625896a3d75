"""A text as words: what its shingles are made of, whatever the script."""

import re
import unicodedata
from dataclasses import dataclass

from newscrawl.text import ANY_JOINER, INVISIBLE, UNSPACED

# Letters and digits, and the marks that the Indic, Arabic and Hebrew scripts write vowels with.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
IN_WORD = re.compile(rf"[^\W_]|[{MARKS}]")
# What stands within words and numbers in one copy and not in another: U.S. and US, 1,037 and 1037, it's and its.
WITHIN = ".,'"
WITHIN_UNTYPED = "\u2019\u02bc"
DOTLESS_I, DOT_ABOVE = "\u0131", "\u0307"  # the latter is what case folding leaves of the Turkish capital I
FIRST_UNSPACED = b"\xe0\xb8\x80"

ASCII = bytes(range(128))
# ASCII that is no letter and no digit parts words. As bytes: for a text of any language the fastest there is.
PARTS = bytes.maketrans(
    bytes(code for code in range(128) if code != 10 and not chr(code).isalnum()),
    b" " * sum(code != 10 and not chr(code).isalnum() for code in range(128)),
)

LINE_WORDS = 8  # a shorter line is a menu's, a button's, a heading's
PROSE_WORDS = 40  # with fewer in longer lines a text is a list or a poem, and all of its lines count
FEW = 20  # characters are replaced faster one by one than all in one pass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in UTF-8: all; and those of its prose, words with spaces between and single letters apart."""

    all: list[bytes]
    spaced: list[bytes]
    letters: list[bytes]


def words_of(text: str) -> Words:
    """Return the words of ``text`` folded; of scripts without spaces the single letters."""
    folded, unspaced = _folded(text)
    everything: list[bytes] = []
    prose: list[bytes] = []
    for line in folded.encode("utf-8", "ignore").translate(PARTS, WITHIN.encode()).split(b"\n"):
        found = line.split()
        everything += found
        if len(found) >= LINE_WORDS:
            prose += found
    if len(prose) < PROSE_WORDS:
        prose = everything
    if not unspaced:
        return Words(everything, prose, [])
    letters = [word for word in prose if _is_letter(word)]
    return Words(everything, [word for word in prose if not _is_letter(word)], letters)


def _is_letter(word: bytes) -> bool:
    return word >= FIRST_UNSPACED and len(word) <= 4 and UNSPACED.fullmatch(word.decode()) is not None


def _folded(text: str) -> tuple[str, bool]:
    """Return the text as shingles compare it, and whether there are letters of scripts without spaces in it.

    Its characters are looked at once, so that what is rare costs nothing where it is not. Each letter of a script
    without spaces stands apart; what parts words beyond ASCII, such as quotes and dashes, becomes a space.
    """
    if text.isascii():
        return text.lower(), False
    folded = text.casefold()
    special = _special(folded)
    if INVISIBLE.search(special):
        folded = INVISIBLE.sub("", folded)
    if ANY_JOINER.search(special):
        folded = ANY_JOINER.sub("", folded)
    if not unicodedata.is_normalized("NFKC", folded):
        folded = _normal(folded, special)
        special = _special(folded)
    folded = folded.replace(DOT_ABOVE, "").replace(DOTLESS_I, "i")
    unspaced = UNSPACED.search(special) is not None
    if unspaced:
        folded = UNSPACED.sub(r" \g<0> ", folded)
    parting = (character for character in special if not IN_WORD.match(character))
    changed = {ord(character): "" if character in WITHIN_UNTYPED else " " for character in parting}
    changed |= {ord(digit): str(unicodedata.digit(digit)) for digit in special if digit.isdecimal()}
    return _replaced(folded, changed), unspaced


def _normal(text: str, special: str) -> str:
    """Return a text in NFKC; mostly it has but some hard spaces and ellipses, which are replaced faster alone."""
    own = {ord(character): unicodedata.normalize("NFKC", character).casefold() for character in special}
    replaced = _replaced(text, {code: other for code, other in own.items() if other != chr(code)})
    if unicodedata.is_normalized("NFKC", replaced):
        return replaced
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", replaced).casefold())


def _special(text: str) -> str:
    """Return the characters beyond ASCII, each once."""
    return "".join(set(text.encode("utf-8", "surrogatepass").translate(None, ASCII).decode("utf-8", "surrogatepass")))


def _replaced(text: str, changed: dict[int, str]) -> str:
    """Replace characters: one by one where they are few, which is faster."""
    if len(changed) > FEW:
        return text.translate(changed)
    for code, other in changed.items():
        text = text.replace(chr(code), other)
    return text
