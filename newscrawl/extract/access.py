"""Tell whether an article is free or has to be paid for, and whether all of it was read."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from newscrawl.article import Access
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import ARTICLE_TYPES, Node, resolve, types
from newscrawl.extract.wall import seen

Declared = Literal["free", "paid"]

_TIERS: dict[str, Declared] = {
    "locked": "paid", "metered": "paid", "premium": "paid", "paid": "paid", "subscriber": "paid", "subscribers": "paid",
    "subscription": "paid", "abo": "paid", "plus": "paid", "registered": "paid", "free": "free", "open": "free",
}  # fmt: skip
_METAS = (
    "article:content_tier", "content_tier", "cxenseparse:access", "cxenseparse:recs:access", "lp:access", "access",
    "content-access", "article:access",
)  # fmt: skip


def access(page: Document, lines: Sequence[str] = (), walled_by: str | None = None) -> Found[Access] | None:
    """Return what the page declares in JSON-LD or meta, and what is seen of the body, given as ``lines``.

    ``walled_by`` is the outlet's selector of a wall that was found on the page.
    """
    declared = next(_declared(page), None)
    if walled_by:
        word = declared.value[0] if declared else None
        return Found(Access(declared=word, observed="partial", evidence=walled_by), "rule")
    found = seen(page, lines, declared.value[0] if declared else None)
    if declared is None and found is None:
        return None
    word, said = declared.value if declared else (None, None)
    evidence = "; ".join(filter(None, (said, found.evidence if found else None)))
    source = declared.source if declared else "dom:wall"
    return Found(Access(declared=word, observed=found.observed if found else None, evidence=evidence), source)


def _declared(page: Document) -> Iterator[Found[tuple[Declared, str]]]:
    """Give what the page says of itself: the article's node, its parts, other nodes of an article, meta elements."""
    others = (node for node in page.nodes if not types(node).isdisjoint(ARTICLE_TYPES))
    parts = (part for part in resolve(page.article.get("hasPart"), page.nodes) if isinstance(part, dict))
    for node, name in ((page.article, ""), *((part, "hasPart ") for part in parts), *((node, "") for node in others)):
        if (free := _is_free(node)) is not None and not (name and free):
            yield Found(("free" if free else "paid", f"{name}isAccessibleForFree {str(free).lower()}"), "json-ld")
    for content, source in page.metas.all("isaccessibleforfree"):
        if (free := _truth(content)) is not None:
            yield Found(("free" if free else "paid", f"isAccessibleForFree {str(free).lower()}"), source)
    for content, source in page.metas.all(*_METAS):
        if tier := _TIERS.get(content.casefold()):
            yield Found((tier, content), source)


def _is_free(node: Node) -> bool | None:
    return _truth(node["isAccessibleForFree"]) if "isAccessibleForFree" in node else None


def _truth(value: Any) -> bool | None:
    """Read a boolean as sites write it: true, "True", "false", 1."""
    text = str(value[0] if isinstance(value, list) and value else value).rsplit("/", 1)[-1].casefold()
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text)
