"""Placing: which article a page shows, a new one, a version of a known one, or one that says nothing new."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection

from newscrawl.article import Article, Change, article_id
from newscrawl.identity import is_alternate, related, same_place
from newscrawl.state import article_keys, articles
from newscrawl.state.article_keys import ArticleKeys, Shape, keys_of
from newscrawl.state.articles import Last
from newscrawl.state.sameness import is_conflict, is_same, is_same_by_id
from newscrawl.state.statements import one_at_a_time
from newscrawl.urls import link_key, normalise


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


class Placing:
    """Places some articles one after the other; what is known of them is read at once, and written at once."""

    def __init__(self, connection: Connection, new: Sequence[Article]) -> None:
        """Read what is known of the ``new`` articles."""
        texts = sorted({article.text_sha256 for article in new})
        for text in texts:  # in order: two crawls may bring the same texts at once, and must not wait for each other
            one_at_a_time(connection, text.encode())
        all_keys = [keys_of(article) for article in new]
        self._connection = connection
        self._by_key = article_keys.find(connection, {key for keys in all_keys for key in keys})
        self._shapes = article_keys.shapes(connection, {keys.shape for keys in all_keys if keys.shape})
        ids = {article.article_id for article in new} | set(self._by_key.values())
        self._last = articles.related(connection, sorted(ids), texts)
        self._placed: dict[str, Last] = {}
        self._addresses: dict[str, str] = {}  # of what was placed
        self._known_by: list[tuple[ArticleKeys, str]] = []
        self._learnt: dict[bytes, Shape] = {}

    def place(self, key: bytes, article: Article) -> Placed:
        """Return the article as a version of what is known and as part of a story.

        ``key`` is the link that brought it. The same text and headline at a second URL of an outlet is the article that
        is known already; so is another text at a second address, such as a print version, where headline or time agree:
        only the link that brought an article, or its canonical one, brings edits. Where they do not agree the canonical
        link lied, and the page is an article of its own. An article that was taken down never says anything new. The
        same text at another outlet is one story, told first by the one published first.
        """
        keys = keys_of(article)
        known, twins, other, conflict = self._relatives(key, keys, article)
        if other:
            article = self._apart(article)
            keys = keys_of(article)
        repeated = known or next((twin for twin in twins if _repeats(article, twin)), None)
        if repeated and (_repeats(article, repeated) or not _may_edit(key, article, repeated)):
            is_copy = repeated.link_key != key
            is_stranger = is_copy and not known and not self._is_akin(article, repeated)
            return Placed(repeated.article_id, None, is_copy=is_copy, is_stranger=is_stranger)
        if known:
            version, change = known.version + 1, _change(article, known)
            article = replace(article, article_id=known.article_id, version=version, change=change)
        placed = _in_story(article, [twin for twin in twins if twin.outlet != article.outlet], known)
        self._note(key, keys, placed, conflict=conflict)
        return Placed(placed.article_id, placed)

    def remember(self) -> None:
        """Write down what was placed."""
        articles.remember(self._connection, *self._placed.values())
        article_keys.remember(self._connection, self._known_by, self._learnt)

    def _note(self, key: bytes, keys: ArticleKeys, placed: Article, *, conflict: bool) -> None:
        own = placed.article_id
        self._placed[own] = self._last[own] = articles.last_of(key, placed)
        self._addresses[own] = placed.url
        self._known_by.append((keys, own))
        self._by_key[keys.own] = own
        for claimed in (keys.form, keys.other_form, keys.number):
            if claimed:
                self._by_key.setdefault(claimed, own)
        if keys.shape and placed.version == 1:
            before = self._shapes.get(keys.shape, Shape())
            counted = Shape(before.articles + 1, before.conflicts + conflict)
            self._shapes[keys.shape] = self._learnt[keys.shape] = counted

    def _relatives(self, key: bytes, keys: ArticleKeys, article: Article) -> Relatives:
        twins = [last for last in self._last.values() if last.text_sha256 == article.text_sha256]
        by_id = self._last.get(article.article_id)
        claimed = [self._by(one) for one in (keys.other, keys.other_form, keys.form)]
        known = self._by(keys.own) or _first_same(key, article, [by_id, *claimed])
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


def _repeats(article: Article, last: Last) -> bool:
    return (last.outlet, last.text_sha256, last.title) == (article.outlet, article.text_sha256, article.title)


def _change(article: Article, known: Last) -> Change:
    if article.text_sha256 == known.text_sha256:
        return "headline"
    note = articles.correction_hash(article)
    return "correction" if note and note != known.correction else "body"


def _in_story(article: Article, twins: list[Last], known: Last | None) -> Article:
    if not twins:
        return replace(article, story_id=known.story_id if known else article.article_id, story_of=article.article_id)
    earliest = min(twins, key=lambda last: (last.published_at or last.fetched_at, last.fetched_at, last.article_id))
    own = (article.published_at or article.fetched_at).timestamp()
    first = article.article_id if own < (earliest.published_at or earliest.fetched_at) else earliest.article_id
    return replace(article, story_id=earliest.story_id, story_of=first, story_relation="exact", story_overlap=1.0)
