"""Feeds and sitemaps as publishing systems write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from tests.newsroom.model import NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed or news sitemap; times are aware, in the zone they are to be written in."""

    title: str
    url: str
    guid: str
    published: datetime | None
    modified: datetime | None = None
    author: str | None = None
    section: str | None = None
    summary: str = ""


def newest(items: Sequence[Item]) -> datetime:
    """Tell when the newest change among the items was made."""
    return max((item.modified or item.published or NOW for item in items), default=NOW)


def rss(title: str, home: str, items: Sequence[Item]) -> str:
    """Write an RSS 2.0 feed as WordPress does, with an Atom ``updated`` for edited items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>{escape(title)}</title>\n<link>{escape(home)}</link>\n<description>{escape(title)}</description>\n"
        f"<lastBuildDate>{format_datetime(newest(items))}</lastBuildDate>\n<language>en</language>\n"
        + "".join(_rss_item(item) for item in items)
        + "</channel>\n</rss>\n"
    )


def _rss_item(item: Item) -> str:
    parts = [
        f"<title>{escape(item.title)}</title>",
        f"<link>{escape(item.url)}</link>",
        f"<dc:creator><![CDATA[{item.author}]]></dc:creator>" if item.author else "",
        f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else "",
        f"<atom:updated>{item.modified.isoformat()}</atom:updated>" if item.modified else "",
        f"<category><![CDATA[{item.section}]]></category>" if item.section else "",
        f'<guid isPermaLink="{str(item.guid == item.url).lower()}">{escape(item.guid)}</guid>',
        f"<description><![CDATA[{item.summary}]]></description>" if item.summary else "",
        f"<content:encoded><![CDATA[<p>{escape(item.summary)}</p>]]></content:encoded>" if item.summary else "",
    ]
    return "<item>\n" + "\n".join(part for part in parts if part) + "\n</item>\n"


def atom(title: str, home: str, items: Sequence[Item]) -> str:
    """Write an Atom 1.0 feed."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f'<title>{escape(title)}</title>\n<id>{escape(home)}</id>\n<link href="{escape(home)}"/>\n'
        f'<link rel="self" href="{escape(home)}atom.xml"/>\n<updated>{newest(items).isoformat()}</updated>\n'
        + "".join(_atom_entry(item) for item in items)
        + "</feed>\n"
    )


def _atom_entry(item: Item) -> str:
    author = f"<author><name>{escape(item.author)}</name></author>\n" if item.author else ""
    published = f"<published>{item.published.isoformat()}</published>\n" if item.published else ""
    return (
        f'<entry>\n<title type="text">{escape(item.title)}</title>\n<id>{escape(item.guid)}</id>\n'
        f'<link rel="alternate" type="text/html" href="{escape(item.url)}"/>\n{published}'
        f"<updated>{(item.modified or item.published or NOW).isoformat()}</updated>\n{author}"
        f'<summary type="text">{escape(item.summary)}</summary>\n</entry>\n'
    )


def news_sitemap(publication: str, language: str, items: Sequence[Item]) -> str:
    """Write a Google news sitemap."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
        + "".join(_sitemap_url(publication, language, item) for item in items)
        + "</urlset>\n"
    )


def _sitemap_url(publication: str, language: str, item: Item) -> str:
    published = f"<news:publication_date>{item.published.isoformat()}</news:publication_date>" if item.published else ""
    lastmod = f"<lastmod>{item.modified.isoformat()}</lastmod>" if item.modified else ""
    return (
        f"<url><loc>{escape(item.url)}</loc>{lastmod}<news:news><news:publication><news:name>{escape(publication)}"
        f"</news:name><news:language>{language}</news:language></news:publication>{published}"
        f"<news:title>{escape(item.title)}</news:title></news:news></url>\n"
    )
