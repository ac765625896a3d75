"""The published extractors that ours is measured against, each as function(html, url) -> answer of score.py."""

from collections.abc import Callable, Mapping
from typing import Any

from newscrawl.extract import extract

Answer = Mapping[str, Any]
Extractor = Callable[[bytes, str], Any]


def trafilatura() -> Extractor:
    """Return trafilatura with metadata, without comments."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - each peer is loaded only when it is measured

    def run(html: bytes, url: str) -> Answer:
        found = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
        if found is None:
            return {}
        authors = [name.strip() for name in (found.author or "").split(";")]
        return {"title": found.title, "authors": authors, "published_at": found.date, "body": found.text}

    return run


def newspaper4k() -> Extractor:
    """Return newspaper4k, given the page."""
    import newspaper  # noqa: PLC0415 - see trafilatura

    def run(html: bytes, url: str) -> Answer:
        found = newspaper.Article(url or "https://example.com/")
        found.download(input_html=html.decode("utf-8", "replace"))
        found.parse()
        return {
            "title": found.title,
            "authors": found.authors,
            "published_at": found.publish_date,
            "body": found.text,
        }

    return run


def news_please() -> Extractor:
    """Return news-please, given the page."""
    from newsplease import NewsPlease  # noqa: PLC0415 - see trafilatura

    def run(html: bytes, url: str) -> Answer:
        found = NewsPlease.from_html(html.decode("utf-8", "replace"), url=url or None)
        return {
            "title": found.title,
            "authors": found.authors,
            "published_at": found.date_publish,
            "body": found.maintext,
        }

    return run


def readability() -> Extractor:
    """Return readability-lxml, which gives title and body."""
    from lxml.html import fromstring  # noqa: PLC0415 - see trafilatura
    from readability import Document  # noqa: PLC0415 - see trafilatura

    def run(html: bytes, _url: str) -> Answer:
        found = Document(html)
        blocks = fromstring(found.summary()).xpath("//p|//h2|//h3|//h4|//li|//blockquote|//pre|//td")
        return {"title": found.short_title(), "body": "\n".join(block.text_content() for block in blocks)}

    return run


def newscrawl() -> Extractor:
    """Return ours."""
    return extract


EXTRACTORS = {
    "newscrawl": newscrawl,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
    "readability-lxml": readability,
}
