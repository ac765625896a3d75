"""The normal form of a record: text cleaned, times in UTC, one address and one id for an article."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from newscrawl.article import Article, Image, article_id
from newscrawl.identity import believable_canonical
from newscrawl.text import clean, clean_body, word_count
from newscrawl.urls import is_web_address, normalise

FUTURE = timedelta(minutes=10)  # clocks differ; what is dated later than that is wrong
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletFacts:
    """What the normal form needs to know of an outlet; ``id_in_url``'s first group is the outlet's id of an article."""

    name: str
    country: str | None
    languages: Sequence[str]
    timezone: str | None
    domains: Collection[str]
    not_articles: Collection[str]
    id_in_url: re.Pattern[str] | None


def normal_article(article: Article, facts: OutletFacts) -> Article:
    """Return the article in its normal form; raise ValueError if its addresses are no web addresses."""
    canonical, identity = _identity(article, facts)
    published_at, modified_at = (
        _moment(in_zone(value, facts.timezone), article.fetched_at)
        for value in (article.published_at, article.modified_at)
    )
    body = clean_body(article.body)
    language = _language(article.language, facts.languages)
    found = article.provenance if language == article.language else replace(article.provenance, language="outlet")
    return replace(
        article,
        article_id=article_id(facts.name, identity),
        outlet=facts.name,
        country=facts.country.upper() if facts.country else None,
        language=language,
        canonical_url=canonical,
        title=clean(article.title),
        description=_optional(article.description),
        body=body,
        authors=_distinct(article.authors),
        section=_optional(article.section),
        tags=_distinct(article.tags),
        published_at=published_at,
        modified_at=modified_at if _is_later(modified_at, published_at) else None,
        fetched_at=article.fetched_at.astimezone(UTC).replace(microsecond=0),
        images=_images(article.images),
        agency=_optional(article.agency),
        word_count=word_count(body),
        provenance=found,
    )


def in_zone(moment: Any, timezone: str | None) -> Any:
    """Return a datetime, or an ISO 8601 text, that names no zone as a time in the outlet's, or in UTC where unknown.

    Anything else is returned as it is.
    """
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return moment
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=ZoneInfo(timezone or "UTC"))
    return moment


def _identity(article: Article, facts: OutletFacts) -> tuple[str, str]:
    """Return the canonical URL, and the outlet's own id of the article where its URL shows one, else that URL again."""
    canonical = believable_canonical(article.url, article.canonical_url or None, facts.domains, facts.not_articles)
    if facts.id_in_url is None:
        return canonical, canonical
    own, claimed = facts.id_in_url.search(article.url), facts.id_in_url.search(canonical)
    if own and claimed and own[1] != claimed[1]:  # the canonical link is another article's
        return normalise(article.url), own[1]
    found = claimed or own
    return canonical, found[1] if found else canonical


def _moment(moment: datetime | None, fetched_at: datetime) -> datetime | None:
    """Return the moment in UTC to the second, or None if it lies in the future and so cannot be right."""
    if moment is None:
        return None
    try:
        utc = moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return None
    return utc if utc <= fetched_at + FUTURE else None


def _is_later(modified_at: datetime | None, published_at: datetime | None) -> bool:
    """Tell a modification from the time of publishing written twice, as many systems do."""
    return modified_at is not None and (published_at is None or modified_at > published_at)


def _language(page: str | None, outlet: Sequence[str]) -> str | None:
    """Return the page's language, as the outlet spells it where they agree: themes say en-US wherever they are used."""
    if not page or not LANGUAGE.fullmatch(page):
        return outlet[0] if outlet else None
    return next((language for language in outlet if _primary(language) == _primary(page)), page)


def _primary(language: str) -> str:
    return language.partition("-")[0]


def _optional(text: str | None) -> str | None:
    return clean(text or "") or None


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for raw in texts if (text := clean(raw))))


def _images(images: Iterable[Image]) -> list[Image]:
    return [
        Image(url=image.url, caption=_optional(image.caption), credit=_optional(image.credit))
        for image in images
        if is_web_address(image.url)
    ]
