"""The command newscrawl backfill: fetch what an outlet published in the past."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newscrawl.command_line import LAKE, STATE, project_settings, told
from newscrawl.discovery.days import Days
from newscrawl.errors import BadFacts
from newscrawl.facts import read_facts
from newscrawl.outlet import OutletSpider, outlet_from_facts
from newscrawl.run.exitcodes import gravest
from newscrawl.run.live import ProgressView, show_results
from newscrawl.run.logs import log_as_json
from newscrawl.run.preflight import preflight_in_time, tell_opened_networks, warn_without_contact
from newscrawl.run.process import Crawls, Order, unknown_outlet
from newscrawl.urls import outlet_key

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("name", metavar="OUTLET")
@click.option("--from", "first", metavar="DAY", type=DAY, required=True, help="The first day, for example 2024-01-01.")
@click.option("--to", "last", metavar="DAY", type=DAY, required=True, help="The last day.")
@click.option("--facts", metavar="FILE", type=click.Path(path_type=Path), help="Take the outlet from a JSON file.")
@LAKE
@STATE
@told
def backfill(
    name: str, first: datetime, last: datetime, facts: Path | None, lake: str | None, state: str | None
) -> None:
    """Fetch what an outlet published on some days of the past, the newest first.

    \b
    newscrawl backfill kashmirdotcom --from 2024-01-01 --to 2024-03-31

    \b
    Reads sitemaps, the API of WordPress, archive pages and numbered listings.
    Stopped at any point, the same command goes on where it stopped.
    Exit: as newscrawl crawl; 10 also where nothing lists these days.
    """
    settings = project_settings(lake, state)
    outlet = _outlet(settings, name, facts)
    days = _days(first.date(), last.date(), outlet.timezone)
    console = Console(stderr=True)
    if not console.is_terminal:
        log_as_json()
    warn_without_contact(settings["NEWSCRAWL_CONTACT"])
    tell_opened_networks(settings["NEWSCRAWL_ALLOW_NETWORKS"])
    preflight_in_time(settings["NEWSCRAWL_LAKE"], settings["NEWSCRAWL_STATE"])
    crawls = Crawls(settings, own_log=True)
    orders = [Order(outlet=outlet, arguments={"backfill": str(days)})]
    if console.is_terminal:
        with ProgressView(console, crawls.snapshots):
            results = crawls.run(orders)
        show_results(Console(), results)
    else:
        results = crawls.run(orders)
    sys.exit(gravest(result.exit_code for result in results))


def _outlet(settings: Settings, name: str, facts: Path | None) -> type[OutletSpider]:
    """Return the outlet of this name; raise UnknownOutlet, or BadFacts where it has none to walk by."""
    if facts:
        outlets = {outlet_key(one.key): one for one in read_facts(facts)}
        if name not in outlets:
            raise unknown_outlet(name, outlets)
        return outlet_from_facts(outlets[name])
    loader = get_spider_loader(settings)
    if name not in loader.list():
        raise unknown_outlet(name, loader.list())
    spider = loader.load(name)
    if not issubclass(spider, OutletSpider) or not spider.home:
        raise BadFacts(f"{name}: has no facts to walk by; give them with --facts")
    return spider


def _days(first: date, last: date, timezone: str | None) -> Days:
    """Return the days; raise UsageError where they are turned round or still to come."""
    today = datetime.now(ZoneInfo(timezone) if timezone else UTC).date()
    if first > last:
        raise click.UsageError(f"--from {first} is after --to {last}")
    if last > today:
        raise click.UsageError(f"--to {last} is still to come; the last day that can be asked for is {today}")
    return Days(first, last)
