"""Tell whether a page says that its article is free or has to be paid for."""

from typing import Any, Literal

from newscrawl.article import Access
from newscrawl.extract.document import Document
from newscrawl.extract.found import Found

_PAID_TIERS = {"locked": "paid", "metered": "paid", "premium": "paid", "paid": "paid", "free": "free"}


def access(page: Document) -> Found[Access] | None:
    """Return what the page declares in JSON-LD or in meta article:content_tier."""
    for node in [page.article, *page.nodes]:
        if "isAccessibleForFree" in node and (free := _truth(node["isAccessibleForFree"])) is not None:
            is_part = node is not page.article and "WebPageElement" in str(node.get("@type"))
            if not is_part:
                return _declared("free" if free else "paid", "json-ld", f"isAccessibleForFree {str(free).lower()}")
    for content, source in page.metas.all("article:content_tier", "cxenseparse:access", "lp:access"):
        if tier := _PAID_TIERS.get(content.casefold()):
            return _declared("free" if tier == "free" else "paid", source, content)
    return None


def _declared(declared: Literal["free", "paid"], source: str, evidence: str) -> Found[Access]:
    return Found(Access(declared=declared, evidence=evidence), source)


def _truth(value: Any) -> bool | None:
    """Read a boolean as sites write it: true, "True", "false", 1."""
    text = str(value[0] if isinstance(value, list) and value else value).rsplit("/", 1)[-1].casefold()
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text)
