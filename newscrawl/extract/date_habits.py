"""Tell how the writers of a page put dates, from its language and its country."""

from urllib.parse import urlsplit

from newscrawl.extract.document import Document
from newscrawl.extract.written import Habits

_CROATIAN = frozenset({"hr", "bs"})
_MONTH_FIRST_REGIONS = frozenset({"us", "ph"})
_WORLDWIDE = frozenset(
    {"ai", "app", "co", "fm", "io", "is", "it", "ly", "me", "tv", "ws", "us", "ph"}
)  # or month first


def habits_of(page: Document) -> Habits:
    """Return the habits: English puts the month first, unless the domain or the language names another country."""
    language, _, region = (page.root.get("lang") or "").strip().lower().replace("_", "-").partition("-")
    country = _country(page.url)
    if language and language != "en":
        return Habits(croatian=language in _CROATIAN)
    if len(country) == 2 and country not in _WORLDWIDE:
        return Habits()
    return Habits(month_first=not region or region in _MONTH_FIRST_REGIONS)


def _country(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:  # for example an unfinished IPv6 address
        return ""
