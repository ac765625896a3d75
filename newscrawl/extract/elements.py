"""Know the elements of a page that several fields ask for, by their tag."""

from lxml.etree import _Element as Element

_ASKED = (
    "article", "base", "br", "date", "figure", "h1", "h2", "h3", "meta", "relative-time", "time", "time-ago", "title",
)  # fmt: skip


class Elements:
    """The elements of a page with the tags that fields ask for; one pass through the tree serves all."""

    def __init__(self, root: Element) -> None:
        """Read the elements of a page."""
        self._found = list(root.iter(*_ASKED))
        self._places: dict[str, list[int]] = {tag: [] for tag in _ASKED}
        for place, element in enumerate(self._found):
            self._places[element.tag].append(place)

    def tagged(self, *tags: str) -> list[Element]:
        """Return the elements with one of the tags, in the page's order."""
        places = [place for tag in tags for place in self._places[tag]]
        return [self._found[place] for place in (sorted(places) if len(tags) > 1 else places)]
