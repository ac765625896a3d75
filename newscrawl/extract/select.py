"""Apply an outlet's own CSS selectors."""

from collections.abc import Iterable
from functools import lru_cache

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import _Element as Element

from newscrawl.extract.page import Rules
from newscrawl.extract.prose import text_of


@lru_cache(maxsize=512)
def compiled(selector: str) -> CSSSelector | None:
    """Compile a selector once; None where it is no CSS, which then finds nothing."""
    try:
        return CSSSelector(selector, translator="html")
    except SelectorError:
        return None


def elements(root: Element, selector: str | None) -> list[Element]:
    """Return the elements that ``selector`` finds below ``root``, in the page's order."""
    expression = compiled(selector) if selector else None
    return list(expression(root)) if expression is not None else []


def chosen(root: Element, rules: Rules, field: str) -> list[Element]:
    """Return the elements that the outlet names for a field."""
    return elements(root, rules.select.get(field))


def values(found: Iterable[Element]) -> list[str]:
    """Return what the elements say: ``content`` or ``datetime`` where they have it, else their text."""
    texts = (element.get("content") or element.get("datetime") or text_of(element) for element in found)
    return [text for text in texts if text]
