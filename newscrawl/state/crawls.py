"""Crawls and the leases they hold: who crawls an outlet now, and what dead crawls left."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update

from newscrawl.errors import OutletBusy
from newscrawl.state.statements import insert_new
from newscrawl.state.tables import crawls, leases, outbox, story_outbox

LEASE_SECONDS = 90  # many missed heartbeats: a machine that is suspended or swaps is not dead
CLOCKS_DIFFER = 60  # seconds between two machines; a lease that lasts longer was written by a clock that was wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadCrawl:
    """A crawl that died and of which nothing is left to deliver; times in seconds since 1970."""

    crawl_id: str
    outlet: str
    started_at: int
    recovered_at: int


def begin(
    connection: Connection, *, outlet: str, crawl_id: str, now: int, alive: Callable[[int], bool] | None = None
) -> None:
    """Register a crawl and lease the outlet to it; raise OutletBusy while another crawl lives.

    A holder on this host whose process is gone holds nothing; ``alive`` tells whether a process id runs.
    """
    lease = {
        "outlet": outlet,
        "crawl_id": crawl_id,
        "host": here(),
        "pid": os.getpid(),
        "since": now,
        "expires_at": now + LEASE_SECONDS,
    }
    # Insert before looking: of two crawls that find no lease only one can write it, the other waits and then sees it.
    while not connection.execute(insert_new(connection, leases).values(**lease).returning(leases.c.outlet)).all():
        holder = connection.execute(select(leases).where(leases.c.outlet == outlet).with_for_update()).one_or_none()
        if holder and _holds(holder, now, alive or process_is_alive):
            since = datetime.fromtimestamp(holder.since, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            raise OutletBusy(
                f"{outlet}: is being crawled since {since} by process {holder.pid} on {machine(holder.host)}, "
                f"crawl {holder.crawl_id}; wait for it to end"
            )
        connection.execute(delete(leases).where(leases.c.outlet == outlet))
    connection.execute(crawls.insert().values(crawl_id=crawl_id, outlet=outlet, started_at=now, manifest_put=False))


def renew(connection: Connection, crawl_id: str, now: int) -> bool:
    """Extend the crawl's lease: its heartbeat; return False if it has lost the lease to another crawl."""
    mine = update(leases).where(leases.c.crawl_id == crawl_id)
    return connection.execute(mine.values(expires_at=now + LEASE_SECONDS)).rowcount == 1


def release(connection: Connection, crawl_id: str) -> None:
    """Give the crawl's lease back."""
    connection.execute(delete(leases).where(leases.c.crawl_id == crawl_id))


def fix_manifest(connection: Connection, crawl_id: str, key: str, *, now: int) -> tuple[str, int]:
    """Return key and end of the crawl for its manifest: those that were fixed before, or ``key`` and ``now``."""
    fixed = connection.execute(select(crawls).where(crawls.c.crawl_id == crawl_id).with_for_update()).one()
    if fixed.manifest_key:
        return fixed.manifest_key, fixed.ended_at
    connection.execute(update(crawls).where(crawls.c.crawl_id == crawl_id).values(manifest_key=key, ended_at=now))
    return key, now


def manifest_written(connection: Connection, crawl_id: str) -> None:
    """Note that the crawl's manifest lies in the lake."""
    connection.execute(update(crawls).where(crawls.c.crawl_id == crawl_id).values(manifest_put=True))


def report(connection: Connection, crawl_id: str, *, exit_code: int, text: str) -> None:
    """Store how the crawl ended; the report's text waits until it lies in the lake."""
    connection.execute(update(crawls).where(crawls.c.crawl_id == crawl_id).values(exit_code=exit_code, report=text))


def reports_waiting(connection: Connection) -> list[tuple[str, str]]:
    """Return crawls whose report waits for the lake, the oldest first, with its text."""
    query = select(crawls.c.crawl_id, crawls.c.report).where(crawls.c.report.is_not(None))
    return [(row.crawl_id, row.report) for row in connection.execute(query.order_by(crawls.c.started_at))]


def report_written(connection: Connection, crawl_id: str) -> None:
    """Note that the crawl's report lies in the lake, and forget its text."""
    connection.execute(update(crawls).where(crawls.c.crawl_id == crawl_id).values(report=None))


def outlet_and_start(connection: Connection, crawl_id: str) -> tuple[str, int]:
    """Return a crawl's outlet and when it started, in seconds since 1970."""
    row = connection.execute(select(crawls).where(crawls.c.crawl_id == crawl_id)).one()
    return row.outlet, row.started_at


def dead_with_rest(connection: Connection, now: int, alive: Callable[[int], bool] | None = None) -> list[str]:
    """Return the crawls that no longer live and left something: lines in an outbox, or no manifest."""
    wait = (crawls.c.crawl_id.in_(select(box.c.crawl_id).distinct()) for box in (outbox, story_outbox))
    rest = or_(*wait, ~crawls.c.manifest_put)
    query = select(crawls.c.crawl_id).where(rest, crawls.c.crawl_id.not_in(_living(connection, now, alive)))
    return list(connection.scalars(query.order_by(crawls.c.started_at)))


def dead_without_report(
    connection: Connection, now: int, alive: Callable[[int], bool] | None = None
) -> list[DeadCrawl]:
    """Return the crawls that no longer live, left nothing, and ended without a report."""
    silent = crawls.c.manifest_put & crawls.c.exit_code.is_(None)
    query = select(crawls).where(silent, crawls.c.crawl_id.not_in(_living(connection, now, alive)))
    return [
        DeadCrawl(crawl_id=row.crawl_id, outlet=row.outlet, started_at=row.started_at, recovered_at=row.ended_at)
        for row in connection.execute(query.order_by(crawls.c.started_at))
    ]


def last_crawls(connection: Connection) -> dict[str, int]:
    """Return when each outlet was last crawled, in seconds since 1970."""
    rows = connection.execute(select(crawls.c.outlet, crawls.c.started_at).order_by(crawls.c.started_at))
    return {row.outlet: row.started_at for row in rows}


def process_is_alive(pid: int) -> bool:
    """Tell whether a process with this id runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _living(connection: Connection, now: int, alive: Callable[[int], bool] | None) -> list[str]:
    holders = connection.execute(select(leases)).all()
    return [row.crawl_id for row in holders if _holds(row, now, alive or process_is_alive)]


def _holds(lease: Row[Any], now: int, alive: Callable[[int], bool]) -> bool:
    if lease.host == here():
        return bool(lease.expires_at > now and alive(lease.pid))
    return bool(now < lease.expires_at <= now + LEASE_SECONDS + CLOCKS_DIFFER)


def here() -> str:
    """Return where process ids mean what they mean to us: the host's name, and the container's number on it."""
    try:
        number = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:  # no Linux
        return socket.gethostname()
    return f"{socket.gethostname()}/{number}"


def machine(host: str) -> str:
    """Return the name of the host that ``here`` gave."""
    return host.partition("/")[0]
