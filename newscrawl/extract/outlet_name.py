"""Collect the names under which an outlet calls itself on its own pages; none of them is an author."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from newscrawl.extract.jsonld import Node, resolve, texts, types
from newscrawl.extract.meta import Metas
from newscrawl.extract.page import Rules
from newscrawl.text import letters

_METAS = ("og:site_name", "application-name", "al:android:app_name", "al:ios:app_name", "dc.publisher", "copyright")
_SECOND_LEVELS = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})  # of the like of co.uk
_LEAST_LABEL = 4  # letters of a host that say something inside a longer name
_MOST_WORDS = 6  # of a name
_NO_LETTER = re.compile(r"[\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})


def names(declared: Collection[str], rules: Rules) -> set[str]:
    """Return the outlet's names: those that the page declares for its site, and the rules'."""
    return {*declared, rules.outlet} if rules.outlet else set(declared)


def declared_names(metas: Metas, article: Node, nodes: list[Node], url: str) -> set[str]:
    """Return the names that a page declares for its site, and its host with and without what surrounds the name."""
    found = {content for content, _ in metas.all(*_METAS)}
    found |= set(texts(resolve(article.get("publisher"), nodes)))
    for node in nodes:
        if types(node) & {"website", "newsmediaorganization"}:
            found |= set(texts(node.get("name"))) | set(texts(node.get("alternateName")))
    return found | _of_host(url)


class OwnNames:
    """The outlet's names, folded so that spelling, spaces and accents do not matter."""

    def __init__(self, given: Iterable[str]) -> None:
        """Fold the names once."""
        self._keys = {key for name in given for key in spellings(name)} - {""}
        self._labels = [key for key in self._keys if len(key) >= _LEAST_LABEL]

    def has(self, text: str) -> bool:
        """Tell whether a text is one of the names."""
        return not self._keys.isdisjoint(spellings(text))

    def is_like(self, text: str) -> bool:
        """Tell whether a short text holds one of the names or is the greater part of one."""
        if len(text.split()) > _MOST_WORDS:
            return False
        keys = spellings(text)
        if not self._keys.isdisjoint(keys):
            return True
        return any(
            label in key or (len(key) >= _LEAST_LABEL and key in label) for label in self._labels for key in keys
        )


def spellings(text: str) -> set[str]:
    """Return a text's letters and digits, in lower case, with umlauts as two letters and with accents dropped."""
    folded = text.casefold()
    if folded.isascii():
        return {letters(folded)}
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return {_NO_LETTER.sub("", form) for form in (folded, folded.translate(_UMLAUTS), bare)}


def _of_host(url: str) -> set[str]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return set()
    labels = host.removeprefix("www.").split(".")
    if len(labels) < 2:
        return set()
    named = labels[-3] if len(labels) > 2 and labels[-2] in _SECOND_LEVELS else labels[-2]
    return {host, host.removeprefix("www."), named}
