"""Find the headline among what a page calls its title in several places."""

import re
from collections.abc import Iterator

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts
from newscrawl.extract.outlet_name import names
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import plain, text_of
from newscrawl.extract.select import chosen, values

_SEPARATOR = r"\s+(?:[|·•»\u203a:/\\~\u2013\u2014-]|::|//|<|>)+\s+|\s*[|•»]\s*"
_LAST = re.compile(rf"^(?P<head>.+?)(?:{_SEPARATOR})(?P<tail>(?:(?!{_SEPARATOR}).)+)$", re.DOTALL)
LONGEST = 500  # characters of a title with a suffix
_KEY = re.compile(r"\W+")


def title(page: Document, rules: Rules) -> Found[str] | None:
    """Return the headline: the outlet's selector, else the candidate that most of the others agree with."""
    for text in values(chosen(page.root, rules, "title")):
        return Found(text, "rule")
    own_names = names(page, rules)
    candidates = [Found(_without_suffix(c.value, own_names), c.source) for c in _candidates(page)]
    candidates = [c for c in candidates if c.value and _key(c.value) not in {_key(name) for name in own_names}]
    if not candidates:
        return None
    return max(candidates, key=lambda candidate: _support(candidate, candidates))  # the first of equals


def headlines(page: Document) -> set[str]:
    """Return everything that the page calls its title, folded for comparison."""
    return {_key(candidate.value) for candidate in _candidates(page)} - {""}


def _candidates(page: Document) -> Iterator[Found[str]]:
    for text in texts(page.article.get("headline") or page.article.get("name")):
        yield Found(plain(text), "json-ld")
        break
    for content, source in page.metas.all("og:title", "twitter:title"):
        yield Found(plain(content), source)
    for heading in page.root.iter("h1"):
        if text := text_of(heading):
            yield Found(text, "dom:h1")
    for element in page.root.iter("title"):
        if text := plain(text_of(element)):
            yield Found(text, "dom:title")
            break


def _support(candidate: Found[str], candidates: list[Found[str]]) -> float:
    """Count the kinds of source that say the same, or the same with something after it."""
    key = _key(candidate.value)
    same = {c.source for c in candidates if _key(c.value) == key}
    longer = {c.source for c in candidates if _key(c.value).startswith(key)} - same if len(key) > 20 else set()
    return len(same) + 0.5 * len(longer)


def _without_suffix(text: str, own_names: set[str]) -> str:
    """Drop the outlet's name after the last separator, or before the first."""
    keys = {_key(name) for name in own_names}
    match = _LAST.match(text) if len(text) <= LONGEST else None
    while match and _key(match["tail"]) in keys:
        text = match["head"].strip()
        match = _LAST.match(text)
    first = re.split(_SEPARATOR, text, maxsplit=1)
    return first[1].strip() if len(first) == 2 and _key(first[0]) in keys else text


def _key(text: str) -> str:
    return _KEY.sub("", text).casefold()
