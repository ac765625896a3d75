"""The Harbour Post: a plain site of its own making, an Atom feed and an archive; some pages in windows-1252."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from html import escape
from typing import ClassVar

from tests.newsroom.feeds import atom, newest
from tests.newsroom.json_feed import json_feed
from tests.newsroom.markup import body, fill, in_english, link, meta, texturize
from tests.newsroom.model import Article, Block
from tests.newsroom.newsdesk import Desk
from tests.newsroom.outlets.outlet import Outlet, Route
from tests.newsroom.prose import Prose
from tests.newsroom.response import Response, page, xml

PAGE = 10


def _path(article: Article) -> str:
    return f"/news/{article.section_slug}/{article.slug}-{40_000 + article.number * 7}.html"


class HarbourPost(Outlet):
    """Its archive reaches every article, its feed the newest 15."""

    desk = Desk(
        name="harbourpost",
        house="The Harbour Post",
        country="CA",
        timezone="America/Halifax",
        sections={"Harbour": 11, "Council": 9, "Culture": 6, "Weather": 6},
        rhythm=timedelta(hours=18),
        heading="h3",
        path=_path,
    )
    facts: ClassVar = {
        "feeds": ["atom.xml"],
        "news_sitemaps": [],
        "listings": ["archive/1/"],
        "article_url": r"/news/[a-z]+/[a-z0-9-]+-\d{5}\.html$",
    }

    def finish(self, article: Article) -> Article:
        """Give one article in six a paragraph with accents and typographic quotes."""
        if _encoding(article) != "UTF-8":
            prose = Prose(f"acadian {article.number}", article.section.lower())
            article.blocks.insert(2, Block("p", f"{prose.line('acadian')} {prose.line('acadian')}"))
            article.blocks = [replace(block, text=texturize(block.text)) for block in article.blocks]
        return article

    def routes(self) -> Sequence[Route]:
        return (
            ("/", lambda: self.listing("Today", self.live()[:PAGE], None)),
            (r"/archive/(\d+)/(?:\?section=([a-z]+))?", self._archive),
            (r"/atom\.xml", self._atom),
            (r"/feed\.json(?:\?page=(\d+))?", self._json_feed),
        )

    def article_page(self, article: Article, *, aside: bool = True) -> Response:
        """Return the article's page; it declares its encoding itself only where that is UTF-8."""
        encoding = _encoding(article)
        markup = fill(
            "harbourpost-article.html",
            charset='<meta charset="utf-8">' if encoding == "UTF-8" else "",
            title=escape(article.title),
            meta=meta(self._meta(article)),
            url=self.url(self.addresses.canonical(article)),
            menu=self._menu(),
            section=article.section,
            section_slug=article.section_slug,
            byline=escape(in_english(article.authors) or self.byline(article)),
            date=self._date(article),
            image=article.picture.path,
            caption=escape(article.picture.caption),
            body=body(article.blocks),
            tags=", ".join(link(f"/topic/{tag.lower().replace(' ', '-')}", tag, rel="tag") for tag in article.tags),
            aside=self._aside(article) if aside else "",
        )
        return page(markup, encoding=encoding, modified=article.changed)

    def listing(self, title: str, articles: Sequence[Article], next_page: str | None) -> Response:
        """Return a page of headlines."""
        headlines = "\n".join(f"<li>{link(one.path, one.title)} <i>{escape(one.section)}</i></li>" for one in articles)
        pager = link(next_page, "Next page", class_="next") if next_page else "That is all."
        return page(fill("harbourpost-listing.html", title=title, menu=self._menu(), headlines=headlines, pager=pager))

    def _archive(self, number: str, section: str | None) -> Response | None:
        articles, more = self.page_of(self.live(section), int(number), PAGE)
        query = f"?section={section}" if section else ""
        following = f"/archive/{int(number) + 1}/{query}" if more else None
        return self.listing(f"Archive, page {number}", articles, following) if articles else None

    def _atom(self) -> Response:
        items = [self.item(article) for article in self.live()[:15]]
        copies = self.addresses.copies
        items += [replace(self.item(copies[path]), url=self.url(path)) for path in self.addresses.listed]
        return xml(atom(self.desk.house, self.home, items), "application/atom+xml", modified=newest(items))

    def _json_feed(self, number: str | None) -> Response | None:
        articles, more = self.page_of(self.live(), int(number or 1), PAGE)
        following = self.url(f"feed.json?page={int(number or 1) + 1}") if more else None
        items = [self.item(article) for article in articles]
        return json_feed(self.desk.house, self.home, items, following) if items else None

    def _menu(self) -> str:
        return "".join(f"<li>{link(f'/archive/1/?section={name.lower()}', name)}</li>" for name in self.desk.sections)

    def _has_meta(self, article: Article) -> bool:
        """Tell whether the head dates the article; one page in three has but a visible local time."""
        return article.number % 3 != 0

    def _meta(self, article: Article) -> dict[str, str | None]:
        published, modified = self.local(article.published), self.local(article.modified)
        dated = self._has_meta(article)
        return {
            "description": article.description,
            "og:type": "article",
            "og:title": article.title,
            "og:description": article.description,
            "og:image": self.url(article.picture.path),
            "og:site_name": "The Harbour Post",
            "author": in_english(article.authors) if dated else None,
            "article:section": article.section if dated else None,
            "article:published_time": published.isoformat() if published and dated else None,
            "article:modified_time": modified.isoformat() if modified else None,
        }

    def _date(self, article: Article) -> str:
        local = self.local(article.published)
        if local is None:
            return ""
        clock = local.replace(tzinfo=None)
        return f'<p class="date"><time datetime="{clock.isoformat()}">{clock:%A, %d %B %Y, %H:%M}</time></p>'

    def _aside(self, article: Article) -> str:
        others = [one for one in self.live() if one.path != article.path][:5]
        items = "".join(f"<li>{link(one.path, one.title)} ({self.local(one.published):%d %B})</li>" for one in others)
        return f'<div id="also"><h4>Also in the Post</h4><ul>{items}</ul></div>'


def _encoding(article: Article) -> str:
    """Choose the page's encoding: an exact copy of an agency's text stays as it came, in UTF-8."""
    if article.wire or article.number % 6:
        return "UTF-8"
    return "ISO-8859-1" if article.number % 12 else "windows-1252"
