"""What articles are known by besides their ids: their addresses, and numbers in them that proved to be ids."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from newscrawl.article import Article
from newscrawl.identity import main_form, place, url_id
from newscrawl.state.link_rows import ARTICLE
from newscrawl.state.statements import Hot, upsert
from newscrawl.state.tables import article_keys, articles, url_shapes

ENOUGH = 20  # articles after which a number that never stood for two of them is taken for an id
ADD = Hot(lambda words: _added(words).on_conflict_do_nothing())
PUT = Hot(lambda words: _put(_added(words)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKeys:
    """The keys of one article: ``own`` of the address it came from.

    ``others`` are of what else may lead to it, in the order of belief: the address its page calls canonical, those of
    which the two are AMP or mobile forms, other forms of these. ``claimed`` are those by which it will be found in this
    way; a plain address needs none, its own key is enough. ``number`` and ``shape`` are of the number in the address
    that may be its id, None where there is none.
    """

    own: bytes
    others: tuple[bytes, ...]
    claimed: frozenset[bytes]
    number: bytes | None
    shape: bytes | None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the keys by which the article may be known."""
        yield self.own
        yield from self.others
        if self.number:
            yield self.number


class Shape(NamedTuple):
    """How many articles had addresses of one shape, and how often two of them had one number."""

    articles: int = 0
    conflicts: int = 0

    @property
    def is_proved(self) -> bool:
        """Tell whether enough articles were counted, which costs each of them a write."""
        return self.articles >= ENOUGH

    @property
    def has_ids(self) -> bool:
        """Tell whether the numbers in such addresses have been ids so far."""
        return self.is_proved and not self.conflicts


def keys_of(article: Article) -> ArticleKeys:
    """Return the keys of an article in its normal form."""
    outlet, url, canonical = article.outlet, article.url, article.canonical_url
    own, other = place(url), place(canonical)
    mains = list(dict.fromkeys((main_form(canonical), main_form(url))))
    addresses = {one: _key(outlet, "own", one) for one in {own, other, *mains}}
    forms = {main: _key(outlet, "form", main) for main in mains}
    found = url_id(canonical) or url_id(url)
    number = _key(outlet, "number", f"{found.shape}\n{found.number}") if found else None
    others = [addresses[other]] + [key for main in mains for key in (addresses[main], forms[main])]
    claimed = {forms[main] for main in mains if main != own}
    return ArticleKeys(
        own=addresses[own],
        others=tuple(dict.fromkeys(others)),
        claimed=frozenset(claimed | {number} if number else claimed),
        number=number,
        shape=_key(outlet, "shape", found.shape) if found else None,
    )


def find(connection: Connection, keys: Collection[bytes]) -> dict[bytes, str]:
    """Return the ids of the articles that are known by any of the keys."""
    values = {f"key_{number}": key for number, key in enumerate(keys)}
    rows = _known_by(len(keys)).run(connection, values) if keys else ()
    return {bytes(key): bytes(article_id).hex() for key, article_id in rows}


def shapes(connection: Connection, keys: Collection[bytes]) -> dict[bytes, Shape]:
    """Return what is known of shapes of addresses."""
    values = {f"key_{number}": key for number, key in enumerate(keys)}
    rows = _shaped(len(keys)).run(connection, values) if keys else ()
    return {bytes(key): Shape(articles, conflicts) for key, articles, conflicts in rows}


def remember(connection: Connection, known_by: Iterable[tuple[ArticleKeys, str]], shaped: dict[bytes, Shape]) -> None:
    """Note by which keys articles are known, and what was learnt of shapes.

    All keys but that of its own address stay with the article that claimed them first.
    """
    own: list[dict[str, Any]] = []
    claimed: list[dict[str, Any]] = []
    for keys, article_id in known_by:
        own.append({"key": keys.own, "article_id": article_id})
        claimed += [{"key": key, "article_id": article_id} for key in keys.claimed]
    PUT.run(connection, *own)
    ADD.run(connection, *claimed)
    upsert(connection, url_shapes, ("key",), *({"key": key, **shape._asdict()} for key, shape in shaped.items()))


@cache
def _known_by(count: int) -> Hot:
    return Hot(
        lambda _: (
            select(article_keys.c.key, articles.c.article_id)
            .join(articles, articles.c.id == article_keys.c.article)
            .where(article_keys.c.key.in_(_keys(count)))
        )
    )


@cache
def _shaped(count: int) -> Hot:
    return Hot(
        lambda _: select(url_shapes.c.key, url_shapes.c.articles, url_shapes.c.conflicts).where(
            url_shapes.c.key.in_(_keys(count))
        )
    )


def _keys(count: int) -> Sequence[Any]:
    return [bindparam(f"key_{number}", type_=article_keys.c.key.type) for number in range(count)]


def _added(words: Any) -> Any:
    return words.insert(article_keys).values(key=bindparam("key"), article=ARTICLE).inline()


def _put(statement: Any) -> Any:
    return statement.on_conflict_do_update(index_elements=("key",), set_={"article": statement.excluded.article})


def _key(outlet: str, kind: str, what: str) -> bytes:
    return sha256(f"{outlet}\n{kind}\n{what}".encode()).digest()[:16]
