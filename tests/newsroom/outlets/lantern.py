"""The Lantern: plain articles behind a listing that exists only after JavaScript ran."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from tests.newsroom.markup import body, fill, in_english, link, meta
from tests.newsroom.model import Article, rfc3339
from tests.newsroom.newsdesk import Desk
from tests.newsroom.outlets.outlet import Outlet, Route, when
from tests.newsroom.response import Response, of_json, page

PAGE = 8


def _path(article: Article) -> str:
    return f"/stories/{article.number:04}-{article.slug}"


class Lantern(Outlet):
    """No feed, no sitemap, no static listing."""

    desk = Desk(
        name="lantern",
        house="The Lantern",
        country="NZ",
        timezone="Pacific/Auckland",
        sections={"Science": 12, "Cities": 12, "Culture": 9},
        rhythm=timedelta(hours=9),
        heading="h2",
        path=_path,
    )
    facts = None

    def routes(self) -> Sequence[Route]:
        return (
            ("/", lambda: self.listing("The Lantern", [], None)),
            ("/latest", lambda: page(fill("lantern-latest.html", title="Latest"))),
            (r"/api/articles\?page=(\d+)", self._api),
        )

    def article_page(self, article: Article, *, aside: bool = True) -> Response:
        """Return the article's page."""
        local = self.local(article.published)
        authors = [link(f"/people/{name.lower().replace(' ', '-')}", name, rel="author") for name in article.authors]
        markup = fill(
            "lantern-article.html",
            title=escape(article.title),
            meta=meta(self._meta(article)),
            url=self.url(article.path),
            section=article.section,
            byline=in_english(authors) or escape(self.byline(article)),
            date=f'<time datetime="{local.isoformat()}">{local:%d %B %Y}</time>' if local else "",
            image=article.picture.path,
            caption=escape(article.picture.caption),
            body=body(article.blocks),
            aside=self._aside(article) if aside else "",
            tags=", ".join(link(f"/on/{tag.lower().replace(' ', '-')}", tag, rel="tag") for tag in article.tags),
        )
        return page(markup, modified=article.changed)

    def listing(self, title: str, articles: Sequence[Article], next_page: str | None) -> Response:
        """Return a page without script; the outlet has such pages for nothing but its front and bad input."""
        headlines = "\n".join(f"<li>{link(one.path, one.title)}</li>" for one in articles)
        pager = link(next_page, "Next", rel="next") if next_page else ""
        return page(fill("lantern-static.html", title=title, headlines=headlines, pager=pager))

    def _api(self, number: str) -> Response:
        articles, more = self.page_of(self.live(), int(number), PAGE)
        stories = [{"url": one.path, "title": one.title, "published": rfc3339(when(one))} for one in articles]
        return of_json({"articles": stories, "more": more})

    def _meta(self, article: Article) -> dict[str, str | None]:
        modified = self.local(article.modified)
        return {
            "description": article.description,
            "og:type": "article",
            "og:title": article.title,
            "og:image": self.url(article.picture.path),
            "article:modified_time": modified.isoformat() if modified else None,
        }

    def _aside(self, article: Article) -> str:
        others = [one for one in self.live(article.section_slug) if one.path != article.path][:3]
        items = "".join(f"<li>{link(one.path, one.title)} {self.local(one.published):%d %B %Y}</li>" for one in others)
        return f"<aside><h2>By the same light</h2><ul>{items}</ul></aside>"
