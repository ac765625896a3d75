"""Split a byline into the names of people."""

import re
from collections.abc import Iterable

_AND = r"and|und|et|y|e|i|en|og|och|ja|ve|oraz|и|та|和|及|&"
_SPLIT = re.compile(rf"\s*[;,|•·/、]\s*|\s+(?:{_AND})\s+", re.IGNORECASE)
_BY = re.compile(r"^(?:written |story |posted |reported |words |text |article |published )?by:?\s+|^(?:von|vom|par|por|di|da|av|af|door|przez|oleh|autor(?:in|en)?|author|text|texte?|fotos?|photos?)\s*:?\s+", re.IGNORECASE)  # fmt: skip
_TRAIL = re.compile(r"\s*(?:\(.*?\)|\[.*?\]|[|–—-]\s.*|\b(?:in|aus|à|en)\s+[A-Z]\w+)\s*$")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|^@\w+|@\w+$")
_ROLE = re.compile(r"\b(?:editor|correspondent|reporter|writer|journalist|redakteur(?:in)?|redaktion|redaction|rédaction|redacción|redazione|redactie|redakce|redakcja|toimitus|staff|newsroom|desk|team|bureau|admin|administrator|editorial|contributor|producer|photographer|correspond\w*|news|newspaper|press|presse|media|magazine|agency|agencies|agence|agencia|agentur|online|tv|radio|web|service|group|inc|ltd|gmbh|llc|guest|user|anonymous|columnist|chief|senior|director|ap|afp|dpa|apa|sda|reuters|ansa|efe|pti|ani|ians|tass|xinhua|kna|epd|sid|bloomberg|afx|dts|unknown|null|none|undefined)\b", re.IGNORECASE)  # fmt: skip
_NAME_CHARACTER = re.compile(r"[^\W\d_]")
MAX_WORDS = 6
MAX_LENGTH = 60


def people(given: Iterable[str], own: set[str]) -> list[str]:
    """Return the names of people in ``given``, in order and once each; ``own`` are the outlet's names, casefolded."""
    found: dict[str, str] = {}
    for byline in given:
        line = _BY.sub("", _ADDRESS.sub(" ", byline).strip())
        for part in _SPLIT.split(line):
            name = _BY.sub("", " ".join(part.split())).strip(" .,:;-–—|\"'")
            name = _TRAIL.sub("", name).strip()
            if _is_person(name, own):
                found.setdefault(name.casefold(), name)
    return list(found.values())


def _is_person(name: str, own: set[str]) -> bool:
    if not name or len(name) > MAX_LENGTH or len(name.split()) > MAX_WORDS or name.casefold() in own:
        return False
    return bool(_NAME_CHARACTER.search(name)) and not _ROLE.search(name) and not any(c.isdigit() for c in name)
