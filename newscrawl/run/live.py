"""What a person sees: a table that lives while crawls run, and the report when they have ended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.logging import RichHandler
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.logs import log_warnings
from newscrawl.run.process import Result, Snapshot
from newscrawl.run.progress import Progress
from newscrawl.state import links

REFRESH = 4  # times a second
BAR = 24  # characters
NUMBERS = frozenset(("pages", "articles", "articles/s", "offered", "delivered", "seconds", "exit"))


class Shown:
    """Something that lives on a terminal while crawls run; warnings appear above it."""

    def __init__(self, console: Console, render: Callable[[], Table]) -> None:
        """Prepare to show what ``render`` returns, anew several times a second."""
        self._console = console
        self._live = Live(console=console, get_renderable=render, refresh_per_second=REFRESH, transient=True)

    def __enter__(self) -> Self:
        log_warnings(RichHandler(console=self._console, show_path=False, show_time=False, markup=False))
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()


class LiveView(Shown):
    """A table of the crawls under way: pages, articles, other outcomes, articles a second."""

    def __init__(self, console: Console, outlets: int, snapshots: Callable[[], list[Snapshot]]) -> None:
        """Prepare a view of so many outlets; ``snapshots`` says how the crawls that have begun stand."""
        self._outlets = outlets
        self._snapshots = snapshots
        super().__init__(console, self._table)  # which asks for the table at once

    def _table(self) -> Table:
        begun = self._snapshots()
        running = [crawl for crawl in begun if not crawl.ended]
        title = f"{len(begun) - len(running)} of {self._outlets} outlets done"
        table = _titled(title, "outlet", "pages", "articles", "other outcomes", "articles/s")
        for crawl in running:
            rate = f"{crawl.articles / crawl.seconds:.1f}" if crawl.seconds else ""
            cells = str(crawl.pages), str(crawl.articles), _others(crawl.outcomes, links.PENDING), rate
            table.add_row(escape(crawl.outlet), *cells)
        return table


class ProgressView(Shown):
    """A bar of the days that a backfill has done, with what is known of it and an estimate once there is a basis."""

    def __init__(self, console: Console, snapshots: Callable[[], list[Snapshot]]) -> None:
        """Prepare a view; ``snapshots`` says how the backfill stands, once it has begun."""
        self._snapshots = snapshots
        super().__init__(console, self._bar)  # which asks for the bar at once

    def _bar(self) -> Table:
        line = Table.grid(padding=(0, 2, 0, 0))
        for crawl in self._snapshots():
            if crawl.progress and not crawl.ended:
                bar = ProgressBar(total=crawl.progress.days, completed=crawl.progress.done, width=BAR)
                line.add_row(escape(crawl.outlet), bar, told(crawl, crawl.progress))
        return line


def told(crawl: Snapshot, progress: Progress) -> str:
    """Say how far a backfill has come."""
    left = progress.seconds_left(crawl.seconds)
    unknown = "no estimate yet" if progress.done < progress.days else "the last articles are fetched"
    estimate = unknown if left is None else f"about {_duration(left)} left at this pace"
    documents = f"{progress.documents_done} of {progress.documents} documents known"
    found = f"{progress.links} links found, {crawl.pages} pages fetched"
    return f"{progress.done} of {progress.days} days · {documents} · {found} · {estimate}"


def _duration(seconds: int) -> str:
    for size, name in ((24 * 3600, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {name}"
    return f"{seconds} seconds"


def show_results(console: Console, results: Sequence[Result]) -> None:
    """Print how each crawl ended, what it delivered and where it lies."""
    table = _titled(None, "outlet", "offered", "delivered", "other outcomes", "seconds", "exit", "")
    for result in sorted(results, key=lambda result: result.outlet):
        table.add_row(*_cells(result))
    console.print(table)
    lakes = {result.report.lake for result in results if result.report}
    delivered = sum(result.report.delivered for result in results if result.report)
    for lake in sorted(lakes):
        line = f"{delivered} articles delivered to {lake}/articles/v1/"
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _cells(result: Result) -> Iterable[str]:
    code = result.exit_code
    style = "green" if code == ExitCode.OK else "red" if code in (ExitCode.FAULT, ExitCode.USAGE) else "yellow"
    why = escape(result.why)
    if result.report is None:
        return escape(result.outlet), "", "", "", "", f"[{style}]{int(code)}[/]", why
    report = result.report
    taken_over = f" + {report.taken_over} taken over" if report.taken_over else ""
    return (
        escape(report.outlet),
        f"{report.offered}{taken_over}",
        str(report.delivered),
        _others(report.outcomes, links.DELIVERED),
        f"{report.seconds:.1f}",
        f"[{style}]{int(code)}[/]",
        why,
    )


def _others(outcomes: Mapping[str, int], shown: str) -> str:
    others = sorted((name, count) for name, count in outcomes.items() if name != shown)
    return escape(", ".join(f"{name} {count}" for name, count in others))


def _titled(title: str | None, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, justify="right" if column in NUMBERS else "left", overflow="fold")
    return table
