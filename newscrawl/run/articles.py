"""Articles: what pages brought is put into the outbox, what came while a commit was under way together."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from newscrawl import boilerplate
from newscrawl.article import Article
from newscrawl.run.links import Links
from newscrawl.run.writer import Writer
from newscrawl.schedule.looks import age_from
from newscrawl.state import blocks, links, looks, outbox
from newscrawl.state.links import OfferedLink, TakenLink
from newscrawl.state.placing import Scraped, scraped
from newscrawl.state.story_index import STORY_DAYS
from newscrawl.text import text_sha256
from newscrawl.urls import link_key

DAY = 24 * 3600

Validators = tuple[str | None, str | None]  # ETag and Last-Modified
NO_VALIDATORS: Validators = (None, None)


class Page(NamedTuple):
    """What came of a link: its page, and the article that it holds once that is read; and what the page is known by.

    ``blocks`` are the hashes of the blocks that its text had before boilerplate was taken out.
    """

    key: bytes
    scraped: Scraped | None = None
    validators: Validators = NO_VALIDATORS
    blocks: Sequence[int] = ()


class Articles:
    """What a crawl enters of pages that have arrived."""

    def __init__(self, writer: Writer, taken: Links, *, edits: bool, story_days: int = STORY_DAYS) -> None:
        """Begin with none; ``taken`` knows which links are looks, ``edits`` says to plan the looks at articles.

        Stories are looked for in the last ``story_days``.
        """
        self._writer = writer
        self._books = writer.books
        self._links = taken
        self._edits = edits
        self._story_days = story_days
        self._boilerplate: dict[int, int] = {}  # how many pages have a block, by its hash
        self._validators: dict[bytes, Validators] = {}  # of pages whose articles are in the pipelines
        self._texts: dict[str, tuple[Sequence[int], str]] = {}  # their blocks and text, by their address, likewise

    async def learn(self) -> None:
        """Read what of the outlet's blocks is boilerplate."""
        today = self._writer.clock() // DAY
        self._boilerplate |= await self._writer.write(blocks.known, self._writer.outlet, today)

    async def fetched(self, link: TakenLink) -> None:
        """Note that a link's page has arrived."""
        self._books.pages += 1
        if not link.look:
            await self._writer.write_together(self._enter, Page(link.key))

    def page_is_known_by(self, link: TakenLink, etag: str | None, last_modified: str | None) -> None:
        """Note what tells whether a link's page has changed, until its article is kept."""
        self._validators[link.key] = (etag, last_modified)

    def strip(self, article: Article) -> Article:
        """Return the article without the outlet's boilerplate, as far as that is known by now."""
        stripped = boilerplate.strip(article.body, self._boilerplate)
        self._texts[article.url] = stripped.blocks, text_sha256(article.body)
        if not stripped.words:
            return article
        left = article.word_count - stripped.words
        return replace(article, body=stripped.body, word_count=left, boilerplate_words=stripped.words)

    async def keep(self, article: Article) -> Article | None:
        """Put an article into the outbox; return it as written, or None if it says nothing new."""
        key = link_key(self._writer.outlet, article.url)
        page_blocks, whole = self._texts.pop(article.url, ((), article.text_sha256))
        validators = self._validators.pop(key, NO_VALIDATORS)
        kept = await self._writer.write_together(
            self._enter, Page(key, scraped(key, article, whole), validators, page_blocks)
        )
        self._count(key, kept)
        return kept

    def forget(self, key: bytes | None, url: str) -> None:
        """Forget the page of an article that a pipeline dropped; its link's ``key`` is None where it has none."""
        self._texts.pop(url, None)
        if key:
            self._validators.pop(key, None)

    def _count(self, key: bytes, kept: Article | None) -> None:
        if key in self._links.looking:
            self._links.looked(key, "edited" if kept else "unchanged")
        else:
            self._books.so_far[links.PENDING if kept else links.UNCHANGED] += 1
        if kept:
            self._books.kept += 1
            self._books.undated += kept.published_at is None
        if kept and kept.published_at:
            times = int(kept.published_at.timestamp()), int(kept.fetched_at.timestamp())
            self._books.of(kept.found_in).arrived(*times)

    def _enter(self, connection: Connection, pages: list[Page]) -> list[Article | None]:
        """Enter what came of pages; return their articles as written."""
        now = self._writer.clock()
        new = [page.scraped for page in pages if page.scraped]
        for source, found in groupby(new, key=lambda one: one.article.found_in):
            # A spider may yield an article that no source offered.
            offers = [OfferedLink(key=one.key, url=one.article.url, title=one.article.title) for one in found]
            self._writer.take_on(connection, source, offers)
        links.fetched(connection, *(page.key for page in pages if not page.scraped), now=now)
        kept = iter(outbox.keep_all(connection, new, now=now, story_days=self._story_days) if new else ())
        written = [next(kept) if page.scraped else None for page in pages]
        for page, article in zip(pages, written, strict=True):
            if page.scraped:
                self._plan_look(connection, page, article, now)
            if article and article.version == 1:
                self._boilerplate |= blocks.count(connection, article, page.blocks, today=now // DAY)
        return written

    def _plan_look(self, connection: Connection, page: Page, kept: Article | None, now: int) -> None:
        outlet, (etag, last_modified) = self._writer.outlet, page.validators
        validity = {"etag": etag, "last_modified": last_modified}
        if page.key in self._links.looking:
            looks.looked(connection, outlet, page.key, now=now, edited=kept is not None, **validity)
        elif kept and kept.version == 1 and self._edits:
            since = age_from(int(kept.published_at.timestamp()) if kept.published_at else now, now=now)
            looks.begin(connection, outlet, page.key, since=since, now=now, **validity)
