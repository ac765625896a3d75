"""TRT World's conventions: NewsArticle JSON-LD, tweets inside the text, a source line, slogans and a plea for money."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from random import Random
from typing import ClassVar

from tests.newsroom.feeds import newest, news_sitemap, rss
from tests.newsroom.markup import body, fill, json_ld, link, meta
from tests.newsroom.model import Article
from tests.newsroom.newsdesk import Desk
from tests.newsroom.outlets.outlet import Outlet, Route
from tests.newsroom.prose import Prose
from tests.newsroom.response import Response, page, xml

PAGE = 12
SLOGANS = (
    "loud",
    "patient",
    "a market square",
    "a mirror",
    "never asleep",
    "older than it looks",
    "short of breath",
    "you",
)


def _path(article: Article) -> str:
    """One article in two is at /article/ID, the ID numeric or hexadecimal; the others at /section/slug-ID."""
    if article.number % 2:
        return f"/{article.section_slug}/{article.slug}-{12_764_300 + article.number * 17}"
    hexadecimal = f"{Random(article.number).getrandbits(48):012x}"
    return f"/article/{hexadecimal if article.number % 4 else 18_200_000 + article.number * 31}"


class TrtWorld(Outlet):
    """The whole stock is in the news sitemap and in the listings, the newest 100 in the feed."""

    signs_agencies = False

    desk = Desk(
        name="trtworld",
        house="TRT World",
        country="TR",
        timezone="Europe/Istanbul",
        sections={"World": 13, "Turkiye": 6, "Business": 5, "Politics": 4, "Culture": 3},
        rhythm=timedelta(hours=8),
        heading="h2",
        path=_path,
    )
    facts: ClassVar = {
        "feeds": ["feed/rss.xml"],
        "news_sitemaps": ["news-sitemap.xml"],
        "listings": [section.lower() for section in desk.sections],
        "article_url": r"/(article/[0-9a-f]+|[a-z]+/[a-z0-9-]+-\d+)$",
    }

    def finish(self, article: Article) -> Article:
        """Embed one or two tweets in one article of three."""
        if article.number % 3 == 0:
            prose = Prose(f"tweets {article.number}", article.section.lower())
            article.posts = [(prose.name(), prose.line("post")) for _ in range(1 + article.number % 2)]
        return article

    def routes(self) -> Sequence[Route]:
        sections = "|".join(section.lower() for section in self.desk.sections)
        return (
            ("/", lambda: self.listing("News", self.live()[:PAGE], None)),
            (rf"/({sections})(?:\?page=(\d+))?", self._section),
            (r"/feed/rss\.xml", self._rss),
            (r"/news-sitemap\.xml", self._sitemap),
        )

    def article_page(self, article: Article, *, aside: bool = True) -> Response:
        """Return the article's page."""
        local = self.local(article.published)
        tags = "".join(link(f"/tag/{tag.lower().replace(' ', '-')}", tag, class_="tag") for tag in article.tags)
        markup = fill(
            "trtworld-article.html",
            title=escape(article.title),
            meta=meta(self._meta(article)),
            url=self.url(article.path),
            json_ld=json_ld(self._json_ld(article)),
            menu=self._menu(),
            section=article.section,
            section_slug=article.section_slug,
            description=escape(article.description),
            byline=self._byline(article),
            date=f'<time class="article-date">{local:%d %B %Y}</time>' if local else "",
            minutes=1 + len(article.blocks) // 3,
            image=article.picture.path,
            caption=escape(article.picture.caption),
            body=body(article.blocks, inserted=self._tweets(article)),
            source=f"<p>{self._source(article)}</p>",
            slogans=_slogans(article),
            tags=tags,
            aside=self._aside(article) if aside else "",
        )
        return page(markup, modified=article.changed)

    def listing(self, title: str, articles: Sequence[Article], next_page: str | None) -> Response:
        """Return a page of cards."""
        cards = "\n".join(
            f'<div class="card"><img src="{one.picture.path}" alt=""><h3>{link(one.path, one.title)}</h3>'
            f"<p>{escape(one.description)}</p></div>"
            for one in articles
        )
        head = f'<link rel="next" href="{next_page}">' if next_page else ""
        pager = link(next_page, "Next", rel="next") if next_page else ""
        return page(fill("trtworld-listing.html", title=title, head=head, menu=self._menu(), cards=cards, pager=pager))

    def _section(self, section: str, page_number: str | None) -> Response | None:
        number = int(page_number or 1)
        articles, more = self.page_of(self.live(section), number, PAGE)
        return (
            self.listing(section.capitalize(), articles, f"/{section}?page={number + 1}" if more else None)
            if articles
            else None
        )

    def _rss(self) -> Response:
        items = [self.item(article) for article in self.live()[:100]]
        return xml(rss(self.desk.house, self.home, items), "application/rss+xml", modified=newest(items))

    def _sitemap(self) -> Response:
        items = [self.item(article) for article in self.live()[:1000]]
        return xml(news_sitemap(self.desk.house, self.desk.language, items), "application/xml", modified=newest(items))

    def _menu(self) -> str:
        return "".join(f"<li>{link('/' + section.lower(), section)}</li>" for section in self.desk.sections)

    def _meta(self, article: Article) -> dict[str, str | None]:
        return {
            "description": article.description,
            "keywords": ", ".join(article.tags),
            "og:type": "article",
            "og:site_name": "TRT World",
            "og:title": article.title,
            "og:description": article.description,
            "og:url": self.url(article.path),
            "og:image": self.url(article.picture.path),
            "twitter:card": "summary_large_image",
        }

    def _json_ld(self, article: Article) -> dict[str, object]:
        published, modified = self.local(article.published), self.local(article.modified or article.published)
        house = {"@type": "Organization", "name": "TRT World", "url": self.home}
        people = [{"@type": "Person", "name": name} for name in article.authors]
        dates = (
            {"datePublished": published.isoformat(), "dateModified": modified.isoformat()}
            if published and modified
            else {}
        )
        return {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": self.url(article.path)},
            "headline": article.title,
            "description": article.description,
            "image": [self.url(article.picture.path)],
            **dates,
            "author": people or [house],
            "publisher": house,
            "articleSection": article.section,
            "keywords": article.tags,
            "inLanguage": article.language,
        }

    def _byline(self, article: Article) -> str:
        names = "".join(f'<span class="author">{escape(name)}</span>' for name in article.authors)
        return f'<div class="authors">{names}</div>' if names else ""

    def _source(self, article: Article) -> str:
        if article.agency and article.number % 3 == 0:
            return f"SOURCE: TRT World and {article.agency}"
        if not article.agency and article.number % 5 == 0:
            return "SOURCE ; TRT WORLD"
        return "SOURCE: " + (article.agency or "TRT World")

    def _tweets(self, article: Article) -> dict[int, str]:
        return {
            1
            + 3
            * place: f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{escape(text, quote=False)}</p>&mdash; '
            f"{author} (@{author.split()[0].lower()}{article.number}) "
            f'<a href="https://twitter.example/status/{article.number}{place}">November 6, 2026</a></blockquote>'
            for place, (author, text) in enumerate(article.posts)
        }

    def _aside(self, article: Article) -> str:
        others = [one for one in self.live(article.section_slug) if one is not article][:4]
        items = "".join(
            f"<li>{link(one.path, one.title)}<time>{self.local(one.published):%d %b %Y}</time></li>" for one in others
        )
        return f'<aside class="explore"><h4>Explore</h4><ul>{items}</ul></aside>'


def _slogans(article: Article) -> str:
    """Write the lines below a text: plain paragraphs on one page of two, set apart on the others."""
    lines = [f"Social media is {word}." for word in SLOGANS]
    lines += ["(With reports from agencies)", "If you like this story, share it with a friend!"]
    lines += ["We are a non-profit newsroom. A gift from you keeps what we publish open to everybody."]
    paragraphs = "\n".join(f"<p>{line}</p>" for line in lines)
    return paragraphs if article.number % 4 < 2 else f'<div class="article-note">\n{paragraphs}\n</div>'
