"""Kashmir Dot Com's conventions: WordPress with the JNews theme, Yoast's JSON-LD, and much furniture around the text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random

from tests.newsroom.feeds import Item, newest, rss
from tests.newsroom.markup import body, fill, in_english, json_ld, link, meta
from tests.newsroom.model import NOW, Article
from tests.newsroom.newsdesk import Desk
from tests.newsroom.outlets.outlet import Outlet, Query, Route, when
from tests.newsroom.response import Response, page, redirect, xml

PAGE = 10


def texturize(text: str) -> str:
    """Curl the quotation marks, as WordPress does with everything it shows."""
    text = re.sub(r'(^|[\s(])"', "\\1\u201c", text).replace('"', "\u201d")
    return text.replace("'", "\u2019")


def _path(article: Article) -> str:
    """A permalink of the form /YYYY/MM/DD/slug/, the day being the outlet's own."""
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
    facts = {
        "feeds": ["feed/"],
        "news_sitemaps": [],
        "listings": [f"{section.lower()}/" for section in desk.sections],
        "article_url": r"/\d{4}/\d{2}/\d{2}/[^/]+/$",
    }
    typeset = staticmethod(texturize)

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
            ("/", lambda query: self.listing("News", self.live()[:PAGE], None)),
            (rf"/({sections})/(?:page/(\d+)/)?", self._section),
            ("/feed/", lambda query: self._rss()),
            (rf"(/(?:{sections}|feed|\d+/\d+/\d+/[^/]+))", lambda path, query: redirect(self.url(path + "/"))),
        )

    def article_page(self, article: Article, *, aside: bool = True) -> Response:
        """Return the article's page."""
        local = self.local(article.published)
        shown = f"{local:%B} {local.day}, {local.year}" if local else ""
        markup = fill(
            "kashmirdotcom-article.html",
            title=_entities(article.title),
            url=self.url(article.path),
            meta=meta(self._meta(article)),
            json_ld=json_ld(self._json_ld(article)) if self._has_json_ld(article) else "",
            top=self._top(today=aside),
            bottom=fill("kashmirdotcom-bottom.html", menu=self._menu()),
            section=article.section,
            section_slug=article.section_slug,
            byline=self._byline(article),
            date=f'<div class="jeg_meta_date"><a href="{article.path}">{shown}</a></div>' if shown else "",
            image=article.picture.path,
            alt=_entities(article.title),
            caption=_entities(article.picture.caption),
            views=100 + Random(article.path).randrange(900),
            body=_entities_only(body(article.blocks, linked=self._tag_links(article))),
            tags=self._tags(article),
            neighbours=self._neighbours(article),
            related=self._related(article) if aside else "",
            latest="".join(_small(one) for one in self.live()[:10]),
        )
        return page(markup, modified=article.changed)

    def listing(self, title: str, articles: Sequence[Article], next_page: str | None) -> Response:
        """Return an archive page of the theme."""
        markup = fill(
            "kashmirdotcom-listing.html",
            title=title,
            head=f'<link rel="next" href="{self.url(next_page)}" />' if next_page else "",
            top=self._top(today=True),
            bottom=fill("kashmirdotcom-bottom.html", menu=self._menu()),
            posts="\n".join(self._post(article) for article in articles),
            pager=link(self.url(next_page), "Next", class_="page_nav next", data_id="next") if next_page else "",
        )
        return page(markup)

    def item(self, article: Article) -> Item:
        """Return the article's entry in the feed, times in UTC and the guid without permalink, as WordPress has them."""
        modified = article.modified and article.modified.astimezone(UTC)
        published = article.published and article.published.astimezone(UTC)
        guid = f"{self.home}?p={52_000 + article.number}"
        return replace(super().item(article), guid=guid, published=published, modified=modified)

    def _section(self, section: str, number: str | None, *, query: Query) -> Response | None:
        articles, more = self.page_of(self.live(section), int(number or 1), PAGE)
        following = f"/{section}/page/{int(number or 1) + 1}/" if more else None
        return self.listing(section.capitalize(), articles, following) if articles else None

    def _rss(self) -> Response:
        items = [self.item(article) for article in self.live()[:10]]
        return xml(rss(self.desk.house, self.home, items), "application/rss+xml", modified=newest(items))

    def _has_json_ld(self, article: Article) -> bool:
        return article.number % 7 != 0

    def _names_author(self, article: Article) -> bool:
        """Tell whether the page's head names the author; elsewhere only the visible byline does."""
        return article.number % 4 != 0

    def _meta(self, article: Article) -> dict[str, str | None]:
        return {
            "description": article.description,
            "og:locale": "en_US",
            "og:type": "article",
            "og:title": article.title,
            "og:description": article.description,
            "og:url": self.url(article.path),
            "og:site_name": "Kashmir Dot Com",
            "article:published_time": article.published and article.published.astimezone(UTC).isoformat(),
            "article:modified_time": article.modified and article.modified.astimezone(UTC).isoformat(),
            "og:image": self.url(article.picture.path),
            "author": self.byline(article) if self._names_author(article) else None,
            "twitter:card": "summary_large_image",
        }

    def _json_ld(self, article: Article) -> dict[str, object]:
        url = self.url(article.path)
        stamps = {"datePublished": article.published, "dateModified": article.modified or article.published}
        dates = {name: stamp.astimezone(UTC).isoformat() for name, stamp in stamps.items() if stamp}
        kind = "Person" if article.authors else "Organization"
        names = article.authors or [self.byline(article)]
        authors = [{"@type": kind, "name": name} for name in names]
        author = {"author": authors if len(authors) > 1 else authors[0]} if self._names_author(article) else {}
        house = {
            "@type": "Organization",
            "@id": f"{self.home}#organization",
            "name": "Kashmir Dot Com",
            "url": self.home,
        }
        post = {
            "@type": "Article",
            "@id": f"{url}#article",
            "isPartOf": {"@id": url},
            **author,
            "headline": article.title,
            **dates,
            "mainEntityOfPage": {"@id": url},
            "publisher": {"@id": f"{self.home}#organization"},
            "image": {"@id": f"{url}#primaryimage"},
            "thumbnailUrl": self.url(article.picture.path),
            "keywords": article.tags,
            "articleSection": [article.section],
            "inLanguage": "en-US",
        }
        image = {
            "@type": "ImageObject",
            "@id": f"{url}#primaryimage",
            "url": self.url(article.picture.path),
            "caption": article.picture.caption,
        }
        web_page = {"@type": "WebPage", "@id": url, "url": url, "name": f"{article.title} - Kashmir Dot Com", **dates}
        crumbs = [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": self.home},
            {"@type": "ListItem", "position": 2, "name": article.title},
        ]
        trail = {"@type": "BreadcrumbList", "@id": f"{url}#breadcrumb", "itemListElement": crumbs}
        site = {"@type": "WebSite", "@id": f"{self.home}#website", "url": self.home, "name": "Kashmir Dot Com"}
        return {"@context": "https://schema.org", "@graph": [post, web_page, image, trail, site, house]}

    def _byline(self, article: Article) -> str:
        names = article.authors or [self.byline(article)]
        links = [link(f"/author/{name.lower().replace(' ', '-')}/", name) for name in names]
        return in_english(links)

    def _tags(self, article: Article) -> str:
        links = " ".join(link(self._tag(tag), tag, rel="tag") for tag in article.tags)
        return f'<div class="jeg_post_tags"><span>Tags:</span> {links}</div>'

    def _tag(self, tag: str) -> str:
        return f"/tag/{tag.lower().replace(' ', '-')}/"

    def _tag_links(self, article: Article) -> dict[str, str]:
        return {article.tags[0]: self._tag(article.tags[0])} if article.number % 2 else {}

    def _top(self, *, today: bool) -> str:
        date = f'<div class="jeg_top_date">{NOW:%A, %B} {NOW.day}, {NOW.year}</div>' if today else ""
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
        heading = '<div class="jeg_block_heading"><h3 class="jeg_block_title"><span>Related <strong>Posts</strong></span></h3></div>'
        return f'<div class="jnews_related_post_container"><div class="jeg_postblock">{heading}{posts}</div></div>'

    def _post(self, article: Article, *, excerpt: bool = True) -> str:
        local: datetime | None = self.local(when(article))
        date = (
            f'<div class="jeg_meta_date"><i class="fa fa-clock-o"></i> {local:%B} {local.day}, {local.year}</div>'
            if local
            else ""
        )
        text = f'<div class="jeg_post_excerpt"><p>{_entities(article.description)}</p></div>' if excerpt else ""
        return (
            f'<article class="jeg_post"><div class="jeg_thumb"><a href="{self.url(article.path)}"><img src="{article.picture.path}" alt="" /></a></div>'
            f'<div class="jeg_postblock_content"><h3 class="jeg_post_title"><a href="{self.url(article.path)}">{_entities(article.title)}</a></h3>'
            f'<div class="jeg_post_meta">{date}</div>{text}</div></article>'
        )


def _small(article: Article) -> str:
    return f'<div class="jeg_post jeg_pl_xs"><h3 class="jeg_post_title"><a href="{article.path}">{_entities(article.title)}</a></h3></div>'


def _entities(text: str) -> str:
    return _entities_only(escape(text))


def _entities_only(markup: str) -> str:
    """Write curled quotation marks as numbers, as WordPress does."""
    return re.sub("[\u2018-\u201d]", lambda mark: f"&#{ord(mark[0])};", markup)
