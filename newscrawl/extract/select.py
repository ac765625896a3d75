"""Select elements of a page, by an outlet's own CSS or by the engine's XPath."""

from collections.abc import Iterable
from functools import lru_cache

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import XPath, XPathError
from lxml.etree import _Element as Element

from newscrawl.extract.page import Rules
from newscrawl.extract.prose import text_of


def compile_selector(selector: str) -> CSSSelector:
    """Compile a selector; raise ValueError, saying what is wrong with it, where it is no CSS."""
    try:
        return CSSSelector(selector, translator="html")
    except (SelectorError, XPathError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


@lru_cache(maxsize=512)
def compiled(selector: str) -> CSSSelector | None:
    """Compile a selector once; None where it is no CSS, which then finds nothing."""
    try:
        return compile_selector(selector)
    except ValueError:
        return None


def elements(root: Element, selector: str | None) -> list[Element]:
    """Return the elements that ``selector`` finds below ``root``, in the page's order."""
    path = compiled(selector) if selector else None
    return find(path, root) if path is not None else []


def find(path: XPath, root: Element) -> list[Element]:
    """Return the elements that a compiled path finds below ``root``, in the page's order."""
    found = path(root)
    return [one for one in found if isinstance(one, Element)] if isinstance(found, list) else []


def chosen(root: Element, rules: Rules, field: str) -> list[Element]:
    """Return the elements that the outlet names for a field."""
    return elements(root, rules.select.get(field))


def values(found: Iterable[Element]) -> list[str]:
    """Return what the elements say: ``content`` or ``datetime`` where they have it, else their text."""
    texts = (element.get("content") or element.get("datetime") or text_of(element) for element in found)
    return [text for text in texts if text]


def cut(element: Element) -> None:
    """Take an element out of its tree; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
