"""newscrawl lake: the commands that keep the lake."""

import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from newscrawl.command_line import LAKE, STATE, project_settings, told
from newscrawl.errors import NotInLake, StillWaits
from newscrawl.lake import compaction
from newscrawl.lake.check import Check
from newscrawl.lake.claims import Superseding
from newscrawl.lake.compaction import GRACE
from newscrawl.lake.ddl import ENGINES
from newscrawl.lake.ddl import ddl as statements
from newscrawl.lake.keeping import keepers, keeping
from newscrawl.lake.keys import ARTICLES, day_of
from newscrawl.lake.locations import open_storage
from newscrawl.lake.storage import Storage
from newscrawl.lake.takedown import take_down
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.terminal import say
from newscrawl.state import takedowns
from newscrawl.state.database import Database


class Day(click.ParamType[date]):
    """A day as partitions are called by."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; fail with what a day looks like."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            self.fail(f"{value!r} is no day; give it as 2026-11-25", param, ctx)


DAY = Day()


@click.group()
def lake() -> None:
    """Keep the lake: check it, join small parts, describe it to readers, take articles out.

    \b
    newscrawl lake check
    newscrawl lake check --dt 2026-11-25 --lake s3://bucket/news
    newscrawl lake compact --dt 2026-11-24
    newscrawl lake ddl --engine duckdb
    newscrawl lake takedown 0f3b5c7d9e1a2b4c6d8e0f1a3b5c7d9e
    """


@lake.command()
@click.option("--dt", "days", metavar="DAY", type=DAY, multiple=True, help="Only this partition; may be repeated.")
@LAKE
@told
def check(days: tuple[date, ...], lake: str | None) -> None:
    """Read every part and every manifest, and say what is wrong and what to do.

    \b
    newscrawl lake check
    newscrawl lake check --dt 2026-11-25

    \b
    Exit: 0 all well, 1 something is wrong, 2 usage or an empty lake.
    """
    storage = opened(lake)
    for keeper in keepers(storage, _now()):
        say(f"note: {keeper} changes the lake; what is wrong may be under way")
    checking = Check(storage, days)
    wrong = 0
    for finding in checking.findings():
        wrong += finding.wrong
        say(f"{'wrong' if finding.wrong else 'note'}: {finding.key}: {finding.what}; {finding.advice}")
    merged = f"{checking.merges} merges of stories, " if checking.merges else ""
    counted = f"{checking.parts} parts, {checking.rows} rows, {merged}{checking.manifests} manifests"
    say(f"{counted}, {wrong} wrong")
    sys.exit(ExitCode.FAULT if wrong else ExitCode.OK)


@lake.command()
@click.option(
    "--dt", "day", metavar="DAY", type=DAY, required=True, help="The partition; its day has to be over (UTC)."
)
@click.option(
    "--grace",
    metavar="HOURS",
    type=click.IntRange(0),
    default=GRACE // timedelta(hours=1),
    help="How long the old parts stay. [24]",
)
@LAKE
@told
def compact(day: date, grace: int, lake: str | None) -> None:
    """Join a closed day's small parts; run again after the grace period, it replaces them.

    \b
    newscrawl lake compact --dt 2026-11-24

    \b
    Exit: 0 all well, 1 a part is not what its manifest says, 2 usage,
    15 another command is changing the lake.
    """
    storage = opened(lake)
    with keeping(storage, _now):
        done = compaction.compact(storage, day, now=_now(), grace=timedelta(hours=grace))
    for joined in done.published:
        say(f"{joined.part.key}: {_joined(joined)}; run this again after {grace} hours")
    for joined in done.replaced:
        say(f"{joined.part.key}: took the place of {len(joined.supersedes)} parts")
    for joined in done.waiting:
        say(f"{joined.part.key}: waits since {joined.published_at}, {grace} hours in all")
    if done.unfinished:
        say(f"{done.unfinished} parts left alone: their crawls have written no manifest yet")
    if not (done.published or done.replaced or done.waiting):
        say("nothing to join")


@lake.command()
@click.option("--engine", type=click.Choice(sorted(ENGINES)), required=True, help="Whose words.")
@LAKE
@told
def ddl(engine: str, lake: str | None) -> None:
    """Print the statements that make the lake a table `articles` and a view `latest`.

    The view holds the last version of each article and leaves out those that are gone.

    \b
    newscrawl lake ddl --engine duckdb > lake.sql
    newscrawl lake ddl --engine athena --lake s3://bucket/news
    """
    storage = opened(lake)
    first = next(storage.keys(f"{ARTICLES}/"), None)
    day = day_of(first) if first else None
    if not day:
        raise NotInLake(f"lake {storage.location}: there is no partition yet that a table could have; crawl first")
    say(statements(engine, storage.location, day), nl=False)


@lake.command()
@click.argument("article_id")
@LAKE
@STATE
@told
def takedown(article_id: str, lake: str | None, state: str | None) -> None:
    """Take an article's text out of every closed partition, and deliver a record that says it is gone.

    Run it again when it says that parts have to wait: the text of today's partition is taken out tomorrow.

    \b
    newscrawl lake takedown 0f3b5c7d9e1a2b4c6d8e0f1a3b5c7d9e

    \b
    Exit: 0 the text is nowhere, 1 a part is not what its manifest says, 2 usage,
    10 some parts have to wait, 15 another command is changing the lake.
    """
    if not re.fullmatch("[0-9a-f]{32}", article_id):
        raise NotInLake(f"{article_id}: is no article_id, which has 32 digits and letters a to f; see the record")
    settings = project_settings(lake, state)
    storage = open_storage(settings["NEWSCRAWL_LAKE"])
    _keep_out(settings["NEWSCRAWL_STATE"], article_id)
    with keeping(storage, _now):
        done = take_down(storage, article_id, now=_now())
    for key in done.rewritten:
        say(f"{key}: written anew without it")
    for key in done.open:
        say(f"{key}: still has it; run this again when its day is over in UTC and its crawl has ended")
    say(f"article {article_id} is gone with version {done.version}")
    sys.exit(ExitCode.INCOMPLETE if done.open else ExitCode.OK)


def _keep_out(state: str, article_id: str) -> None:
    """Keep crawls from bringing an article back; raise StillWaits if versions of it are on their way into the lake."""
    if "://" not in state and not Path(state).exists():  # it must not be made by looking
        say(f"note: there is no state {state}: a crawl of another state may bring the article back", err=True)
        return
    database = Database(state)
    try:
        with database.transaction() as connection:
            waiting = takedowns.take_down(connection, article_id)
    finally:
        database.close()
    if waiting:
        raise StillWaits(
            f"{article_id}: {waiting} versions wait in the outbox; end the crawl or run newscrawl deliver, then again"
        )


def _joined(joined: Superseding) -> str:
    return f"{len(joined.supersedes)} parts joined, {joined.part.rows} rows, {joined.part.bytes / 1e6:.1f} MB"


def _now() -> datetime:
    return datetime.now(UTC)


def opened(lake: str | None) -> Storage:
    """Return the storage of the lake that the command line or the environment names."""
    return open_storage(project_settings(lake, None)["NEWSCRAWL_LAKE"])
