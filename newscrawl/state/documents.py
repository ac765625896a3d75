"""Documents of sources, as they were read last: what has not changed since need not be read again."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from newscrawl.state.statements import upsert
from newscrawl.state.tables import documents

DOCUMENT = select(documents).where(documents.c.outlet == bindparam("outlet"), documents.c.url == bindparam("address"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What tells one state of a document from another: what its server says, and 16 bytes of a hash of it."""

    url: str
    digest: bytes
    etag: str | None = None
    last_modified: str | None = None


def known(connection: Connection, outlet: str, url: str) -> Document | None:
    """Return the document as the outlet's crawls read it last, None if they never did."""
    row = connection.execute(DOCUMENT, {"outlet": outlet, "address": url}).one_or_none()
    if row is None:
        return None
    return Document(url=row.url, digest=bytes(row.digest), etag=row.etag, last_modified=row.last_modified)


def remember(connection: Connection, outlet: str, read: Iterable[Document]) -> None:
    """Remember documents of which everything they list is known, and everything they lead to."""
    for one in read:
        row = {"etag": one.etag, "last_modified": one.last_modified, "digest": one.digest}
        upsert(connection, documents, ("outlet", "url"), {"outlet": outlet, "url": one.url, **row})
