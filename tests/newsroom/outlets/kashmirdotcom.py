"""Kashmir Dot Com's conventions: WordPress with the JNews theme, Yoast's head, much furniture around the text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random
from typing import ClassVar

from tests.newsroom.feeds import Item, newest, rss
from tests.newsroom.markup import body, fill, in_english, json_ld, link, meta, texturize
from tests.newsroom.model import NOW, Article
from tests.newsroom.newsdesk import Desk
from tests.newsroom.outlets import yoast
from tests.newsroom.outlets.outlet import Outlet, Route, when
from tests.newsroom.outlets.wordpress_api import posts
from tests.newsroom.response import Response, page, redirect, xml

PAGE = 10


def _path(article: Article) -> str:
    """Return a permalink of the form /YYYY/MM/DD/slug/, the day being the outlet's own."""
    day = when(article).astimezone(KashmirDotCom.desk.zone)
    return f"/{day:%Y/%m/%d}/{article.slug}/"


class KashmirDotCom(Outlet):
    """Sections are listings of ten; the feed holds the newest ten of all."""

    desk = Desk(
        name="kashmirdotcom",
        house="Kashmir Dot Com",
        country="IN",
        timezone="Asia/Kolkata",
        sections={"World": 9, "Kashmir": 8, "Jammu": 4, "Politics": 4, "Business": 4, "Health": 4},
        rhythm=timedelta(hours=7),
        heading="h3",
        path=_path,
    )
    facts: ClassVar = {
        "feeds": ["feed/"],
        "news_sitemaps": [],
        "listings": [f"{section.lower()}/" for section in desk.sections],
        "article_url": r"/\d{4}/\d{2}/\d{2}/[^/]+/$",
    }

    def typeset(self, text: str) -> str:
        """Curl the quotation marks."""
        return texturize(text)

    def finish(self, article: Article) -> Article:
        """Set the texts as WordPress does; an agency's story opens with its place and day."""
        article.title = texturize(article.title)
        article.description = texturize(article.description)
        article.blocks = [replace(block, text=texturize(block.text)) for block in article.blocks]
        article.picture = replace(article.picture, caption=texturize(article.picture.caption))
        if article.wire:
            dateline = f"{article.tags[0]}, {when(article).astimezone(self.desk.zone):%b %d}:"
            article.blocks[0] = replace(article.blocks[0], text=f"{dateline} {article.blocks[0].text}")
        return article

    def routes(self) -> Sequence[Route]:
        sections = "|".join(section.lower() for section in self.desk.sections)
        return (
            ("/", lambda: self.listing("News", self.live()[:PAGE], None)),
            (rf"/({sections})/(?:page/(\d+)/)?", self._section),
            ("/feed/", self._rss),
            (r"/wp-json/wp/v2/posts(?:\?(.*))?", lambda query: posts(self, query or "")),
            (rf"(/(?:{sections}|feed|\d+/\d+/\d+/[^/]+))", lambda path: redirect(self.url(path + "/"))),
        )

    def article_page(self, article: Article, *, aside: bool = True) -> Response:
        """Return the article's page."""
        markup = fill(
            "kashmirdotcom-article.html",
            title=_entities(article.title),
            url=self.url(article.path),
            head=self._head(article),
            top=self._top(today=aside),
            bottom=fill("kashmirdotcom-bottom.html", menu=self._menu()),
            section=article.section,
            section_slug=article.section_slug,
            byline=self._byline(article),
            date=self._date(article),
            image=article.picture.path,
            alt=_entities(article.title),
            caption=_entities(article.picture.caption),
            views=100 + Random(article.path).randrange(900),
            body=_numbered(body(article.blocks, linked=self._tag_links(article))),
            tags=" ".join(link(_tag(tag), tag, rel="tag") for tag in article.tags),
            neighbours=self._neighbours(article),
            related=self._related(article) if aside else "",
            latest="".join(_small(one) for one in self.live()[:10]),
        )
        return page(markup, modified=article.changed)

    def listing(self, title: str, articles: Sequence[Article], next_page: str | None) -> Response:
        """Return an archive page of the theme."""
        url = self.url(next_page) if next_page else ""
        markup = fill(
            "kashmirdotcom-listing.html",
            title=title,
            head=(f'<link rel="next" href="{url}" />\n' if url else "") + json_ld(yoast.collection(title)),
            top=self._top(today=True),
            bottom=fill("kashmirdotcom-bottom.html", menu=self._menu()),
            posts="\n".join(self._post(article) for article in articles),
            pager=link(url, "Next", class_="page_nav next") if url else "",
        )
        return page(markup)

    def item(self, article: Article) -> Item:
        """Return the article's entry in the feed as WordPress has it: times in UTC, no permalink in the guid."""
        modified = article.modified and article.modified.astimezone(UTC)
        guid = f"{self.home}?p={52_000 + article.number}"
        return replace(super().item(article), guid=guid, published=when(article).astimezone(UTC), modified=modified)

    def _section(self, section: str, page_number: str | None) -> Response | None:
        number = int(page_number or 1)
        articles, more = self.page_of(self.live(section), number, PAGE)
        following = f"/{section}/page/{number + 1}/" if more else None
        return self.listing(section.capitalize(), articles, following) if articles else None

    def _rss(self) -> Response:
        items = [self.item(article) for article in self.live()[:10]]
        return xml(rss(self.desk.house, self.home, items), "application/rss+xml", modified=newest(items))

    def _head(self, article: Article) -> str:
        """Write meta and JSON-LD: one page in seven has no JSON-LD, in one of four only the byline names the author."""
        url, image = self.url(article.path), self.url(article.picture.path)
        named = article.number % 4 != 0
        author = self.byline(article) if named else None
        head = meta(yoast.properties(article, site=self.desk.house, url=url, image=image, author=author))
        if article.number % 7 == 0:
            return head
        graph = yoast.graph(article, site=self.desk.house, home=self.home, url=url, image=image, named=named)
        return f"{head}\n{json_ld(graph)}"

    def _byline(self, article: Article) -> str:
        names = article.authors or [self.byline(article)]
        return in_english([link(f"/author/{name.lower().replace(' ', '-')}/", name) for name in names])

    def _date(self, article: Article) -> str:
        local = self.local(article.published)
        return f'<div class="jeg_meta_date"><a href="{article.path}">{_day(local)}</a></div>' if local else ""

    def _tag_links(self, article: Article) -> dict[str, str]:
        return {article.tags[0]: _tag(article.tags[0])} if article.number % 2 else {}

    def _top(self, *, today: bool) -> str:
        date = f'<div class="jeg_top_date">{NOW:%A}, {_day(NOW)}</div>' if today else ""
        return fill("kashmirdotcom-top.html", menu=self._menu(), today=date)

    def _menu(self) -> str:
        return "".join(f"<li>{link(f'/{section.lower()}/', section)}</li>" for section in self.desk.sections)

    def _neighbours(self, article: Article) -> str:
        live = self.live()
        older = next((one for one in live if when(one) < when(article)), None)
        newer = next((one for one in reversed(live) if when(one) > when(article)), None)
        named = (("prev", "Previous Post", older), ("next", "Next Post", newer))
        return "".join(
            f'<a href="{one.path}" class="post {side}-post"><span class="caption">{label}</span>'
            f'<h3 class="post-title">{_entities(one.title)}</h3></a>'
            for side, label, one in named
            if one
        )

    def _related(self, article: Article) -> str:
        others = [one for one in self.live(article.section_slug) if one.path != article.path][:6]
        posts = "".join(self._post(one, excerpt=False) for one in others)
        heading = '<h3 class="jeg_block_title"><span>Related <strong>Posts</strong></span></h3>'
        return f'<div class="jnews_related_post_container"><div class="jeg_postblock">{heading}{posts}</div></div>'

    def _post(self, article: Article, *, excerpt: bool = True) -> str:
        text = f'<div class="jeg_post_excerpt"><p>{_entities(article.description)}</p></div>' if excerpt else ""
        return fill(
            "kashmirdotcom-post.html",
            url=self.url(article.path),
            image=article.picture.path,
            title=_entities(article.title),
            date=_day(when(article).astimezone(self.desk.zone)),
            excerpt=text,
        )


def _small(article: Article) -> str:
    heading = f'<h3 class="jeg_post_title"><a href="{article.path}">{_entities(article.title)}</a></h3>'
    return f'<div class="jeg_post jeg_pl_xs">{heading}</div>'


def _tag(tag: str) -> str:
    return f"/tag/{tag.lower().replace(' ', '-')}/"


def _day(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"


def _entities(text: str) -> str:
    return _numbered(escape(text))


def _numbered(markup: str) -> str:
    """Write curled quotation marks as numbers, as WordPress does."""
    return re.sub("[\u2018-\u201d]", lambda mark: f"&#{ord(mark[0])};", markup)
