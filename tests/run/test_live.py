"""What a person sees at the end: every link of the books has its place in the table."""

from io import StringIO

from rich.console import Console

from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.live import show_results
from newscrawl.run.process import Result
from newscrawl.run.report import Report


def test_the_table_shows_what_was_taken_on_and_every_outcome() -> None:
    report = Report(
        crawl_id="crawl",
        outlet="gazette",
        started_at="2026-11-25T10:00:00Z",
        ended_at="2026-11-25T10:00:02Z",
        seconds=1.5,
        lake="/lake",
        offered=7,
        taken_over=2,
        filtered=0,
        undated=0,
        pages=7,
        looks={},
        outcomes={"delivered": 4, "pending": 3, "owed": 1, "failed:timeout": 1},
        sources_polled=1,
        sources_failed={},
        sources_retired={},
        sources_resting=0,
        sources={},
        exit_code=ExitCode.LAKE_UNREACHABLE,
        why="lake /lake: is full",
    )
    console = Console(width=160, record=True, file=StringIO())
    results = [Result(outlet="gazette", exit_code=report.exit_code, why=report.why, report=report)]
    results.append(Result(outlet="herald", exit_code=ExitCode.BUSY, why="herald: is being crawled"))
    show_results(console, results)
    shown = [" ".join(line.split()) for line in console.export_text().splitlines()]
    assert "gazette 7 + 2 taken over 4 failed:timeout 1, owed 1, pending 3 1.5 12 lake /lake: is full" in shown
    assert "herald 15 herald: is being crawled" in shown
    assert "4 articles delivered to /lake/articles/v1/" in shown
