"""Identity: which addresses are forms of one, which canonical links can be right, what an address tells of its article.

A false fold loses an article, a missed one only doubles it: in doubt two addresses are two articles.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from newscrawl.urls import is_front_page, names_article, normalise, within

# What stands before a host, in a path or in a query when an article is shown in another form.
OTHER_HOSTS = frozenset(("m", "mobile", "amp", "www"))
AMP_QUERY = re.compile(r"(?:amp(?:=(?:1|true|)|)|output(?:type)?=amp)", re.IGNORECASE)
AMP_ENDING = re.compile(r"\.amp(?=\.html?$|$)", re.IGNORECASE)
INDEX = re.compile(r"/(?:index\.(?:html?|php|jsp)|default\.aspx)$", re.IGNORECASE)
# A last segment of what is no article, whatever page names it as its own.
NO_ARTICLE_NAMES = "404 403 500 error errors error-page not-found notfound page-not-found login signin anmelden consent"
NO_ARTICLE = frozenset(NO_ARTICLE_NAMES.split())
ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|amp)$", re.IGNORECASE)
DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0?[1-9]|1[0-2])[/-]?(0?[1-9]|[12]\d|3[01])(?=[/_-])")
DATE_DIGITS = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:\d\d){0,3})?")
NUMBER = re.compile(r"(?<![\da-z])(?:\d{4,}|(?=[0-9a-f]*\d)[0-9a-f]{10,})(?![\da-z])")
QUERY_NUMBER = re.compile(r"(?:^|&)([\w.]*)=([\w-]*\d[\w-]*)(?=&|$)")
NOT_AN_ID = re.compile(r"(?:19|20)\d\d")  # a year
OTHER_FORM = re.compile(r"/(?:amp|print|drucken|imprimir|imprimer|stampa|full|(?:(?:slide|page|seite)/)?\d{1,2})/?")
SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
LEAST_WORD = 3  # letters
LEAST_ID = 5  # digits of an id that is one by its look alone
SLUG = 2  # words that name an article rather than the script that shows all of them
REMEMBERED = 256  # addresses: those of one article are looked at a dozen times in a row
AKIN = 0.5  # of the words of the shorter slug


class Telling(NamedTuple):
    """What an address tells of its article: the words of its slug, numbers that may be ids, its day."""

    words: frozenset[str]
    numbers: frozenset[str]
    day: tuple[int, int, int] | None


class UrlId(NamedTuple):
    """A number in an address that may be the article's id, and the shape of address it stands in."""

    shape: str
    number: str


@lru_cache(maxsize=REMEMBERED)
def place(url: str) -> str:
    """Return what all spellings of one address share; raise ValueError as ``normalise`` does.

    Scheme, ``www.``, session, an index file and a final slash do not count.
    """
    parts = urlsplit(normalise(url))
    path = INDEX.sub("/", SESSION.sub("", parts.path)).rstrip("/")
    return parts.netloc.removeprefix("www.") + path + (f"?{parts.query}" if parts.query else "")


def same_place(one: str, other: str) -> bool:
    """Tell whether two addresses are spellings of one."""
    return place(one) == place(other)


def is_home(url: str) -> bool:
    """Tell whether an address is a site's front page; False for what is no address."""
    try:
        return is_front_page(normalise(url))
    except ValueError:
        return False


@lru_cache(maxsize=REMEMBERED)
def main_form(url: str) -> str:
    """Return the place of which this address is, by its look, the AMP or mobile form; raise as ``normalise`` does."""
    parts = urlsplit("//" + place(url))
    query = "&".join(pair for pair in parts.query.split("&") if not AMP_QUERY.fullmatch(pair))
    segments = AMP_ENDING.sub("", parts.path.strip("/")).split("/")
    for end in (0, -1):
        if len(segments) > (0 if query else 1) and segments[end].lower() == "amp":
            del segments[end]
    return f"{_main_host(parts)}/{'/'.join(segments)}".rstrip("/") + (f"?{query}" if query else "")


def is_alternate(url: str) -> bool:
    """Tell whether the address is an AMP or mobile form, whose text is often a shorter one."""
    return place(url) != main_form(url)


