"""What articles are known by besides their ids: their addresses, and numbers in them that proved to be ids."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, select

from newscrawl.article import Article
from newscrawl.identity import main_form, place, url_id
from newscrawl.state.statements import Hot, upsert
from newscrawl.state.tables import article_keys, url_shapes

ENOUGH = 20  # articles after which a number that never stood for two of them is taken for an id
MOST = ("own", "other", "form", "other_form", "number")
FIND = Hot(
    lambda _: select(article_keys.c.key, article_keys.c.article).where(
        article_keys.c.key.in_([bindparam(name, type_=article_keys.c.key.type) for name in MOST])
    )
)
ADD = Hot(lambda words: _added(words).on_conflict_do_nothing())
PUT = Hot(lambda words: _put(_added(words)))
SHAPE = select(url_shapes.c.articles, url_shapes.c.conflicts).where(url_shapes.c.key == bindparam("shape"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKeys:
    """The keys of one article: ``own`` of the address it came from, ``other`` of the one its page calls canonical.

    ``form`` and ``other_form`` are of the addresses that those are AMP or mobile forms of. ``number`` and ``shape`` are
    of the number in the address that may be its id, None where there is none.
    """

    own: bytes
    other: bytes
    form: bytes
    other_form: bytes
    number: bytes | None
    shape: bytes | None


def keys_of(article: Article) -> ArticleKeys:
    """Return the keys of an article in its normal form."""
    found = url_id(article.canonical_url) or url_id(article.url)
    return ArticleKeys(
        own=_key(article.outlet, "own", place(article.url)),
        other=_key(article.outlet, "own", place(article.canonical_url)),
        form=_key(article.outlet, "form", main_form(article.url)),
        other_form=_key(article.outlet, "form", main_form(article.canonical_url)),
        number=_key(article.outlet, "number", f"{found.shape}\n{found.number}") if found else None,
        shape=_key(article.outlet, "shape", found.shape) if found else None,
    )


def find(connection: Connection, keys: ArticleKeys) -> dict[bytes, int]:
    """Return the numbers of the articles that are known by any of the keys."""
    values = {name: getattr(keys, name) or keys.own for name in MOST}
    return {bytes(key): article for key, article in FIND.run(connection, values)}


def remember(connection: Connection, keys: ArticleKeys, article: int) -> None:
    """Note that an article is known by its keys; all but its own address stay with the one that claimed them first."""
    PUT.run(connection, {"key": keys.own, "article": article})
    for key in {keys.form, keys.other_form, keys.number} - {None}:
        ADD.run(connection, {"key": key, "article": article})


def learn(connection: Connection, keys: ArticleKeys, *, conflict: bool) -> None:
    """Count a new article for the shape of its address; ``conflict`` says that its number is another one's already."""
    if keys.shape:
        articles, conflicts = _counts(connection, keys.shape)
        row = {"key": keys.shape, "articles": articles + 1, "conflicts": conflicts + conflict}
        upsert(connection, url_shapes, ("key",), row)


def is_id(connection: Connection, keys: ArticleKeys) -> bool:
    """Tell whether numbers where this one stands have been ids of the outlet's articles so far."""
    if keys.shape is None:
        return False
    articles, conflicts = _counts(connection, keys.shape)
    return articles >= ENOUGH and not conflicts


def _counts(connection: Connection, shape: bytes) -> tuple[int, int]:
    row = connection.execute(SHAPE, {"shape": shape}).one_or_none()
    return (row.articles, row.conflicts) if row else (0, 0)


def _added(words: Any) -> Any:
    return words.insert(article_keys).values(key=bindparam("key"), article=bindparam("article"))


def _put(statement: Any) -> Any:
    return statement.on_conflict_do_update(index_elements=("key",), set_={"article": statement.excluded.article})


def _key(outlet: str, kind: str, what: str) -> bytes:
    return sha256(f"{outlet}\n{kind}\n{what}".encode()).digest()[:16]
