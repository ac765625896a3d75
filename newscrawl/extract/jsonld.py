"""Read the JSON-LD of a page leniently, and find the node that describes its article."""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

Node = dict[str, Any]

ARTICLE_TYPES = {  # type, lower case -> how much it says that this node is the article
    "newsarticle": 10, "reportagenewsarticle": 10, "analysisnewsarticle": 10, "opinionnewsarticle": 10,
    "backgroundnewsarticle": 10, "reviewnewsarticle": 10, "askpublicnewsarticle": 10, "liveblogposting": 11,
    "article": 9, "blogposting": 9, "report": 8, "techarticle": 8, "scholarlyarticle": 8, "advertisercontentarticle": 8,
    "satiricalarticle": 8, "socialmediaposting": 5, "creativework": 4, "webpage": 1, "itempage": 1,
}  # fmt: skip
MEDIA_TYPES = {"videoobject", "audioobject", "imagegallery", "mediagallery", "podcastepisode", "episode", "photograph"}
MAX_NODES = 2_000

_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')


def nodes(root: Element) -> list[Node]:
    """Return every node of every JSON-LD script, nested ones after those that hold them."""
    found: list[Node] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for value in _loads("".join(map(str, script.itertext()))):
            for node in _walk(value):
                found.append(node)
                if len(found) >= MAX_NODES:
                    return found
    return found


def types(node: Node) -> set[str]:
    """Return the node's types in lower case, without the vocabulary's address."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return {name.rsplit("/", 1)[-1].removeprefix("schema:").lower() for name in names if isinstance(name, str)}


def article(found: list[Node], url: str) -> Node:
    """Return the node that describes the article at ``url``, or an empty one.

    The type counts most; then an address that is the page's own, a headline and a date.
    """
    best: Node = {}
    best_score = 0
    for node in found:
        kind = max((ARTICLE_TYPES.get(name, 0) for name in types(node)), default=0)
        if kind < 4:
            continue
        score = kind + 6 * _is_at(node, url) + 3 * bool(node.get("headline")) + 2 * bool(node.get("datePublished"))
        if score > best_score:
            best, best_score = node, score
    return best


def texts(value: Any) -> Iterator[str]:
    """Give the non-empty strings of a value that may be a string, a list, or nodes with a name."""
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, dict):
        yield from texts(value.get("name") or value.get("@value"))


def resolve(value: Any, found: list[Node]) -> list[Any]:
    """Return ``value`` as a list, with references by ``@id`` replaced by the nodes they name."""
    parts = value if isinstance(value, list) else [] if value is None else [value]
    by_id = {node["@id"]: node for node in found if isinstance(node.get("@id"), str) and len(node) > 1}
    return [
        by_id.get(part.get("@id"), part) if isinstance(part, dict) and isinstance(part.get("@id"), str) else part
        for part in parts
    ]


def _is_at(node: Node, url: str) -> bool:
    own = _path(url)
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if own and isinstance(address, str) and _path(address) == own:
            return True
    return False


def _path(url: str) -> str | None:
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:  # for example an unfinished IPv6 address
        return None


def _walk(value: Any) -> Iterator[Node]:
    """Give the nodes below ``value`` without recursion, so that nesting cannot exhaust the stack."""
    queue = deque([value])
    while queue:
        part = queue.popleft()
        if isinstance(part, list):
            queue.extendleft(reversed(part))
        elif isinstance(part, dict):
            if "@type" in part or "@id" in part:
                yield part
            queue += [inner for inner in part.values() if isinstance(inner, dict | list)]


def _loads(text: str) -> Iterator[Any]:
    """Give the values of a script that may hold comments, control characters, trailing commas or several values."""
    if "<!" in text or "-->" in text or "]]>" in text:  # without one of them the search is in vain
        text = _WRAPPER.sub("", _WRAPPER.sub("", text))
    text = text.strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", text))):
        position, values = 0, []
        try:
            while position < len(candidate):
                value, position = decoder.raw_decode(candidate, position)
                values.append(value)
                while position < len(candidate) and candidate[position] in " \t\r\n,;":
                    position += 1
        except (ValueError, RecursionError):
            if not values:
                continue
        yield from values
        return
