"""Turning articles into HTML: templates, escaping, and the body that every outlet marks up alike."""

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any

from tests.newsroom.model import Block

TEMPLATES = Path(__file__).with_name("templates")


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def fill(template: str, **values: object) -> str:
    """Fill a template of templates/; values are HTML, escaped by the caller; a missing one raises KeyError."""
    return _template(template).substitute(values)


def link(url: str, text: str, **attributes: str) -> str:
    """Write an ``a`` element; ``class_`` stands for ``class``."""
    extra = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
    return f'<a href="{escape(url)}"{extra}>{escape(text)}</a>'


def meta(properties: Mapping[str, str | None]) -> str:
    """Write one ``meta`` element for each property that has a value."""
    kinds = {True: "property", False: "name"}
    return "\n".join(
        f'<meta {kinds[":" in name]}="{name}" content="{escape(value)}">' for name, value in properties.items() if value
    )


def json_ld(value: Any) -> str:
    """Write a JSON-LD script; a closing tag inside a string cannot end it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def body(
    blocks: list[Block], *, linked: Mapping[str, str] | None = None, inserted: Mapping[int, str] | None = None
) -> str:
    """Mark up a body: the items of a list under one ``ul``, a quotation as ``blockquote``.

    ``linked`` maps a word to the address its first mention leads to; ``inserted`` maps the number of a block to HTML
    that follows it and is no part of the text.
    """
    to_link = dict(linked or {})
    lines = []
    for is_list, group in groupby(enumerate(blocks), key=lambda pair: pair[1].kind == "li"):
        lines.append("<ul>" if is_list else "")
        for index, block in group:
            lines.append(_element(block, to_link))
            lines.append((inserted or {}).get(index, ""))
        lines.append("</ul>" if is_list else "")
    return "\n".join(line for line in lines if line)


def _element(block: Block, to_link: dict[str, str]) -> str:
    text = escape(block.text, quote=False)
    for word in [word for word in to_link if block.kind == "p" and escape(word, quote=False) in text]:
        text = text.replace(escape(word, quote=False), link(to_link.pop(word), word), 1)
        break  # one link a paragraph, or a link could land inside another
    if block.kind == "quote":
        return f"<blockquote>\n<p>{text}</p>\n</blockquote>"
    return f"<{block.kind}>{text}</{block.kind}>"


def texturize(text: str) -> str:
    """Curl the quotation marks of a plain text, as WordPress does with everything it shows."""
    text = re.sub(r'(^|[\s(])"', "\\1\u201c", text).replace('"', "\u201d")
    return text.replace("'", "\u2019")


def in_english(names: list[str]) -> str:
    """Join names as a byline does: "A", "A and B", "A, B and C"."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""
