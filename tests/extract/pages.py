"""Small pages to extract from."""

import json
from typing import Any

URL = "https://www.example.com/world/2024/bridge-opens"
PROSE = (
    "The bridge over the northern arm of the river opened to lorries on Tuesday, eleven months after the flood.",
    "Engineers walked across it first, then the mayor, and then a bus with the pupils of the valley school.",
    "Until now the detour through the hills took two hours, and longer when the snow came early in the year.",
)


def html(body: str, head: str = "", lang: str = "en") -> bytes:
    """Return a page, UTF-8."""
    start = f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
    return f"{start}<body>{body}</body></html>".encode()


def article(inner: str = "", head: str = "", after: str = "", title: str = "Bridge opens after eleven months") -> bytes:
    """Return an article page with three paragraphs of prose, then ``inner``; ``after`` follows the article."""
    prose = "".join(f"<p>{line}</p>" for line in PROSE)
    return html(f"<main><article><h1>{title}</h1><div class='text'>{prose}{inner}</div></article></main>{after}", head)


def json_ld(node: Any) -> str:
    """Return a script element with JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def news(**fields: Any) -> str:
    """Return a script element that describes a NewsArticle."""
    return json_ld({"@context": "https://schema.org", "@type": "NewsArticle", **fields})


def meta(**contents: str) -> str:
    """Return meta elements; two underscores stand for a colon."""
    return "".join(f'<meta property="{key.replace("__", ":")}" content="{text}">' for key, text in contents.items())