def believable_canonical(url: str, canonical: str | None, domains: Iterable[str], not_articles: Iterable[str]) -> str:
    """Return the page's canonical address, normalised; the URL itself where the canonical link cannot be right.

    It is believed within the outlet's domains, unless it names the front page, one of ``not_articles`` (listings,
    feeds), a section, an error page, or an address that tells of another article. Raise ValueError when the URL itself
    is none.
    """
    own = normalise(url)
    try:
        claimed = normalise(urljoin(url, canonical.strip())) if canonical and canonical.strip() else own
    except ValueError:
        return own
    if not within(claimed, domains) or is_front_page(claimed):
        return own
    if main_form(claimed) == main_form(own):
        return claimed
    is_lie = place(claimed) in {place(other) for other in not_articles} or _is_above(own, claimed)
    return own if is_lie or related(own, claimed) is False else claimed


def related(one: str, other: str) -> bool | None:
    """Tell whether two addresses tell of one article; None where nothing speaks for or against it."""
    a, b = telling(one), telling(other)
    if a.day and b.day and a.day != b.day:
        return False
    if a.numbers & b.numbers:
        return True
    if min(len(a.words), len(b.words)) >= SLUG:
        return len(a.words & b.words) >= AKIN * min(len(a.words), len(b.words))
    if a.numbers and b.numbers:
        return False
    return True if a.words & b.words else None


def telling(url: str) -> Telling:
    """Return what an address tells of its article."""
    parts = urlsplit("//" + main_form(url))
    path = unquote(parts.path).lower()
    segments = [ENDING.sub("", segment) for segment in path.split("/") if segment][-2:]
    slugs = [_words(segment) for segment in segments]
    slug = max(reversed(slugs), key=len, default=frozenset())
    numbers = {number for segment in segments for number in NUMBER.findall(segment)}
    numbers |= {value for _, value in QUERY_NUMBER.findall(parts.query.lower())}
    day = DATE.search(path)
    return Telling(
        words=slug,
        numbers=frozenset(n for n in numbers if not (DATE_DIGITS.fullmatch(n) or NOT_AN_ID.fullmatch(n))),
        day=(int(day[1]), int(day[2]), int(day[3])) if day else None,
    )


@lru_cache(maxsize=REMEMBERED)
def url_id(url: str) -> UrlId | None:
    """Return the one number of an address that may be its article's id, None where there is none or more than one.

    Whether such numbers are ids is for the outlet's articles to show: of two articles, they may be their section's.
    """
    parts = urlsplit("//" + main_form(url))
    segments = [ENDING.sub("", segment) for segment in unquote(parts.path).lower().split("/") if segment]
    found = [
        UrlId(f"{at - len(segments)} {_around(segment, number)}", number)
        for at, segment in enumerate(segments)
        for number in NUMBER.findall(segment)
        if _looks_like_id(number)
    ]
    query = QUERY_NUMBER.findall(parts.query.lower())
    found += [UrlId(f"{parts.path}?{name}", value) for name, value in query if _looks_like_id(value)]
    return found[0] if len(found) == 1 and len(query) <= 1 else None


def _main_host(parts: SplitResult) -> str:
    host = parts.netloc
    while host.partition(".")[0] in OTHER_HOSTS and "." in host.partition(".")[2]:
        host = host.partition(".")[2]
    return host


def _is_above(own: str, claimed: str) -> bool:
    """Tell whether the claimed address is an error page, a section, or the script that shows every article."""
    above, below = urlsplit("//" + main_form(claimed)), urlsplit("//" + main_form(own))
    last = ENDING.sub("", above.path.rpartition("/")[2].lower())
    if last in NO_ARTICLE:
        return True
    if names_article(last) or above.query:
        return False
    if above.path == below.path:
        return bool(below.query) and len(_words(last)) < SLUG
    rest = below.path.removeprefix(above.path.rstrip("/"))
    return rest != below.path and rest.startswith("/") and not OTHER_FORM.fullmatch(rest.lower())


def _words(segment: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[\W\d_]+", segment) if len(word) >= LEAST_WORD)


def _looks_like_id(number: str) -> bool:
    return len(number) >= LEAST_ID and number.isalnum() and not DATE_DIGITS.fullmatch(number)


def _around(segment: str, number: str) -> str:
    """Say where in its segment a number stands: alone, first, last or within."""
    before, _, after = segment.partition(number)
    return f"{'-' if before else ''}#{'-' if after else ''}{'' if number.isdecimal() else ' hex'}"
