"""Tell whether an article is one that state knows by an address or a number that both share."""

import re

from newscrawl.article import Article
from newscrawl.state.articles import Last
from newscrawl.text import fold

SAME_MOMENT = 60  # seconds between two writings of one time of publication
ALIKE, NEARLY = 0.5, 0.8  # of the words of the shorter headline


def is_same(article: Article, known: Last) -> bool:
    """Tell whether an article whose page claims the address of a known one shows that one.

    So it is with the same text, the same headline published at the same time, or nearly so; a lying canonical link is
    one that many articles share, and daily columns share their headline too.
    """
    if article.text_sha256 == known.text_sha256:
        return True
    likeness, together = _likeness(article, known), _together(article, known)
    return likeness >= NEARLY if together else likeness == 1 and together is None


def is_same_by_id(article: Article, known: Last, *, is_id: bool) -> bool:
    """Tell the same of two with one number in their addresses; ``is_id`` says that such ones stood for one article."""
    if article.text_sha256 == known.text_sha256:
        return True
    together = _together(article, known)
    return is_id and (together or (together is None and _likeness(article, known) >= ALIKE))


def is_conflict(article: Article, known: Last) -> bool:
    """Tell whether two that share a number, and are not taken for the same, prove that it is no id of theirs."""
    return not _together(article, known) and _likeness(article, known) < ALIKE


def _together(article: Article, known: Last) -> bool | None:
    """Tell whether they were published at the same time; None where that is not known."""
    if article.published_at is None or known.published_at is None:
        return None
    return bool(abs(article.published_at.timestamp() - known.published_at) <= SAME_MOMENT)


def _likeness(article: Article, known: Last) -> float:
    """Return how many of the words of the shorter headline are in the other one, from 0 to 1 (only where equal)."""
    one, other = fold(article.title), fold(known.title)
    if one == other:
        return 1.0
    words, others = (set(re.findall(r"\w+", title)) for title in (one, other))
    shared = len(words & others) / max(min(len(words), len(others)), 1)
    return min(shared, 0.99)
