"""What all outlets share: their articles, what becomes of them, and which path leads where."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from tests.newsroom import bad
from tests.newsroom.addresses import Addresses
from tests.newsroom.feeds import Item
from tests.newsroom.markup import fill, in_english
from tests.newsroom.model import NOW, Article, Block, after_edits
from tests.newsroom.newsdesk import Desk, extra_paragraph, own_articles
from tests.newsroom.picture import png
from tests.newsroom.response import Response, notice, page, plain, redirect
from tests.newsroom.wire import wire_articles

Route = tuple[str, Callable[..., Response | None]]


class Outlet(ABC):
    """A news site: ``home`` is its front page with a final slash; a subclass gives the markup and the routes."""

    desk: ClassVar[Desk]
    facts: ClassVar[dict[str, Any] | None]  # feeds, listings ... of the facts file; None where facts cannot reach it

    signs_agencies: ClassVar[bool] = True  # an agency's story carries its name as the byline

    def __init__(self, home: str) -> None:
        self.home = home
        own = own_articles(self.desk)
        articles = [*own, *wire_articles(self.desk, len(own) + 1)]
        self.articles = sorted((self.finish(article) for article in articles), key=when, reverse=True)
        self._by_path = {article.path: article for article in self.articles}
        self.addresses = Addresses()
        self._bad = bad.documents(self)

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """Return (pattern of the whole path with its query, page); a page gets the pattern's groups, None gives 404."""

    @abstractmethod
    def article_page(self, article: Article, *, aside: bool = True) -> Response:
        """Return the article's page; without ``aside`` nothing on it but the article may carry a date."""

    @abstractmethod
    def listing(self, title: str, articles: Sequence[Article], next_page: str | None) -> Response:
        """Return a page that lists articles; ``next_page`` is the address of the next one."""

    def truth(self, article: Article) -> dict[str, Any]:
        """Return the record that a crawl should find."""
        record = article.truth(self.home)
        if self.signs_agencies and article.agency and not article.authors:
            record["authors"] = [article.agency]
        return record

    def typeset(self, text: str) -> str:
        """Do to a text what the outlet's publishing system does."""
        return text

    def finish(self, article: Article) -> Article:
        """Adapt a freshly written article to the outlet's ways."""
        return article

    def answer(self, target: str) -> Response:
        """Answer a request for a path with its query, decoded; articles are found whatever the query."""
        path = target.partition("?")[0]
        if path in self._bad:
            return self._bad[path]
        if moved := self.addresses.moved.get(path):
            return redirect(self.url(moved.path))
        if article := self._by_path.get(path) or self.addresses.copies.get(path):
            return self._article(article)
        for pattern, respond in (*self.routes(), *self._shared_routes()):
            if (match := re.fullmatch(pattern, target)) and (response := respond(*match.groups())):
                return response
        return notice(404, "There is no such page.")

    def live(self, section: str | None = None) -> list[Article]:
        """List the articles that are not removed, newest first, of one section where its slug is given."""
        return [one for one in self.articles if not one.removed and section in (None, one.section_slug)]

    def find(self, url: str) -> Article:
        """Return the article at a URL; raises KeyError where there is none."""
        return self._by_path["/" + url.removeprefix(self.home)]

    def edit(self, url: str, part: str, edit_number: int) -> None:
        """Add a paragraph after the first (``body``), or change the title (``headline``)."""
        article = self.find(url)
        if part == "headline":
            article.title = f"{article.title} (updated {edit_number})"
        else:
            block = extra_paragraph(article)
            article.blocks.insert(1, Block("p", self.typeset(block.text)))
        article.edits += 1
        article.modified = after_edits(edit_number)

    def move(self, url: str, path: str) -> Article:
        """Give an article another address; raises KeyError where there is none."""
        article = self.find(url)
        self.addresses.move(article, path)
        self._by_path[path] = article
        return article

    def url(self, path: str) -> str:
        """Make a path absolute."""
        return self.home + path.removeprefix("/")

    def item(self, article: Article) -> Item:
        """Return the article's entry in a feed."""
        return Item(
            title=article.title,
            url=self.url(article.path),
            guid=self.url(article.path),
            published=self.local(article.published),
            modified=self.local(article.modified),
            author=self.byline(article),
            section=article.section,
            summary=article.description,
        )

    def local(self, moment: datetime | None) -> datetime | None:
        """Put a time into the outlet's zone."""
        return moment.astimezone(self.desk.zone) if moment else None

    def byline(self, article: Article) -> str:
        """Say who wrote the article: people, the agency, or the house."""
        return in_english(article.authors) or article.agency or self.desk.house

    def facts_object(self) -> dict[str, Any] | None:
        """Return the outlet's object of a facts file, None where facts cannot reach it."""
        desk = self.desk
        if self.facts is None:
            return None
        who = {"key": desk.name, "name": desk.house, "home": self.home, "country": desk.country}
        return {**who, "languages": [desk.language], "timezone": desk.timezone, **self.facts}

    def page_of(self, articles: Sequence[Article], number: int, size: int) -> tuple[Sequence[Article], bool]:
        """Cut the ``number``-th page, from 1, out of a list: (articles, whether a further page has any)."""
        start = (number - 1) * size
        return articles[start : start + size], start + size < len(articles)

    def _article(self, article: Article) -> Response:
        if article.removed:
            return notice(410, "This story was withdrawn.")
        if article.walled:
            return page(fill("wall.html", house=self.desk.house))
        return self.article_page(article)

    def _shared_routes(self) -> Sequence[Route]:
        return (
            (r"/robots\.txt", self._robots),
            (r"/media/([a-z0-9-]+)\.png", lambda name: Response(200, png(name), "image/png", NOW)),
            (r"/about/?", lambda: page(fill("about.html", house=self.desk.house))),
        )

    def _robots(self) -> Response:
        sitemaps = (self.facts or {}).get("news_sitemaps", [])
        lines = ["User-agent: *", "Disallow: /search", "Disallow: /wp-admin/", ""]
        return plain("\n".join([*lines, *(f"Sitemap: {self.url(path)}" for path in sitemaps)]) + "\n")


def when(article: Article) -> datetime:
    """Give the time by which articles are ordered."""
    return article.published or NOW
