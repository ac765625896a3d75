"""Split a byline into the names of people, and tell them from roles, agencies and outlets."""

import re
from collections.abc import Iterable

MAX_WORDS = 6
MAX_LENGTH = 60
LONGEST_BYLINE = 500  # characters; a longer text is no byline

_AND = "and|und|et|y|en|og|och|oraz|та|和|及|&"
_SPLIT = re.compile(
    rf"\s*[;,|\u2022\u00b7/\u3001\n]\s*|\s+[\u2013\u2014-]\s+|\s+(?:{_AND})\s+",
    re.IGNORECASE,
)
BY = re.compile(
    r"(?:(?:written|story|posted|reported|words|text|article|published|view all posts|show all articles|all articles"
    r"|more (?:posts|articles|stories)|interview|review|opinion|recipe|authored|zeige alle beiträge|erstellt"
    r"|publiziert)\s+)?(?:by|of|from|von)\b\s*:?(?:\s+|$)"
    r"|(?:vom|par|por|di|da|av|af|door|przez|text und fotos|ein (?:gast)?(?:beitrag|kommentar|artikel) von)\s*:?\s+"
    r"|(?:about the |über den )?(?:author|autor(?:in|en)?|auteure?|autore|text|texte|interview|foto|fotos|words|writer"
    r"|reporter|yazar|penulis|автор)s?(?:/autor)?\s*:\s*"
    r"|(?:автор|yazar|penulis|oleh|author|autor)\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:\(.*|\[.*|[|\u2013\u2014]\s.*|\s-\s.*|\b(?:in|aus|à|en)\s+\w+|\bon\b .*|\bam\b \d.*|\bis an?\b .*"
    r"|\s+(?:alle artikel|all articles|view all).*|@.*)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_NO_PERSON = re.compile(
    r"\.[a-z]{2,4}$|^(?:reviewed|revised|edited|quelle|source|foto|photo)\b"
    r"|\b(?:editors?|editorial|correspondents?|reporters?|writers?|journalists?|redakteur(?:in)?|\w*redaktion|redaction"
    r"|rédaction|redacci[oó]n|redazione|redactie|redakce|redakcja|toimitus|staff|newsroom|desk|team|bureau|admin"
    r"|administrator|contributors?|producer|photographer|news|nieuws|noticias|nachrichten|newspaper|press|presse|media"
    r"|magazine|zeitung|agency|agencies|agence|agencias?|agentur(?:en)?|online|digital|tv|radio|web|website|services?"
    r"|group|inc|ltd|gmbh|llc|guest|user|anonymous|columnist|chief|director|ap|afp|dpa|apa|sda|reuters|ansa|efe|pti|ani"
    r"|ians|tass|xinhua|kna|epd|bloomberg|afx|dts|unknown|null|none|undefined|updated?|published|posted|share|follow"
    r"|read|comments?|minutes?|home|about|contact|login|subscribe|archive|posts?|articles?|bio|profile|more|all|view"
    r"|anadolu|university|company)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    [
        "af",
        "al",
        "ap",
        "av",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "ibn",
        "la",
        "le",
        "mac",
        "of",
        "och",
        "og",
        "ter",
        "van",
        "von",
        "y",
        "zu",
    ]
)
_LETTER = re.compile(r"[^\W\d_]")


def people(given: Iterable[str], own: set[str]) -> list[str]:
    """Return the names of people in ``given``, in order and once each; ``own`` are the outlet's names, casefolded."""
    found: dict[str, str] = {}
    for byline in given:
        if len(byline) > LONGEST_BYLINE:
            continue
        for part in _SPLIT.split(without_by(_ADDRESS.sub(" ", byline))):
            name = _TAIL.sub("", without_by(part)).strip(" .,:;|\"'*-\u2013\u2014")
            if _is_person(name, own):
                found.setdefault(name.casefold(), name)
    return [name for name in found.values() if not _is_repeated(name, found)]


def is_written_as_name(name: str) -> bool:
    """Tell whether each word begins with a capital, is a particle, or is of a script without capitals."""
    return all(word.casefold() in _PARTICLES or not word[0].islower() for word in name.split())


def without_by(text: str) -> str:
    """Return a byline without ``By`` and its like."""
    text = " ".join(text.split())
    match = BY.match(text)
    return text[match.end() :].strip() if match else text


def _is_repeated(name: str, found: Iterable[str]) -> bool:
    """Tell whether another name of the byline is the end or the beginning of this one."""
    folded = name.casefold()
    return any(folded != other and (folded.endswith(" " + other) or folded.startswith(other + " ")) for other in found)


def _is_person(name: str, own: set[str]) -> bool:
    folded = name.casefold()
    if len(name) > MAX_LENGTH or len(name.split()) > MAX_WORDS or any(c.isdigit() for c in name):
        return False
    if folded in own or any(len(o) > 2 and o.isalpha() and folded.startswith(o + " ") for o in own):
        return False  # the outlet itself, or one of its studios
    return bool(_LETTER.search(name)) and not _NO_PERSON.search(folded)
