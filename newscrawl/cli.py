"""The newscrawl command."""

import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

import click
from rich.table import Table
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newscrawl import __version__, backfill_cli, lake_cli, preview_cli, stories_cli
from newscrawl.command_line import LAKE, STATE, project_settings, told
from newscrawl.errors import BadFacts
from newscrawl.facts import read_facts
from newscrawl.lake.locations import open_storage
from newscrawl.outlet import OutletSpider
from newscrawl.run.exitcodes import ExitCode, gravest
from newscrawl.run.jobs import Jobs
from newscrawl.run.live import LiveView, show_results
from newscrawl.run.logs import log_as_json
from newscrawl.run.preflight import deliver_only, preflight_in_time, tell_opened_networks, warn_without_contact
from newscrawl.run.process import Crawls, Order, Result, unknown_outlet
from newscrawl.run.stopping import call_interruptibly
from newscrawl.run.terminal import Terminal, say
from newscrawl.run.why import Answer, ask, tell
from newscrawl.state import crawls as crawl_state
from newscrawl.state.database import Database
from newscrawl.urls import normalise


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="newscrawl")
def main() -> None:
    """Crawl news outlets into a lake of dated JSONL partitions.

    \b
    newscrawl outlets
    newscrawl crawl kashmirdotcom trtworld
    newscrawl crawl --facts outlets.json --lake s3://bucket/news --jobs 2
    newscrawl backfill kashmirdotcom --from 2024-01-01 --to 2024-03-31
    newscrawl deliver
    newscrawl stories --dt 2026-11-25
    newscrawl lake check
    """


main.add_command(lake_cli.lake)
main.add_command(preview_cli.preview)
main.add_command(backfill_cli.backfill)
main.add_command(stories_cli.stories)


@main.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--facts", metavar="FILE", type=click.Path(path_type=Path), help="Also crawl the outlets of a JSON file.")
@LAKE
@STATE
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), default=1, help="Processes. [1]")
@told
def crawl(names: tuple[str, ...], facts: Path | None, lake: str | None, state: str | None, jobs: int) -> None:
    """Crawl outlets, by name or by facts.

    \b
    newscrawl crawl kashmirdotcom trtworld
    newscrawl crawl --facts outlets.json --jobs 2

    \b
    Exit: 0 all well, 1 our fault, 2 usage, 10 incomplete, 11 interrupted,
    12 lake unreachable, 13 blocked, 15 crawled elsewhere.
    """
    settings = project_settings(lake, state)
    orders = [Order(outlet=name) for name in dict.fromkeys(names)]
    orders += [Order(outlet=outlet) for outlet in read_facts(facts)] if facts else []
    _check_names(settings, names)
    if facts and not orders:
        raise BadFacts(f"{facts}: the list is empty; docs/adding-an-outlet.md says what an outlet needs")
    twice = sorted({order.name for order in orders if sum(one.name == order.name for one in orders) > 1})
    if twice:
        raise BadFacts(f"{facts}: {twice[0]} is named on the command line too; crawl it once")
    if not orders:
        raise click.UsageError("name at least one outlet, or give --facts; newscrawl outlets lists the names")
    results = run_orders(settings, orders, jobs=jobs)
    sys.exit(gravest(result.exit_code for result in results))


def run_orders(settings: Settings, orders: list[Order], *, jobs: int = 1) -> list[Result]:
    """Crawl; show a live table and the results on a terminal, else write the log as JSON lines."""
    console = Terminal(stderr=True)
    watched = console.is_terminal
    if not watched:
        log_as_json()
    warn_without_contact(settings["NEWSCRAWL_CONTACT"])
    tell_opened_networks(settings["NEWSCRAWL_ALLOW_NETWORKS"])
    preflight_in_time(settings["NEWSCRAWL_LAKE"], settings["NEWSCRAWL_STATE"])
    crawls = Jobs(settings, jobs, quiet=watched) if jobs > 1 else Crawls(settings, own_log=True)
    if not watched:
        return crawls.run(orders)
    with LiveView(console, len(orders), crawls.snapshots):
        results = crawls.run(orders)
    show_results(Terminal(), results)
    return results


@main.command()
@STATE
@told
def outlets(state: str | None) -> None:
    """List the outlets, what each offers and when it was last crawled.

    \b
    newscrawl outlets
    """
    settings = project_settings(None, state)
    last = _last_crawls(settings["NEWSCRAWL_STATE"])
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("outlet", "name", "home", "sources", "last crawl"):
        table.add_column(column, overflow="fold")
    loader = get_spider_loader(settings)
    for name in sorted(loader.list()):
        spider: Any = loader.load(name)
        if issubclass(spider, OutletSpider) and spider.home:
            table.add_row(name, spider.outlet, spider.home, _sources(spider), _when(last.get(name)))
    Terminal(width=None if sys.stdout.isatty() else 160).print(table)


@main.command()
@LAKE
@STATE
@told
def deliver(lake: str | None, state: str | None) -> None:
    """Deliver what dead crawls left in the outbox.

    \b
    newscrawl deliver --lake s3://bucket/news
    """
    settings = project_settings(lake, state)
    articles = call_interruptibly(None, deliver_only, settings["NEWSCRAWL_LAKE"], settings["NEWSCRAWL_STATE"])
    say(f"{articles} articles delivered")


@main.command()
@click.argument("url")
@LAKE
@STATE
@told
def why(url: str, lake: str | None, state: str | None) -> None:
    """Tell a link's whole story: who offered it, what became of it, where it lies.

    \b
    newscrawl why https://kashmirdotcom.in/2026/11/22/an-article/

    \b
    Exit: 0 the link is known, 1 it is not; then the nearest known ones are named.
    """
    settings = project_settings(lake, state)
    try:
        answer = _asked(settings["NEWSCRAWL_STATE"], url)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    storage = open_storage(settings["NEWSCRAWL_LAKE"])
    for story in answer.stories:
        say("\n".join(tell(story, storage, int(time()))))
    if not answer.stories:
        say(f"{url}: no source has offered this link to any outlet.")
        say("".join(f"Known is {near}\n" for near in answer.near), nl=False)
        sys.exit(ExitCode.FAULT)


def _check_names(settings: Settings, names: tuple[str, ...]) -> None:
    known = get_spider_loader(settings).list()
    if "adhoc" in names:
        raise BadFacts("adhoc: takes its facts by arguments: scrapy crawl adhoc -a home=URL; or give --facts")
    for name in names:
        if name not in known:
            raise unknown_outlet(name, known)


def _sources(spider: type[OutletSpider]) -> str:
    counts: dict[str, int] = {}
    try:
        sources = spider().sources
    except BadFacts as error:
        return str(error)
    for source in sources:
        counts[source.kind] = counts.get(source.kind, 0) + 1
    return ", ".join(f"{count} {kind}{'s' if count > 1 and kind[-1] != 's' else ''}" for kind, count in counts.items())


def _last_crawls(state: str) -> dict[str, int]:
    if not _exists(state):
        return {}
    with closing(Database(state)) as database, database.transaction() as connection:
        return crawl_state.last_crawls(connection)


def _asked(state: str, url: str) -> Answer:
    if not _exists(state):
        normalise(url)
        return Answer(stories=[], near=[])
    with closing(Database(state)) as database, database.transaction() as connection:
        return ask(connection, url)


def _exists(state: str) -> bool:
    """Tell whether there is a state; who only asks must not leave a file behind."""
    return "://" in state or Path(state).exists()


def _when(moment: int | None) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC") if moment else "never"
