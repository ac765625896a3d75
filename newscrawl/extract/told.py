"""Gather what a page tells of its article outside the text."""

from collections.abc import Collection, Sequence

from newscrawl.extract.document import Document
from newscrawl.extract.jsonld import texts
from newscrawl.extract.measures import Told, four_grams
from newscrawl.extract.prose import plain
from newscrawl.text import letters, words

DECLARED_LENGTH = 200  # characters of an articleBody that is one


def told(page: Document, title: str, description: str, authors: Sequence[str], outlet: Collection[str]) -> Told:
    """Return the headline, standfirst, authors, names of the outlet and JSON-LD's articleBody in comparable forms."""
    text = next(texts(page.article.get("articleBody")), "")
    return Told(
        title=letters(title),
        description=letters(description),
        outlet=frozenset(letters(name) for name in outlet),
        authors=tuple(name.casefold() for name in authors),
        declared=frozenset(four_grams(words(plain(text)))) if len(text) > DECLARED_LENGTH else None,
    )
