"""Split a byline into its writers, and tell people from roles, desks, agencies and the outlet."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newscrawl.extract.agency import known
from newscrawl.extract.byline_words import ADDRESS, AND, BY, HOUSE, NOBODY, PARTICLES, ROLE, ROLE_BEFORE, TAIL
from newscrawl.extract.outlet_name import OwnNames

MAX_WORDS = 6
MAX_LENGTH = 60
_LEAST_ACRONYM = 3  # letters of an outlet's name, before the name of its studio
LONGEST_BYLINE = 500  # characters; a longer text is no byline

_SPLIT = re.compile(
    rf"\s*[;,|\u2022\u2219\u00b7/\u3001\n\u060c\uff0c\uff0f]\s*|\s+[\u2013\u2014-]\s+|(?<=[\w.)])\s+(?:{AND})\s+(?=[^\W\d_])"
    r"|(?<=\d)\s+(?=(?:by|von|par|por|av|door|di)\s|(?:autor(?:in)?|author|text)\s*:)"
)
_BRACKETED = re.compile(r"^\s*[(\uff08]([^()\uff08\uff09]+)[)\uff09]\s*$")
_LETTER = re.compile(r"[^\W\d_]")
_NICKNAME = re.compile(r"[^\W\d_]{3,}\d{0,4}[^\W\d_]*")
_UNCASED = re.compile("[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Writer(NamedTuple):
    """A name of a byline: a person's, a news agency's, or (``house``) a desk's or an organisation's."""

    name: str
    kind: str


def writers(given: Iterable[str], own: OwnNames) -> list[Writer]:
    """Return who is named in ``given``, in order and once each, without roles and without the outlet."""
    found: dict[str, Writer] = {}
    for byline in given:
        if len(byline) > LONGEST_BYLINE or any(map(own.has, ADDRESS.findall(byline))):
            continue
        for name in _parts(byline):
            if kind := _kind(name, own):
                found.setdefault(name.casefold(), Writer(name, kind))
    return [writer for writer in found.values() if not _is_repeated(writer.name, found)]


def people(given: Iterable[str], own: OwnNames) -> list[str]:
    """Return the people, and the agencies beside them; where nobody is named, the agencies or else the desks."""
    return named(writers(given, own))


def named(found: list[Writer]) -> list[str]:
    """Return the names to record: desks only where neither a person nor an agency is named."""
    best = [writer.name for writer in found if writer.kind != "house"]
    return best or [writer.name for writer in found]


def is_written_as_name(name: str) -> bool:
    """Tell whether each word begins with a capital, is a particle, or is of a script without capitals."""
    return all(word.casefold() in PARTICLES or not word[0].islower() for word in name.split())


def is_full_name(name: str) -> bool:
    """Tell whether a name has two words or is of a script that needs none."""
    return " " in name or _UNCASED.search(name) is not None


def without_by(text: str) -> str:
    """Return a byline without ``By`` and its like."""
    text = text.strip()
    match = BY.match(text)
    return text[match.end() :].strip() if match else text


def _parts(byline: str) -> Iterator[str]:
    for part in _SPLIT.split(without_by(_BRACKETED.sub(r"\1", ADDRESS.sub(" ", byline)))):
        bare = " ".join(ROLE_BEFORE.sub("", TAIL.sub("", without_by(part)), count=1).split()).strip(
            " ,:;|\"'*-\u2013\u2014+"
        )
        yield bare if _ends_in_initial(bare) else bare.rstrip(" .")


def _ends_in_initial(name: str) -> bool:
    return name.endswith(".") and len(name.rsplit(maxsplit=1)[-1]) == 2


def _is_repeated(name: str, found: Iterable[str]) -> bool:
    """Tell whether another name of the byline is the end or the beginning of this one."""
    folded = name.casefold()
    return any(folded != other and (folded.endswith(" " + other) or folded.startswith(other + " ")) for other in found)


def _kind(name: str, own: OwnNames) -> str | None:
    """Return what a name is of, or None where it is of nobody or of the outlet."""
    if not _LETTER.search(name) or len(name) > MAX_LENGTH or len(name.split()) > MAX_WORDS or own.has(name):
        return None
    if known(name):
        return "agency"
    if NOBODY.search(name) or ROLE.search(name):
        return None
    if any(c.isdigit() for c in name):
        return "person" if _NICKNAME.fullmatch(name) else None
    return "house" if HOUSE.search(name) or _is_studio(name, own) else "person"


def _is_studio(name: str, own: OwnNames) -> bool:
    first, _, rest = name.partition(" ")
    return bool(rest) and len(first) >= _LEAST_ACRONYM and own.has(first)
