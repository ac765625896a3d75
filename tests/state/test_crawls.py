"""Crawls and leases: one crawl an outlet, and what dead ones left."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import Connection, select, update

from newscrawl.errors import OutletBusy
from newscrawl.state import crawls
from newscrawl.state.crawls import LEASE_SECONDS
from newscrawl.state.database import Database
from newscrawl.state.tables import crawls as table
from newscrawl.state.tables import leases, outbox

NOON = 1_800_000_000


def begin(
    connection: Connection, crawl_id: str, *, outlet: str = "gazette", now: int = NOON, alive: bool = True
) -> None:
    crawls.begin(connection, outlet=outlet, crawl_id=crawl_id, now=now, alive=lambda _: alive)


def rest(connection: Connection, now: int = NOON, *, alive: bool = True) -> list[str]:
    return crawls.dead_with_rest(connection, now, alive=lambda _: alive)


def move_to_another_host(connection: Connection) -> None:
    connection.execute(update(leases).values(host="elsewhere"))


def test_a_second_crawl_of_an_outlet_is_refused_and_told_who_has_it(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one")
        told = f"gazette: is being crawled since 2027-01-15 08:00:00 UTC by process {os.getpid()} on .* crawl one"
        with pytest.raises(OutletBusy, match=told):
            begin(connection, "two")
        begin(connection, "three", outlet="herald")
        assert connection.scalars(select(table.c.crawl_id).order_by(table.c.crawl_id)).all() == ["one", "three"]


def test_a_dead_process_of_this_machine_holds_nothing(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one")
        begin(connection, "two", alive=False)
        assert connection.scalars(select(leases.c.crawl_id)).all() == ["two"]


def test_a_process_of_another_machine_holds_its_lease_until_it_expires(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one")
        move_to_another_host(connection)
        with pytest.raises(OutletBusy, match="on elsewhere"):
            begin(connection, "two", now=NOON + LEASE_SECONDS - 1, alive=False)
        begin(connection, "two", now=NOON + LEASE_SECONDS, alive=False)


def test_a_lease_written_by_a_clock_that_was_set_back_since_does_not_last_for_ever(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one", now=NOON + 24 * 3600)
        move_to_another_host(connection)
        begin(connection, "two")
        assert connection.scalars(select(leases.c.crawl_id)).all() == ["two"]


def test_a_heartbeat_keeps_the_lease(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one")
        crawls.renew(connection, "one", NOON + 60)
        with pytest.raises(OutletBusy):
            begin(connection, "two", now=NOON + LEASE_SECONDS + 59)
        begin(connection, "two", now=NOON + LEASE_SECONDS + 60)


def test_the_heartbeat_of_a_crawl_that_lost_its_lease_does_not_take_it_back(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one")
        begin(connection, "two", alive=False)
        crawls.renew(connection, "one", NOON + 60)
        crawls.release(connection, "one")
        assert connection.scalars(select(leases.c.crawl_id)).all() == ["two"]


def test_a_lease_given_back_is_free(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one")
        crawls.release(connection, "one")
        begin(connection, "two")


def test_of_many_crawls_that_begin_at_once_one_gets_the_lease(location: str) -> None:
    def attempt(number: int) -> bool:
        with closing(Database(location)) as state:
            try:
                with state.transaction() as connection:
                    begin(connection, f"crawl-{number}")
            except OutletBusy:
                return False
            return True

    Database(location).close()
    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(attempt, range(6))) == 1


def test_a_dead_crawl_has_a_rest_while_it_lacks_a_manifest_or_articles_wait(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "dead", now=NOON - 1)
        crawls.release(connection, "dead")
        begin(connection, "living")
        assert rest(connection) == ["dead"]
        crawls.manifest_written(connection, "dead")
        assert rest(connection) == []
        connection.execute(outbox.insert().values(crawl_id="dead", link_key=b"k" * 16, line=b"{}\n", kept_at=NOON))
        assert rest(connection) == ["dead"]


def test_crawls_of_dead_processes_and_expired_leases_have_a_rest_the_oldest_first(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "second", now=NOON)
        begin(connection, "first", outlet="herald", now=NOON - 1)
        assert rest(connection) == []
        assert rest(connection, alive=False) == ["first", "second"]
        move_to_another_host(connection)
        assert rest(connection, NOON + LEASE_SECONDS - 1, alive=False) == ["first"]


def test_a_manifest_is_named_and_dated_once(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one")
        assert crawls.fix_manifest(connection, "one", "manifests/monday", now=NOON) == ("manifests/monday", NOON)
        assert crawls.fix_manifest(connection, "one", "manifests/tuesday", now=NOON + 9) == ("manifests/monday", NOON)
        assert crawls.outlet_and_start(connection, "one") == ("gazette", NOON)


def test_the_last_crawl_of_each_outlet_is_remembered_with_how_it_ended(database: Database) -> None:
    with database.transaction() as connection:
        begin(connection, "one", now=NOON)
        begin(connection, "two", now=NOON + 60, alive=False)
        begin(connection, "three", outlet="herald", now=NOON)
        crawls.report(connection, "two", exit_code=10, text="{}")
        assert crawls.last_crawls(connection) == {"gazette": NOON + 60, "herald": NOON}
        ends = {row.crawl_id: row.exit_code for row in connection.execute(select(table))}
        assert ends == {"one": None, "two": 10, "three": None}


def test_a_process_that_ended_is_known_to_be_dead() -> None:
    assert crawls.process_is_alive(os.getpid())
    assert crawls.process_is_alive(1)
    process = subprocess.Popen(["true"])
    process.wait()
    assert not crawls.process_is_alive(process.pid)
