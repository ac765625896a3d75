# ruff: noqa: RUF001 - letters of many scripts
"""Pages made to trip an extractor: odd JSON-LD, traps for patterns, endless repetition, deep nesting, false labels."""

import json
from typing import Any, NamedTuple

from hypothesis import strategies as st

LARGEST = 200_000  # bytes, about
PIECES = (
    "a", "A", " ", "  ", "\n", "\t", "-", " - ", "–", "—", "|", "/", "//", ":", ".", ",", ", ", ";", "(", ")", "[",
    "<", ">", "&", "&amp;", "&#xD800;", "&#0;", "\"", "'", "\\", "{", "}", "@", "#", "%", "_", "=", "+", "*", "1",
    "12", "2024", "24", "2024-05-", "12:30", "T12", "+01:00", "Z", "99", " pm", "May ", "3 May 2024",
    "2024-02-31T25:61", "31/12/", "vor 3 Tagen", "yesterday", "3. März", "2567", "1403/02/12", "٢٠٢٤", "by ",
    "By Ann Bell", "von ", "A. B. ", " and ", " und ", "dpa", "REUTERS", "(AP) — ", "LONDON, ", "With input from ",
    "SOURCE: ", "Photo: ", "Foto: A/B", "© ", "credit ", "share ", "Related", "Read more", "Subscribe to continue",
    "http://[1", "https://a.b/2024/05/03/", "www.", "a@b.c", "data:", "é", "É", "ß“", "â€™", "Ã©", "文", "記者 ", "ا",
    "क", "ก", "\u200c", "\u200d", "\u00a0", "\u2028", "\u202e", "\ufeff", "\ufffd", "\ud800", "\udc00", "\x00",
    "\x0b", "\x7f", "\x85", "\U0001f44d", "The bridge opened to lorries on Tuesday. ",
)  # fmt: skip
KEYS = (
    "@type", "@id", "@graph", "@context", "@value", "name", "headline", "alternativeHeadline", "author", "creator",
    "url", "datePublished", "dateModified", "dateCreated", "uploadDate", "image", "caption", "articleBody",
    "description", "keywords", "articleSection", "publisher", "mainEntityOfPage", "isAccessibleForFree", "hasPart",
    "cssSelector", "inLanguage", "itemListElement", "text", "contentUrl", "creditText", "copyrightHolder",
    "jobTitle", "sourceOrganization", "about",
)  # fmt: skip
TYPES = (
    "NewsArticle", "Article", "WebPage", "LiveBlogPosting", "Person", "Organization", "ImageObject", "VideoObject",
    "BreadcrumbList", "ListItem", "CollectionPage", "WebPageElement", "http://schema.org/NewsArticle", "Thing", "",
)  # fmt: skip
TAGS = (
    "p", "div", "span", "a", "b", "br", "h1", "h2", "ul", "li", "table", "tr", "td", "article", "section", "main",
    "aside", "nav", "footer", "header", "time", "figure", "figcaption", "img", "blockquote", "q", "pre", "address",
    "svg", "template", "noscript", "iframe", "form", "button", "select", "option", "frameset", "plaintext",
    "textarea", "title", "math", "dl", "x-a",
)  # fmt: skip
MARKS = (
    "byline", "author", "date published", "article-body", "content", "caption", "credit", "paywall", "related",
    "headline", "tags", "section", "comment", "sidebar", "", "twitter-tweet",
)  # fmt: skip
ATTRIBUTES = (
    "class", "id", "itemprop", "rel", "href", "src", "srcset", "data-src", "alt", "title", "datetime", "content",
    "style", "hidden", "aria-hidden", "role", "width", "lang", "itemscope", "itemtype", "data-a", "property", "name",
)  # fmt: skip
METAS = (
    "og:title", "og:description", "og:image", "og:image:alt", "og:site_name", "og:url", "og:type", "og:locale",
    "author", "article:author", "article:published_time", "article:modified_time", "article:section", "article:tag",
    "description", "keywords", "news_keywords", "twitter:title", "twitter:data1", "date", "pubdate",
    "parsely-author", "dc.date", "robots",
)  # fmt: skip
CODECS = ("utf-8", "utf-16", "utf-16-le", "latin-1", "cp1252", "cp1251", "gb18030", "shift_jis", "iso2022_jp", "utf-7")
LABELS = (*CODECS, "latin1", "gb2312", "x-user-defined", "hz-gb-2312", "rot13", "undefined", "\x00", "ü", "a" * 3_000)
LANGUAGES = ("en", "de", "th", "-", "")
URLS = ("https://www.example.com/2024/05/03/bridge-opens", "", "http://[", "https://e.com/" + "a/" * 999)
PROSE = "<article><h1>Bridge opens</h1>" + "<p>The bridge opened to lorries on Tuesday.</p>" * 9
ENDS = ("</p>", "</div>", "</a>", "<!--", "-->")


