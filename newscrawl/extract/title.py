"""Find the headline among what a page calls its title in several places."""

import re
from collections.abc import Iterator

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.headline import Heading, repeated_heading, shown
from newscrawl.extract.jsonld import texts, types
from newscrawl.extract.outlet_name import OwnNames, names
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import plain, text_of
from newscrawl.extract.select import chosen, values
from newscrawl.extract.title_parts import is_cut_off, parts, without_outlet
from newscrawl.text import letters

_WORD = re.compile(r"\w+")
_LEAST_PART = 0.4  # of the visible headline's letters, that a declared title inside it must have
_LEAST_LETTERS = 20  # or so many
_SECTION_WORDS, _HEADLINE_WORDS = 2, 4  # a title of so few words is a section's, where the h1 has so many


def title(page: Document, rules: Rules) -> Found[str] | None:
    """Return the headline: the outlet's selector, else what the declared titles and the visible headline agree on."""
    for text in values(chosen(page.root, rules, "title")):
        return Found(text, "rule")
    own = OwnNames(names(page.site_names, rules))
    written = list(_declared(page))
    declared = [Found(without_outlet(text, own), source) for text, source in written]
    declared = [one for one in declared if letters(one.value) and not own.has(one.value)]
    heading = shown(page, [text for text, _ in written], own)
    if not declared:
        return Found(heading.text, "dom:h1") if heading else None
    edited = _edited(page, declared, letters(heading.text) if heading else "")
    if heading is None:
        return edited or _unseen(page, declared)
    best = edited or _agreed(page, declared, heading) or _unseen(page, declared)
    return Found(heading.text, "dom:h1") if best and _is_misspelt(best.value, heading.text) else best


def _is_misspelt(text: str, shown_text: str) -> bool:
    """Tell whether a title has the shown headline's words with other punctuation, so that the shown one is better."""
    folded, shown_folded = text.casefold(), shown_text.casefold()
    if folded.count(":") > shown_folded.count(":"):  # the one after a kicker, which a style sheet sets apart
        return False
    return folded != shown_folded and _WORD.findall(folded) == _WORD.findall(shown_folded)


def _declared(page: Document) -> Iterator[Found[str]]:
    for text in texts(page.article.get("headline") or page.article.get("name")):
        yield Found(plain(text), "json-ld")
        break
    for content, source in page.metas.all("og:title", "twitter:title"):
        yield Found(plain(content), source)
    in_head = page.root.find("head/title")
    for element in page.elements.tagged("title") if in_head is None else [in_head]:
        if text := plain(text_of(element)):
            yield Found(text, "dom:title")
            break


def _edited(page: Document, declared: list[Found[str]], shown_key: str) -> Found[str] | None:
    """Return what the newsroom entered for a news article, or None.

    That is the JSON-LD headline where og:title repeats it. Where only the page's title repeats it, og:title is the one
    that was written by hand: right on 10 of 17 such pages. Where og:title is the page's title, it was made for search
    engines, and the headline is the JSON-LD one if it is shown (15 of 17).
    """
    first = declared[0]
    if first.source != "json-ld" or not any("newsarticle" in name for name in types(page.article)):
        return None
    own = letters(first.value)
    social = next((one for one in declared if one.source == "meta:og:title"), None)
    page_title = next((letters(one.value) for one in declared if one.source == "dom:title"), "")
    if social is None or letters(social.value) == own:
        is_repeated = social is not None or page_title == own
        return first if is_repeated and not is_cut_off(first.value) else None
    is_by_hand = page_title == own and shown_key in {own, letters(social.value), ""}
    return social if is_by_hand and not is_cut_off(social.value) else None


def _agreed(page: Document, declared: list[Found[str]], heading: Heading) -> Found[str] | None:
    """Return the declared title that is the visible headline or a whole part of it, else the visible headline."""
    folded = letters(heading.text)
    for one in declared:
        if letters(one.value) == folded:
            return one
    if declared[0].source == "dom:title":
        return _longer_heading(page, declared[0].value, folded) or Found(heading.text, "dom:h1")
    if not heading.likeness:
        is_section = all(len(one.value.split()) <= _SECTION_WORDS for one in declared)
        is_long = len(heading.text.split()) >= _HEADLINE_WORDS
        return Found(heading.text, "dom:h1") if is_section and is_long else None
    return next((one for one in declared if _is_part(one.value, folded)), Found(heading.text, "dom:h1"))


def _is_part(text: str, folded: str) -> bool:
    """Tell whether a title begins or ends the folded headline, whose rest is then a kicker, date or standfirst."""
    inner = letters(text)
    is_part = folded.startswith(inner) or folded.endswith(inner)
    return is_part and len(inner) >= min(_LEAST_LETTERS, _LEAST_PART * len(folded)) and not is_cut_off(text)


def _unseen(page: Document, declared: list[Found[str]]) -> Found[str] | None:
    """Return the declared title that most of the others repeat, where no ``h1`` shows it."""
    best = max(declared, key=lambda one: _support(one, declared), default=None)  # the first of equals
    if best and best.source == "dom:title" and len(parts(best.value)) > 1:
        return _longer_heading(page, best.value, "") or best
    return best


def _longer_heading(page: Document, title: str, shorter: str) -> Found[str] | None:
    """Return the lower heading that the title repeats, where the ``h1`` is ``shorter``: the name of the site, say."""
    text = repeated_heading(page, title)
    is_longer = text and len(letters(text)) > len(shorter) and (not shorter or shorter not in letters(text))
    return Found(text, "dom:heading") if text and is_longer else None


def _support(candidate: Found[str], candidates: list[Found[str]]) -> float:
    """Count the kinds of source that say the same, or the same with something after it."""
    folded = letters(candidate.value)
    same = {c.source for c in candidates if letters(c.value) == folded}
    longer = {c.source for c in candidates if letters(c.value).startswith(folded)} - same if len(folded) > 20 else set()
    return len(same) + 0.5 * len(longer) - is_cut_off(candidate.value)
