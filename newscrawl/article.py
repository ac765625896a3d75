"""The record: what one line of the lake says about one version of one article."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

SCHEMA_VERSION = 1

Hex = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
OutletName = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_-]{0,63}$")]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
WebUrl = Annotated[str, Meta(pattern="^https?://[^/]")]
MAX_LINE = 4 * 1024 * 1024  # bytes; the longest live blogs take 1, and readers have buffers of 10 to 16
Text = Annotated[str, Meta(min_length=1)]
Instant = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0)]

NEVER = datetime(1, 1, 1, tzinfo=UTC)  # stands for a time not filled in yet

Change = Literal["new", "headline", "body", "correction", "gone"]
Directive = Literal["noarchive", "noindex"]
StoryRelation = Literal["none", "exact", "near", "contained"]
Reporting = Literal["own", "agency", "mixed", "reprint"]


@dataclass(slots=True, kw_only=True)
class Image:
    """A picture of the article; caption and credit are None where the page gives none."""

    url: WebUrl
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True, kw_only=True)
class Access:
    """Who may read the article: what the page declares, what was seen, and the evidence; None where unknown."""

    declared: Literal["free", "paid"] | None = None
    observed: Literal["full", "partial"] | None = None
    evidence: str | None = None


@dataclass(slots=True, kw_only=True)
class Rights:
    """What the outlet reserves, where it says so, and what is kept of the article here: its text, or all but that.

    ``tdm`` is its word on text and data mining (TDMRep), ``tdm_policy`` the address of its terms.
    """

    robots: list[Directive] = field(default_factory=list)
    tdm: Literal["reserved", "free"] | None = None
    tdm_policy: str | None = None
    evidence: str | None = None
    kept: Literal["text", "metadata"] = "text"


@dataclass(slots=True, kw_only=True)
class Provenance:
    """Where each field was found, for example ``json-ld`` or ``meta:og:title``; None where it was not found.

    The keys are fixed, so that the column has one type in every part.
    """

    title: str | None = None
    description: str | None = None
    body: str | None = None
    authors: str | None = None
    section: str | None = None
    tags: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    images: str | None = None
    access: str | None = None
    agency: str | None = None


@dataclass(slots=True, kw_only=True)
class Article:
    """One version of one article; the fields are written to the lake in this order.

    Times are aware and in UTC. Lists are never None. What is not known is None, never a guess. ``url`` is the address
    as a source offered it, ``canonical_url`` the one the outlet stands by. What is empty on the way through the
    pipelines is filled in there; ``to_line`` lets no unfinished record pass.
    """

    schema_version: Annotated[int, Meta(ge=1)] = SCHEMA_VERSION
    article_id: Hex = ""
    version: Annotated[int, Meta(ge=1)] = 1
    change: Change = "new"
    outlet: OutletName = ""
    country: Country | None = None
    language: Language | None = None
    url: WebUrl = ""
    canonical_url: WebUrl = ""
    title: Text = ""
    description: str | None = None
    body: str = ""
    authors: list[str] = field(default_factory=list)
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    published_at: Instant | None = None
    modified_at: Instant | None = None
    fetched_at: Instant = NEVER
    images: list[Image] = field(default_factory=list)
    access: Access = field(default_factory=Access)
    agency: str | None = None
    story_id: Hex = ""
    story_relation: StoryRelation = "none"
    story_overlap: Annotated[float, Meta(ge=0, le=1)] = 0.0
    story_of: Hex = ""
    text_sha256: Sha256 = ""
    word_count: Count = 0
    provenance: Provenance = field(default_factory=Provenance)
    extractor: Text = ""
    crawl_id: Text = ""
    found_in: WebUrl = ""
    rights: Rights = field(default_factory=Rights)
    reporting: Reporting = "own"
    own_share: Annotated[float, Meta(ge=0, le=1)] = 1.0
    boilerplate_words: Count = 0


FIELDS = tuple(f.name for f in fields(Article))
TIMES = ("published_at", "modified_at", "fetched_at")


def article_id(outlet: str, identity: str) -> str:
    """Return the id, 32 hex digits, of the article ``outlet`` knows by ``identity``: its own id or canonical URL."""
    return sha256(f"{outlet}\n{identity}".encode()).hexdigest()[:32]


def to_line(article: Article) -> bytes:
    """Encode the record as a line of JSON, newline included, keys in the order of the class, times in UTC with ``Z``.

    Of an article whose text is not to be kept, the body is left out. Raise msgspec.ValidationError naming the field if
    the record does not fit the schema.
    """
    if article.fetched_at == NEVER:
        raise msgspec.ValidationError("Expected a time - at `$.fetched_at`")
    if not article.body:
        raise msgspec.ValidationError("Expected `str` of length >= 1 - at `$.body`")
    written = _as_written(article)
    try:
        line = msgspec.json.encode(written)
    except (UnicodeEncodeError, TypeError) as error:
        raise msgspec.ValidationError(f"{error} - at `$.{_unwritable(written)}`") from error
    msgspec.json.decode(line, type=Article)
    if len(line) > MAX_LINE:
        raise msgspec.ValidationError(f"Expected a line of at most {MAX_LINE} bytes")
    return line + b"\n"


def from_mapping(record: Mapping[str, Any]) -> Article:
    """Build an Article from plain values, unknown ones not allowed; raise msgspec.ValidationError naming the field."""
    if unknown := record.keys() - set(FIELDS):
        raise msgspec.ValidationError(f"Unknown field `{min(unknown)}`")
    return msgspec.convert(record, Article)


@cache
def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one line, generated from the class."""
    schema: dict[str, Any] = msgspec.json.schema(Article)
    for definition in schema["$defs"].values():  # every key is always written, whatever its default
        properties = definition["properties"]
        definition["properties"] = {name: _without_default(properties[name]) for name in properties}
        definition["required"] = list(properties)
    schema["$defs"]["Article"]["description"] = "One version of one article; docs/lake.md explains the fields."
    title = f"newscrawl article, v{SCHEMA_VERSION}"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _as_written(article: Article) -> Article:
    """Return the article with its times in UTC, and without a text that is not to be kept; mostly that is itself."""
    changed: dict[str, Any] = {}
    for name in TIMES:
        value = getattr(article, name)
        if isinstance(value, datetime) and value.tzinfo is not UTC:
            changed[name] = _in_utc(value, name)
    if article.rights.kept == "metadata":
        changed["body"] = ""
    return replace(article, **changed) if changed else article


def _in_utc(value: datetime, name: str) -> datetime:
    """Return a time in UTC; one without a zone says nothing."""
    if value.tzinfo is None:
        raise msgspec.ValidationError(f"Expected a time with its zone - at `$.{name}`")
    return value.astimezone(UTC)


def _unwritable(article: Article) -> str:
    """Return the first field that JSON in UTF-8 cannot hold, for example one with half a surrogate pair."""
    return next(name for name in FIELDS if not _is_writable(getattr(article, name)))


def _is_writable(value: Any) -> bool:
    try:
        msgspec.json.encode(value)
    except (UnicodeEncodeError, TypeError):
        return False
    return True


def _without_default(field_schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in field_schema.items() if key != "default"}
