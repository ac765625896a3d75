"""Hosts: what all crawls of one state have to know of them: who asked to be left alone, and the files they publish."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from newscrawl.state.statements import upsert
from newscrawl.state.tables import hosts, site_files

FRESH = 24 * 3600  # seconds for which a robots.txt may be used (RFC 9309, 2.4)
HOST = select(hosts).where(hosts.c.host == bindparam("name"))
FILE = select(site_files).where(site_files.c.url == bindparam("address"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """A file that a host publishes for crawlers, such as its robots.txt; ``body`` is None where there is none."""

    body: bytes | None


def refusals(connection: Connection, host: str) -> tuple[int, int, int]:
    """Return until when a host is to be left alone, how far it is slowed down, and when it refused us last."""
    row = connection.execute(HOST, {"name": host}).one_or_none()
    return (row.quiet_until, row.slowness, row.refused_at) if row else (0, 0, 0)


def slow_down(connection: Connection, host: str, *, quiet_until: int, slowness: int, refused_at: int) -> None:
    """Tell all crawls that a host is to be left alone and slowed down; who was told to wait longer still does."""
    before = connection.scalar(HOST.with_only_columns(hosts.c.quiet_until).with_for_update(), {"name": host}) or 0
    row = {"host": host, "slowness": slowness, "refused_at": refused_at, "quiet_until": max(before, quiet_until)}
    upsert(connection, hosts, ("host",), row)


def site_file(connection: Connection, url: str, now: int) -> SiteFile | None:
    """Return a file as it was fetched in the last 24 hours, None where it has to be fetched."""
    row = connection.execute(FILE, {"address": url}).one_or_none()
    if row is None or not 0 <= now - row.fetched_at < FRESH:
        return None
    return SiteFile(body=None if row.body is None else bytes(row.body))


def remember_file(connection: Connection, url: str, body: bytes | None, now: int) -> None:
    """Remember a file for 24 hours; ``body`` None says that there is none."""
    upsert(connection, site_files, ("url",), {"url": url, "body": body, "fetched_at": now})
