"""Recovery: what dead crawls left is delivered, and each gets the report that it could not write itself."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from newscrawl.lake.delivery import Delivery
from newscrawl.lake.reports import deliver_reports
from newscrawl.lake.storage import Storage
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.report import Report
from newscrawl.state import crawls, links
from newscrawl.state.crawls import DeadCrawl, here, machine
from newscrawl.state.database import Database


def recover(state: Database, storage: Storage, clock: Callable[[], int]) -> int:
    """Deliver what dead crawls left and every report that waits; return how many articles that were."""
    articles = Delivery(state, storage, clock).recover()
    with state.transaction() as connection:
        for dead in crawls.dead_without_report(connection, clock()):
            outcomes = links.named(links.count_by_outcome(connection, dead.crawl_id))
            offered = links.count_offered_since(connection, dead.crawl_id, dead.started_at)
            report = _report(dead, outcomes, offered, storage.location)
            crawls.report(connection, dead.crawl_id, exit_code=report.exit_code, text=report.to_json())
    deliver_reports(state, storage)
    return articles


def _report(dead: DeadCrawl, outcomes: dict[str, int], offered: int, lake: str) -> Report:
    """Report what state knows of a crawl: its end is that of its recovery."""
    return Report(
        crawl_id=dead.crawl_id,
        outlet=dead.outlet,
        started_at=_rfc3339(dead.started_at),
        ended_at=_rfc3339(dead.recovered_at),
        seconds=dead.recovered_at - dead.started_at,
        lake=lake,
        offered=offered,
        taken_over=sum(outcomes.values()) - offered,
        filtered=None,
        undated=None,
        pages=None,
        looks={},
        outcomes=outcomes,
        sources_polled=None,
        sources_failed={},
        sources_retired={},
        sources_resting=None,
        sources={},
        exit_code=ExitCode.FAULT,
        why=f"the crawl died; process {os.getpid()} on {machine(here())} recovered what it left",
    )


def _rfc3339(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
