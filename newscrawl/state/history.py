"""What state knows of one link, from the source that offered it to the line that it became."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from newscrawl.state.tables import links


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHistory:
    """A link's whole story; times in seconds since 1970, None for what has not happened."""

    outlet: str
    url: str
    state: str


def history_of(connection: Connection, key: bytes) -> LinkHistory | None:
    """Return the history of the link with this key (``urls.link_key``), None if it was never offered."""
    row = connection.execute(select(links).where(links.c.key == key)).one_or_none()
    return LinkHistory(outlet=row.outlet, url=row.url, state=row.state) if row else None
