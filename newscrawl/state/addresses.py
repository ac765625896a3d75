"""The addresses that state knows: which outlets have one, and which others lie near it."""

from sqlalchemy import Connection, or_, select

from newscrawl.state.sources import lengthened
from newscrawl.state.tables import links, sources

MANY = 20_000  # of the last addresses of a host; older ones are not looked through


def outlets(connection: Connection) -> list[str]:
    """Return the outlets that any link is known of, in order."""
    return list(connection.scalars(select(sources.c.outlet).distinct().order_by(sources.c.outlet)))


def addresses_at(connection: Connection, hosts: list[str]) -> list[str]:
    """Return addresses on ``hosts``, with port where there is one; those that were offered last, the newest first."""
    sites = [f"{scheme}://{host}/" for host in hosts for scheme in ("http", "https")]
    on_site = (column.startswith(site, autoescape=True) for site in sites for column in (sources.c.url, links.c.url))
    query = select(links.c.url, sources.c.url.label("found_in")).join(sources, sources.c.id == links.c.source)
    rows = connection.execute(query.where(or_(*on_site)).order_by(links.c.id.desc()).limit(MANY))
    urls = (lengthened(row.url, row.found_in) for row in rows)
    return [url for url in urls if url.startswith(tuple(sites))]
