"""Facts about outlets: the keys of a facts file, and the checks every outlet's facts have to pass."""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from newscrawl.errors import BadFacts
from newscrawl.urls import normalise, outlet_domain, outlet_key

COUNTRY = re.compile(r"[A-Z]{2}")
RESERVED = ("text", "metadata", "skip")  # what is kept of articles that the outlet reserves
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One outlet of a facts file; URLs are absolute or relative to ``home``."""

    key: str
    name: str
    home: str
    hosts: list[str] = []
    country: str | None = None
    languages: list[str] = []
    timezone: str | None = None
    feeds: list[str] = []
    news_sitemaps: list[str] = []
    sitemaps: list[str] = []
    wordpress: list[str] = []
    listings: list[str] = []
    archives: list[str] = []
    article_url: str | None = None
    reserved: str | None = None
    poll_min: Annotated[int, Meta(ge=0)] | None = None
    poll_max: Annotated[int, Meta(ge=0)] | None = None


def read_facts(path: Path) -> list[Facts]:
    """Return the outlets of a facts file, a JSON list; raise BadFacts naming the file, the place and the mistake."""
    try:
        outlets = msgspec.json.decode(path.read_bytes(), type=list[Facts])
    except OSError as error:
        raise BadFacts(f"{path}: {error.strerror}; give a JSON file of outlets") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadFacts(f"{path}: {_explained(str(error))}") from error
    for outlet in outlets:
        check_facts(f"{path}: {outlet.key}", msgspec.to_builtins(outlet))
    names = [outlet_key(outlet.key) for outlet in outlets]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise BadFacts(f"{path}: the key {repeated[0]!r} stands for two outlets; give each its own")
    return outlets


def check_facts(where: str, facts: dict[str, Any]) -> None:
    """Raise BadFacts, beginning with ``where``, at the first fact that cannot be right."""
    name = facts.get("name") or ""
    try:
        key = outlet_key(facts.get("key", name))
    except ValueError as error:
        raise BadFacts(f"{where}: {error}; set a key of letters and digits") from error
    if "key" not in facts and name != key:  # it becomes a part of file names in the lake
        raise BadFacts(f"{where}: name {name!r} is none for an outlet; write {key!r}")
    _check_url(where, facts.get("home"))
    for kind in ("feeds", "news_sitemaps", "sitemaps", "wordpress", "listings"):
        for url in facts.get(kind) or ():
            _check_source(where, kind, facts["home"], url)
    for template in facts.get("archives") or ():
        _check_archive(where, facts["home"], template)
    for host in facts.get("hosts") or ():
        _check_host(where, host)
    _check_zone(where, facts.get("timezone"))
    _check_form(where, "country", facts.get("country"), COUNTRY, 'ISO 3166-1, for example "TR"')
    for language in facts.get("languages") or ():
        _check_form(where, "languages", language, LANGUAGE, 'BCP 47, for example "en" or "pt-BR"')
    if facts.get("reserved") not in (None, *RESERVED):
        raise BadFacts(f"{where}: reserved {facts['reserved']!r} is unknown; it is one of {', '.join(RESERVED)}")
    _check_pattern(where, "article_url", facts.get("article_url"), groups=0)
    _check_pattern(where, "id_in_url", facts.get("id_in_url"), groups=1)


def _check_pattern(where: str, key: str, pattern: str | None, *, groups: int) -> None:
    if pattern is None:
        return
    try:
        found = re.compile(pattern).groups
    except re.error as error:
        raise BadFacts(f"{where}: {key} is no regular expression: {error}") from error
    if found < groups:
        raise BadFacts(f"{where}: {key} {pattern!r} has no group; put the article's id in round brackets")


def _check_url(where: str, home: str | None) -> None:
    if not home:
        raise BadFacts(f'{where}: set home (URL of the front page, for example "https://example.com/")')
    try:
        normalise(home)
    except ValueError as error:
        raise BadFacts(f"{where}: home {home!r} is no web address: {error}") from error


def _check_source(where: str, kind: str, home: str, url: str) -> None:
    try:
        normalise(urljoin(home, url))
    except ValueError as error:
        raise BadFacts(f"{where}: {kind} {url!r} is no web address: {error}") from error


def _check_archive(where: str, home: str, template: str) -> None:
    try:
        first, second = (template.format(year=2023 + n, month=n, day=n) for n in (1, 2))
        is_one = all(str(2023 + n) in page for n, page in ((1, first), (2, second)))
    except (LookupError, ValueError, AttributeError, TypeError):
        is_one = False
    if not is_one:
        raise BadFacts(f'{where}: archives {template!r} names no days; write it like "archive/{{year}}/{{month:02}}/"')
    _check_source(where, "archives", home, first)


def _check_host(where: str, host: str) -> None:
    try:
        plain = outlet_domain(f"http://{host}/")
    except ValueError:
        plain = ""
    if plain not in (host, host.removeprefix("www.")):
        raise BadFacts(f'{where}: hosts {host!r} is no host; write it like "static.example.com"')


def _check_zone(where: str, name: str | None) -> None:
    try:
        if name is not None:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadFacts(
            f'{where}: timezone {name!r} is unknown; use an IANA name, for example "Europe/Istanbul"'
        ) from error


def _check_form(where: str, key: str, value: str | None, form: re.Pattern[str], example: str) -> None:
    if value and not form.fullmatch(value.upper() if form is COUNTRY else value):
        raise BadFacts(f"{where}: {key} {value!r} is not in the form of {example}")


def _explained(error: str) -> str:
    """Return msgspec's message with the keys there are, where a key is the mistake."""
    unknown = re.search(r"unknown field `([^`]+)`", error)
    if not unknown:
        return f"{error}; see docs/adding-an-outlet.md"
    known = Facts.__struct_fields__
    near = get_close_matches(unknown[1], known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(known)}"
    return f"{error}; {hint}"
