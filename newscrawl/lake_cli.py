"""newscrawl lake: the commands that keep the lake."""

import sys
from datetime import UTC, date, datetime, timedelta

import click

from newscrawl.command_line import LAKE, project_settings, told
from newscrawl.lake import compaction
from newscrawl.lake.check import Check
from newscrawl.lake.claims import Superseding
from newscrawl.lake.compaction import GRACE
from newscrawl.lake.locations import open_storage
from newscrawl.lake.storage import Storage
from newscrawl.run.exitcodes import ExitCode


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
    checking = Check(opened(lake), days)
    wrong = 0
    for finding in checking.findings():
        wrong += finding.wrong
        click.echo(f"{'wrong' if finding.wrong else 'note'}: {finding.key}: {finding.what}; {finding.advice}")
    click.echo(f"{checking.parts} parts, {checking.rows} rows, {checking.manifests} manifests, {wrong} wrong")
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
    Exit: 0 all well, 1 a part is not what its manifest says, 2 usage.
    """
    done = compaction.compact(opened(lake), day, now=datetime.now(UTC), grace=timedelta(hours=grace))
    for joined in done.published:
        click.echo(f"{joined.part.key}: {_joined(joined)}; run this again after {grace} hours")
    for joined in done.replaced:
        click.echo(f"{joined.part.key}: took the place of {len(joined.supersedes)} parts")
    for joined in done.waiting:
        click.echo(f"{joined.part.key}: waits since {joined.published_at}, {grace} hours in all")
    if done.unfinished:
        click.echo(f"{done.unfinished} parts left alone: their crawls have written no manifest yet")
    if not (done.published or done.replaced or done.waiting):
        click.echo("nothing to join")


def _joined(joined: Superseding) -> str:
    return f"{len(joined.supersedes)} parts joined, {joined.part.rows} rows, {joined.part.bytes / 1e6:.1f} MB"


def opened(lake: str | None) -> Storage:
    """Return the storage of the lake that the command line or the environment names."""
    return open_storage(project_settings(lake, None)["NEWSCRAWL_LAKE"])
