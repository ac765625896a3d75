"""Placing: which article a page shows, a new one, a version of a known one, or one that says nothing new; its story."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection

from newscrawl.article import Article, Change, article_id
from newscrawl.identity import is_alternate, related, same_place
from newscrawl.state import article_keys, articles, stories
from newscrawl.state.article_keys import ArticleKeys, Shape, keys_of
from newscrawl.state.articles import Last
from newscrawl.state.sameness import is_conflict, is_same, is_same_by_id
from newscrawl.state.statements import one_at_a_time
from newscrawl.state.story_index import StoryIndex
from newscrawl.stories import Fingerprint, fingerprint
from newscrawl.urls import link_key, normalise


class Scraped(NamedTuple):
    """An article as it was scraped: the link that brought it, and what its text is recognised by.

    ``keys`` are what it is known by besides its id, ``whole`` is the ``text_sha256`` of the text with the outlet's
    boilerplate, as it may have been kept before.
    """

    key: bytes
    article: Article
    keys: ArticleKeys
    print: Fingerprint
    whole: str


class Placed(NamedTuple):
    """What a page turned out to be: ``article`` as it is written, None if it says nothing new.

    ``article_id`` is what it is known by. ``is_copy`` says that the page shows a known article under another address
    than the one it is read from, ``is_stranger`` that only the text relates the two.
    """

    article_id: str
    article: Article | None
    is_copy: bool = False
    is_stranger: bool = False


class Relatives(NamedTuple):
    """What is known of an article: itself, others with its text; ``conflict`` says that its number is another one's.

    ``other`` is another article that has the article_id already.
    """

    own: Last | None
    twins: list[Last]
    other: Last | None = None
    conflict: bool = False


def scraped(key: bytes, article: Article, whole: str | None = None) -> Scraped:
    """Return an article that a link brought with what its text is recognised by, which takes some time."""
    text = fingerprint(article.body, article.language)
    return Scraped(key, article, keys_of(article), text, whole or article.text_sha256)


class Placing:
    """Places some articles one after the other; what is known of them is read at once, and written at once."""

    def __init__(self, connection: Connection, found: Sequence[Scraped], *, now: int, story_days: int) -> None:
        """Read what is known of the articles found, and of texts like theirs in the last ``story_days``."""
        one_at_a_time(connection, b"stories")  # two crawls may bring the same texts at once
        new = [one.article for one in found]
        texts = sorted({article.text_sha256 for article in new})
        all_keys = [one.keys for one in found]
        self._connection = connection
        self._by_key = article_keys.find(connection, {key for keys in all_keys for key in keys})
        self._shapes = article_keys.shapes(connection, {keys.shape for keys in all_keys if keys.shape})
        ids = {article.article_id for article in new} | set(self._by_key.values())
        self._last = articles.related(connection, sorted(ids), texts)
        self._placed: dict[str, Last] = {}
        self._addresses: dict[str, str] = {}  # of what was placed
        self._known_by: list[tuple[ArticleKeys, str]] = []
        self._learnt: dict[bytes, Shape] = {}
        self._index = StoryIndex(connection, now=now, days=story_days)
        self._index.look_up(one.print for one in found if not any(_repeats(one, last) for last in self._last.values()))

    def place(self, found: Scraped) -> Placed:
        """Return the article as a version of what is known and as part of a story.

        The same text and headline at a second URL of an outlet is the article that is known already; so is another text
        at a second address, such as a print version, where headline or time agree: only the link that brought an
        article, or its canonical one, brings edits. Where they do not agree the canonical link lied, and the page is an
        article of its own. What an outlet publishes again, as it was or with some more, is a version of the first. An
        article that was taken down never says anything new.
        """
        key, article = found.key, found.article
        known, twins, other, conflict = self._relatives(key, found.keys, article)
        if other:
            article = self._apart(article)
            found = found._replace(article=article, keys=keys_of(article))
        repeated = known or next((twin for twin in twins if _repeats(found, twin)), None)
        if repeated and (_repeats(found, repeated) or not _may_edit(key, article, repeated)):
            is_copy = repeated.link_key != key
            is_stranger = is_copy and not known and not self._is_akin(article, repeated)
            own = repeated.version_of or repeated.article_id
            return Placed(own, None, is_copy=is_copy, is_stranger=is_stranger)
        return self._as_version(found, known, conflict=conflict)

    def _as_version(self, found: Scraped, known: Last | None, *, conflict: bool) -> Placed:
        article = found.article
        relatives = stories.relatives(self._index, found.print, article.outlet, self._known)
        identity = known.article_id if known else article.article_id
        if not known and (twin := stories.repeated(article, relatives)):
            known = self._last[twin.article_id]
        main = self._known([known.version_of])[known.version_of] if known and known.version_of else known
        if known and main:
            if main.is_taken_down:
                return Placed(main.article_id, None, is_copy=True)
            version, change = main.version + 1, _change(article, known)
            article = replace(article, article_id=main.article_id, version=version, change=change)
        others = [one for one in relatives if one.article_id != article.article_id]
        told_as = main.story_id if main else None
        placed = stories.join(self._connection, article, found.print, others, told_as)
        self._note(found, placed, identity, conflict=conflict)
        return Placed(placed.article_id, placed)

    def remember(self) -> None:
        """Write down what was placed."""
        articles.remember(self._connection, *self._placed.values())
        article_keys.remember(self._connection, self._known_by, self._learnt)

    def _known(self, ids: Collection[str]) -> dict[str, Last]:
        """Return what is known of articles by their ids."""
        if missing := set(ids) - self._last.keys():
            self._last |= articles.related(self._connection, sorted(missing), [])
        return self._last

    def _note(self, found: Scraped, placed: Article, own: str, *, conflict: bool) -> None:
        keys = found.keys
        self._placed[own] = self._last[own] = articles.last_of(found.key, placed, own)
        if own != placed.article_id:
            main = self._last[placed.article_id]._replace(version=placed.version)
            self._placed[main.article_id] = self._last[main.article_id] = main
        self._index.add(placed.article_id, found.print)
        self._addresses[own] = placed.url
        self._known_by.append((keys, own))
        self._by_key[keys.own] = own
        for claimed in keys.claimed:
            self._by_key.setdefault(claimed, own)
        before = self._shapes.get(keys.shape or b"", Shape())
        if keys.shape and placed.version == 1 and (conflict or not before.is_proved):
            counted = Shape(before.articles + 1, before.conflicts + conflict)
            self._shapes[keys.shape] = self._learnt[keys.shape] = counted

    def _relatives(self, key: bytes, keys: ArticleKeys, article: Article) -> Relatives:
        twins = [last for last in self._last.values() if last.text_sha256 == article.text_sha256]
        by_id = self._last.get(article.article_id)
        known = self._by(keys.own) or _first_same(key, article, [by_id, *map(self._by, keys.others)])
        numbered = self._by(keys.number) if keys.number and not known else None
        if numbered and is_same_by_id(article, numbered, is_id=self._shapes.get(keys.shape or b"", Shape()).has_ids):
            known = numbered
        if known:
            return Relatives(known, twins, by_id if by_id and by_id.article_id != known.article_id else None)
        return Relatives(None, twins, by_id, conflict=numbered is not None and is_conflict(article, numbered))

    def _by(self, key: bytes) -> Last | None:
        return self._last.get(self._by_key.get(key, ""))

    def _apart(self, article: Article) -> Article:
        """Return an article under its own address, where the id of the one that it claims is another article's."""
        own = normalise(article.url)
        identity = article_id(article.outlet, own)
        if identity in self._last or articles.related(self._connection, [identity], []):
            identity = article_id(article.outlet, f"{own}#{article.text_sha256}")
        return replace(article, article_id=identity, canonical_url=own)

    def _is_akin(self, article: Article, known: Last) -> bool:
        """Tell whether the addresses of an article and of a known one with its text tell of the same."""
        placed = self._addresses.get(known.article_id)
        other = placed or articles.read_from(self._connection, known.article_id)
        return other is None or related(article.url, other) is True or same_place(article.canonical_url, other)


def _first_same(key: bytes, article: Article, known: Iterable[Last | None]) -> Last | None:
    """Return the first that shares an id or an address with the article and shows the same one."""
    is_declared = article.article_id != article_id(article.outlet, article.canonical_url)
    for last in filter(None, known):
        declared = is_declared and last.article_id == article.article_id  # the outlet's own id needs no proof
        if declared or last.link_key == key or last.is_taken_down or is_same(article, last):
            return last
    return None


def _may_edit(key: bytes, article: Article, known: Last) -> bool:
    if known.is_taken_down:
        return False
    if key == known.link_key:
        return True
    return key == link_key(article.outlet, article.canonical_url) and not is_alternate(article.url)


def _repeats(found: Scraped, last: Last) -> bool:
    article = found.article
    same = (last.outlet, last.title) == (article.outlet, article.title)
    return same and last.text_sha256 in (article.text_sha256, found.whole)


def _change(article: Article, known: Last) -> Change:
    if article.text_sha256 == known.text_sha256:
        return "headline"
    note = articles.correction_hash(article)
    return "correction" if note and note != known.correction else "body"