class Hostile(NamedTuple):
    """A page, the address it claims, and what the HTTP header says of its encoding."""

    html: bytes
    url: str
    encoding: str | None


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Give a text of odd pieces, now and then repeated as often as a page can bear."""
    unit = "".join(draw(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=6)))
    size = draw(st.sampled_from((0, 0, 0, 0, 0, 0, 40, 400, 4_000, 40_000)))
    return unit * (size // max(1, len(unit)) + 1)


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts() | st.sampled_from(TYPES),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@st.composite
def json_ld(draw: st.DrawFn) -> str:
    """Give a script with JSON-LD that holds anything anywhere, is nested, repeated, or broken off."""
    node = draw(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8))
    value: Any = {"@type": draw(st.sampled_from(TYPES)), **node}
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 30, 300)))):
        value = [value] if draw(st.booleans()) else {"@graph": value}
    text = json.dumps(value)
    text *= min(draw(st.sampled_from((1, 1, 1, 2, 500))), LARGEST // 4 // len(text) + 1)
    if draw(st.booleans()):
        cut = draw(st.integers(0, len(text)))
        text = text[:cut] + draw(texts()) + draw(st.sampled_from(("", text[cut:])))
    return f"<script type='application/ld+json'>{text}</script>"


@st.composite
def starts(draw: st.DrawFn) -> str:
    """Give the start of an element."""
    attributes = draw(st.lists(st.tuples(st.sampled_from(ATTRIBUTES), st.sampled_from(MARKS) | texts()), max_size=3))
    marks = "".join(f' {name}="{value}"' for name, value in attributes)
    return f"<{draw(st.sampled_from(TAGS))}{marks}>"


@st.composite
def elements(draw: st.DrawFn) -> str:
    """Give elements, closed or not, now and then nested or repeated very often."""
    inner = "".join(draw(st.lists(starts() | texts() | st.sampled_from(ENDS), max_size=8)))
    close = draw(st.sampled_from(("", "", "</p>", "</div></div>")))
    times = draw(st.sampled_from((1, 1, 1, 1, 1, 20, 200, 3_000)))
    unit = inner + close
    return unit * min(times, LARGEST // 2 // max(1, len(unit)) + 1)


@st.composite
def metas(draw: st.DrawFn) -> str:
    """Give what stands in a head."""
    content = draw(texts()).replace('"', "")
    forms = (
        f'<meta property="{draw(st.sampled_from(METAS))}" content="{content}">',
        f'<meta name="{draw(st.sampled_from(METAS))}" content="{content}">',
        f"<title>{content}</title>",
        f'<link rel="canonical" href="{content}">',
        f'<base href="{content}">',
    )
    return draw(st.sampled_from(forms))


@st.composite
def hostile_pages(draw: st.DrawFn) -> Hostile:
    """Give a page of all this, in an encoding that may not be the one declared."""
    start = f"<html lang='{draw(st.sampled_from(LANGUAGES))}'><meta charset='{draw(st.sampled_from(LABELS))}'>"
    head = "".join(draw(st.lists(metas() | json_ld(), max_size=6)))
    prose = draw(st.sampled_from(("", PROSE)))
    body = "".join(draw(st.lists(elements() | texts(), max_size=6)))
    text = f"{start}{head}<body>{prose}{body}"[:LARGEST]
    page = text.encode(draw(st.sampled_from(CODECS)), draw(st.sampled_from(("replace", "ignore", "xmlcharrefreplace"))))
    return Hostile(page, draw(st.sampled_from(URLS)), draw(st.none() | st.sampled_from(LABELS)))
