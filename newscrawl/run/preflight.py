"""Preflight: before any crawl, see that state and lake can be used, and deliver what dead crawls left."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.fetch.addresses import networks
from newscrawl.lake.locations import open_storage
from newscrawl.lake.storage import Storage
from newscrawl.run.recovery import recover
from newscrawl.run.stopping import call_interruptibly
from newscrawl.state import outbox
from newscrawl.state.database import Database, open_to_others

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds


class ArticlesWait(LakeUnreachable):
    """The lake cannot be used, and articles wait for it in the outbox."""


def preflight(lake: str, state: str) -> int:
    """Open state and lake, deliver what dead crawls left, and return how many articles that were.

    Raise BadState, LakeRefused, or ArticlesWait where the lake refuses while articles wait. A lake that does not answer
    is no reason to miss what outlets publish meanwhile: it is logged, and the crawl goes on.
    """
    with _opened(state) as database:
        if open_to_others(state):
            text = "state %s: other users of this machine can read it, and the articles that wait in it; chmod 600 %s*"
            log.warning(text, state, state, extra={"event": "state_open"})
        storage = open_storage(lake)
        try:
            storage.check()
            return deliver_rest(database, storage)
        except LakeRefused as error:
            raise _with_waiting(error, database) from error
        except LakeUnreachable as error:
            log.warning("%s; the crawl goes on, articles wait in the outbox", error, extra={"event": "lake_failed"})
            return 0


def tell_opened_networks(named: str) -> None:
    """Say which networks may be reached besides the public internet; raise BadSetting where none is meant."""
    if opened := ", ".join(map(str, networks(named))):
        text = "NEWSCRAWL_ALLOW_NETWORKS opens %s: what pages link to may be fetched from there"
        log.info(text, opened, extra={"event": "networks_opened", "networks": opened})


def warn_without_contact(contact: str) -> None:
    """Warn where the User-Agent names nobody whom an outlet that minds could write to."""
    if not contact:
        text = "NEWSCRAWL_CONTACT is not set: outlets cannot tell who crawls them; set it to your address or page"
        log.warning(text, extra={"event": "no_contact"})


def preflight_in_time(lake: str, state: str) -> None:
    """Do as preflight, but crawl on beside it where it takes long: a lake that hangs, or much that waits for it.

    SIGTERM and SIGINT raise SystemExit.
    """
    try:
        call_interruptibly(PATIENCE, preflight, lake, state)
    except TimeoutError:
        text = "lake %s: has not taken within %g s what earlier crawls left; the crawl goes on meanwhile"
        log.warning(text, lake, PATIENCE, extra={"event": "lake_slow"})


def deliver_only(lake: str, state: str) -> int:
    """Deliver what dead crawls left and return how many articles that were; raise as preflight, and LakeUnreachable."""
    with _opened(state) as database:
        storage = open_storage(lake)
        try:
            storage.check()
            return deliver_rest(database, storage)
        except (LakeRefused, LakeUnreachable) as error:
            raise _with_waiting(error, database) from error


def deliver_rest(database: Database, storage: Storage) -> int:
    """Deliver what dead crawls left, and reports for which the lake was away."""
    articles = recover(database, storage, lambda: int(time.time()))
    if articles:
        log.info(
            "%d articles that earlier crawls left were delivered",
            articles,
            extra={"event": "recovered", "articles": articles},
        )
    return articles


def _with_waiting(error: LakeRefused | LakeUnreachable, database: Database) -> LakeRefused | LakeUnreachable:
    with database.transaction() as connection:
        waiting = outbox.waiting(connection)
    return ArticlesWait(f"{error} ({waiting} articles wait in the outbox)") if waiting else error


@contextmanager
def _opened(state: str) -> Iterator[Database]:
    database = Database(state)
    try:
        yield database
    finally:
        database.close()
