"""Normal forms of text: what is stored, how it is counted, and when two texts count as the same."""

import re
import unicodedata
from hashlib import sha256

# Invisible characters that say nothing to a reader: controls that are no white space, soft hyphen, zero-width space,
# bidi controls, word joiner and invisible operators, byte-order mark, annotation marks, tag characters, surrogates.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
# Zero-width (non-)joiners are part of the spelling in Persian and the Indic scripts and hold emoji together, so one is
# kept between two characters of those; anywhere else it is invisible noise.
JOINED = "\u0590-\u1cff\u2190-\u2bff\ufb50-\ufdff\ufe0f\ufe70-\ufefc\U0001f000-\U0001faff"
JOINER = re.compile(f"(?<=[{JOINED}])([\u200c\u200d])[\u200c\u200d]*(?=[{JOINED}])|[\u200c\u200d]")
ANY_JOINER = re.compile("[\u200c\u200d]")
BLANK_LINE = re.compile(r"\n\s*\n|\u2029")
# Letters of scripts written without spaces between words: Thai to Tibetan (0E00-0FFF), Myanmar, Khmer, kana,
# bopomofo, Han, half-width kana.
UNSPACED = re.compile(
    "(?=[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff])[^\W\d_]"
)
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
NO_LETTER = re.compile(r"[\W_]+")
WORD = re.compile(r"\w+")
TYPOGRAPHY = "\u2019\u2018\u201c\u201d\u201e\u2013\u2014\u2026"
_NO_LETTERS = bytes(code for code in range(256) if not chr(code).isalnum())
_LOWER_WORDS = bytes(ord(char.lower()) if char.isalnum() or char == "_" else ord(" ") for char in map(chr, range(256)))
SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u2035\u00b4\u02bc\u2039\u203a`"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u300c\u300d\u300e\u300f"
QUOTES = str.maketrans(dict.fromkeys(SINGLE_QUOTES, "'") | dict.fromkeys(DOUBLE_QUOTES, '"'))


def clean(text: str) -> str:
    """Return the text as one line: NFC, no invisible characters, white space collapsed; entities stay as they are."""
    line = text.strip()
    if "  " in line or not line.isprintable():  # as no white space but single spaces is
        line = " ".join(line.split())
        if not line.isprintable():  # something of it is invisible, as in few lines
            return _tidy(unicodedata.normalize("NFC", INVISIBLE.sub("", text)))
    return line if line.isascii() else unicodedata.normalize("NFC", line)


def clean_body(body: str) -> str:
    """Return the body with each paragraph cleaned, empty ones dropped, and one blank line between them."""
    lines = INVISIBLE.sub("", body).replace("\r\n", "\n").replace("\r", "\n")
    cleaned = (clean(paragraph) for paragraph in BLANK_LINE.split(lines))
    return "\n\n".join(paragraph for paragraph in cleaned if paragraph)


def word_count(text: str) -> int:
    """Count the words: runs between white space that hold a letter or digit.

    Thai, Lao, Tibetan, Myanmar, Khmer, Chinese and Japanese write no spaces between words; there every letter counts.
    """
    spaced, letters = UNSPACED.subn(" ", text)
    return letters + sum(1 for token in spaced.split() if LETTER_OR_DIGIT.search(token))


def fold(text: str) -> str:
    """Return the text as it is compared: one line, NFKC, case folded, quotes straight, joiners gone."""
    visible = ANY_JOINER.sub("", INVISIBLE.sub("", text)).translate(QUOTES)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return " ".join(INVISIBLE.sub("", folded).split())


def letters(text: str) -> str:
    """Return the letters and digits of a text, casefolded: what two writings of a headline have in common."""
    try:  # in a seventh of the time
        latin = without_typography(text).encode("latin-1")
    except UnicodeEncodeError:
        return NO_LETTER.sub("", text).casefold()
    return latin.translate(None, _NO_LETTERS).decode("latin-1").casefold()


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case: runs of letters, digits and underscores."""
    try:  # in a quarter of the time
        latin = without_typography(text).encode("latin-1")
    except UnicodeEncodeError:
        return WORD.findall(text.lower())
    return latin.translate(_LOWER_WORDS).decode("latin-1").split()


def without_typography(text: str) -> str:
    """Return the text with spaces for quotation marks, dashes and dots beyond Latin-1, often all there is beyond it."""
    if not text.isascii():
        for mark in TYPOGRAPHY:
            text = text.replace(mark, " ")
    return text


def text_sha256(body: str) -> str:
    """Return the sha256, 64 hex digits, of the folded body; paragraph breaks do not count."""
    return sha256(fold(body).encode()).hexdigest()


def _tidy(text: str) -> str:
    """Drop joiners out of place, compose what that brought together, and collapse white space."""
    while (tidied := unicodedata.normalize("NFC", JOINER.sub(r"\1", text))) != text:
        text = tidied  # composing may bring together what leaves another joiner out of place
    return " ".join(text.split())
