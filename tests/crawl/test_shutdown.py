"""Crawls that are told to stop while something hangs: they end, say so by their exit code, and lose nothing."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

import pytest

from newscrawl.run.stopping import BOOKS_SECONDS
from newscrawl.settings import SHUTDOWN_DEADLINE, SHUTDOWN_DELIVERY
from tests.crawl.running import Place, ended, until_event
from tests.crawl.scripted import Site
from tests.crawl.test_faults import count, wait_until
from tests.services import S3, free_port

HUNG = ("headers", "body", "robots", "feed")
SCHEDULERS_KILL = 10  # seconds after SIGTERM


@pytest.fixture
def sites() -> Iterator[dict[str, Site]]:
    """Four outlets of two articles; of each another answer hangs."""
    with ExitStack() as stack:
        running = {place: stack.enter_context(Site(f"127.0.4.{number}")) for number, place in enumerate(HUNG, 1)}
        for site in running.values():
            site.feed("feed", site.article("one"), site.article("two"))
        running["headers"].hung["/news/two"] = "headers"
        running["body"].hung["/news/two"] = "body"
        running["robots"].hung["/robots.txt"] = "headers"
        running["feed"].hung["/feed"] = "body"
        yield running


def facts(sites: dict[str, Site]) -> list[dict[str, Any]]:
    return [{"key": place, "name": place, "home": site.home, "feeds": ["feed"]} for place, site in sites.items()]


def everything(sites: dict[str, Site]) -> list[str]:
    return sorted(f"{site.home}news/{name}" for site in sites.values() for name in ("one", "two"))


def all_hang(sites: dict[str, Site]) -> bool:
    return all(site.paths[path] for site in sites.values() for path in site.hung)


def urls(place: Place) -> list[str]:
    return sorted(record["url"] for record in place.records())


@pytest.mark.parametrize(("arguments", "number"), [((), signal.SIGTERM), (("--jobs", "2"), signal.SIGINT)])
def test_whatever_hangs_all_crawls_end_and_the_next_ones_finish_what_they_left(
    sites: dict[str, Site], place: Place, arguments: tuple[str, ...], number: signal.Signals
) -> None:
    process = place.start_crawl(facts(sites), *arguments)
    scraped = "SELECT count(*) >= 2 FROM outbox"
    wait_until(process, lambda: all_hang(sites) and count(place.state, scraped) > 0)
    os.killpg(process.pid, number)  # as a terminal does
    told = ended(process)

    assert told.code == 11, told.err
    assert "Traceback" not in told.err
    assert {outlet: report["exit_code"] for outlet, report in told.reports.items()} == dict.fromkeys(sites, 11)
    assert {event["signal"] for event in told.events if event["event"] == "stopping"} <= {"SIGTERM", number.name}
    assert "hurried" not in told.err
    assert urls(place) == [f"{sites[one].home}news/one" for one in ("headers", "body")]
    assert count(place.state, "SELECT count(*) FROM leases") == 0

    for site in sites.values():
        site.release()
    assert place.crawl(facts(sites)).code == 0
    assert urls(place) == everything(sites)


def test_a_second_signal_skips_the_wait_and_loses_nothing(sites: dict[str, Site], place: Place) -> None:
    process = place.start_crawl(facts(sites), settings="tests.crawl.patient_settings")
    wait_until(process, lambda: all_hang(sites) and count(place.state, "SELECT count(*) >= 2 FROM outbox") > 0)
    process.send_signal(signal.SIGTERM)
    until_event(process, "stopping")
    process.send_signal(signal.SIGINT)
    told = ended(process)

    assert told.code == 11, told.err
    assert "hurried" in [event["event"] for event in told.events]
    assert urls(place) == [f"{sites[one].home}news/one" for one in ("headers", "body")]
    for site in sites.values():
        site.release()
    assert place.crawl(facts(sites)).code == 0
    assert urls(place) == everything(sites)


def test_a_start_that_yields_for_ever_and_does_not_listen_is_ended(sites: dict[str, Site], place: Place) -> None:
    site = sites["headers"]
    arguments = ("-a", f"home={site.home}", "-a", "feeds=feed", "-s", "SPIDER_MODULES=tests.crawl.endless")
    process = place.start("scrapy", "crawl", "endless", *arguments)
    wait_until(process, lambda: count(place.state, "SELECT count(*) >= 1 FROM outbox") > 0)
    process.send_signal(signal.SIGTERM)
    told = ended(process)
    assert told.code == 11, told.err
    assert urls(place) == [f"{site.home}news/one"]


def test_a_lake_that_hangs_is_left_and_what_was_scraped_waits(
    sites: dict[str, Site], place: Place, s3_away: S3
) -> None:
    with s3_away as server:
        remote = replace(place, lake=server.new_bucket())
        process = remote.start_crawl(facts(sites), settings="tests.crawl.hasty_settings")
        wait_until(process, lambda: count(place.state, "SELECT count(*) >= 2 FROM outbox") > 0)
        server.process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGTERM)
        told = ended(process)
        server.process.send_signal(signal.SIGCONT)
        assert told.code == 12, told.err
        assert "did not answer in time; 1 articles wait in the outbox" in told.err

        assert remote.run("newscrawl", "deliver").out == "2 articles delivered\n"
        assert urls(remote) == [f"{sites[one].home}news/one" for one in ("headers", "body")]


def test_a_crawl_told_to_stop_while_it_waits_for_the_lake_to_come_back_closes_its_books(
    sites: dict[str, Site], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in S3(place.folder).environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    sites["headers"].release()
    process = replace(place, lake="s3://bucket/news").start_crawl(facts({"headers": sites["headers"]}))
    until_event(process, "lake_failed")  # when the crawl begins
    until_event(process, "lake_failed")  # when it ends
    process.send_signal(signal.SIGTERM)
    told = ended(process)
    assert told.code == 12, told.err
    assert told.reports["headers"]["outcomes"] == {"pending": 2}
    assert count(place.state, "SELECT count(*) FROM leases") == 0


@pytest.mark.parametrize("command", [("newscrawl", "deliver"), ("newscrawl", "crawl", "kashmirdotcom")])
def test_a_command_that_waits_for_a_lake_that_hangs_is_ended_at_once(
    place: Place, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as mute:
        for name, value in S3(place.folder).environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{mute.getsockname()[1]}")
        process = replace(place, lake="s3://bucket/news").start(*command)
        connection, _ = mute.accept()
        process.send_signal(signal.SIGTERM)
        told = ended(process)
        connection.close()
    assert told.code == 11
    assert {event["event"] for event in told.events} <= {"networks_opened"}
    assert len(told.events) == len(told.err.splitlines())


def test_processes_whose_parent_was_killed_end_by_themselves(sites: dict[str, Site], place: Place) -> None:
    process = place.start_crawl(facts(sites), "--jobs", "2")
    wait_until(process, lambda: all_hang(sites) and count(place.state, "SELECT count(*) >= 2 FROM outbox") > 0)
    process.kill()
    log = process.communicate(timeout=60)[1]  # ends when the last of them has ended
    assert "Traceback" not in log
    assert count(place.state, "SELECT count(*) FROM leases") == 0
    assert urls(place) == [f"{sites[one].home}news/one" for one in ("headers", "body")]


def test_by_default_a_crawl_ends_before_schedulers_kill_it() -> None:
    assert SHUTDOWN_DEADLINE + SHUTDOWN_DELIVERY + 2 * BOOKS_SECONDS < SCHEDULERS_KILL
