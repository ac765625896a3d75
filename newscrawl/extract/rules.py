"""Pick which of an outlet's rules hold for a page, and find what is wrong with rules before any page is read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from newscrawl.extract.dates import dates
from newscrawl.extract.document import Document
from newscrawl.extract.page import Rules
from newscrawl.extract.select import compile_selector, elements

SELECTABLE = (
    "title", "description", "body", "authors", "section", "tags", "language", "canonical_url", "published_at",
    "modified_at", "images", "access", "agency",
)  # fmt: skip
_OF_THE_OUTLET = ("timezone", "since", "outlet", "older")


def rules_for(page: Document, rules: Rules) -> Rules:
    """Return the rules that hold on the day the page was published: the older ones first, as far as they find anything.

    Pages that were published before a layout changed may since have been given the new one, so older rules of which no
    selector finds an element step back. A page without a date is read by the newest rules.
    """
    if not rules.older and rules.valid_until is None:
        return rules
    day = _day(page, rules)
    for older in sorted(rules.older, key=_last_day):
        if day is not None and day <= _last_day(older) and _finds_anything(page, older):
            return replace(rules, select=older.select, drop=older.drop, valid_until=older.valid_until, older=())
    if rules.valid_until is not None and (day is None or day > rules.valid_until):
        return replace(rules, select={}, drop=(), older=())
    return rules


def mistakes(rules: Any, name: str = "rules") -> Iterator[str]:
    """Give what is wrong with rules, each as a sentence that names the rule and says what to do."""
    if not isinstance(rules, Rules):
        yield f"{name} is {rules!r}; write Rules(select={{...}}, drop=(...,))"
        return
    for field, selector in rules.select.items():
        if field not in SELECTABLE:
            yield f'{name}: select["{field}"] is no field; {_hint(field)}'
        else:
            yield from _wrong_selector(f'{name}: select["{field}"]', selector)
    if isinstance(rules.drop, str):
        yield f"{name}: drop is one text; write a tuple, for example drop=({rules.drop!r},)"
    else:
        for number, selector in enumerate(rules.drop):
            yield from _wrong_selector(f"{name}: drop[{number}]", selector)
    if rules.valid_until is not None and _is_no_day(rules.valid_until):
        yield f"{name}: valid_until is {rules.valid_until!r}; write the layout's last day as date(2026, 11, 30)"
    for number, older in enumerate(rules.older):
        yield from _wrong_older(f"{name}: older[{number}]", older)


def _wrong_older(name: str, older: Any) -> Iterator[str]:
    yield from mistakes(older, name)
    if not isinstance(older, Rules):
        return
    if older.valid_until is None:
        yield f"{name}: set valid_until, the last day of that layout, for example date(2026, 11, 30)"
    if set_too := [fact for fact in _OF_THE_OUTLET if getattr(older, fact)]:
        yield f"{name}: {set_too[0]} is the same for all layouts; set it on the outlet's own rules"


def _wrong_selector(name: str, selector: Any) -> Iterator[str]:
    try:
        compile_selector(selector)
    except ValueError as error:
        yield f'{name} {selector!r} is no CSS selector: {error}; write one such as "div.article-text > p"'


def _hint(field: str) -> str:
    near = get_close_matches(str(field), SELECTABLE, n=1)
    return f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(SELECTABLE)}"


def _is_no_day(day: Any) -> bool:
    return not isinstance(day, date) or isinstance(day, datetime)


def _last_day(rules: Rules) -> date:
    return rules.valid_until or date.min


def _day(page: Document, rules: Rules) -> date | None:
    """Return the day on which the page says it was published, by the engine alone: the rules are not known yet."""
    found = dates(page, replace(rules, select={})).published
    return found.value.date() if found else None


def _finds_anything(page: Document, rules: Rules) -> bool:
    return any(elements(page.root, selector) for selector in (*rules.select.values(), *rules.drop))
