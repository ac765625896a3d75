"""Read what a page's meta elements declare."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from newscrawl.text import clean


@dataclass(slots=True)
class Metas:
    """The meta elements of a page: name, property or itemprop in lower case -> contents, in the page's order."""

    values: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, elements: Iterable[Element]) -> "Metas":
        """Collect the meta elements with a name and a content."""
        values: dict[str, list[str]] = {}
        for meta in elements:
            content = clean(meta.get("content") or "")
            key = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
            if key and content:
                values.setdefault(key.strip().lower(), []).append(content)
        return cls(values)

    def all(self, *keys: str) -> Iterator[tuple[str, str]]:
        """Give (content, ``meta:<key>``) for each of the keys that the page has, in the order of the keys."""
        for key in keys:
            for content in self.values.get(key, ()):
                yield content, f"meta:{key}"

    def first(self, *keys: str) -> tuple[str | None, str | None]:
        """Return the first of what ``all`` gives, or (None, None)."""
        return next(self.all(*keys), (None, None))
