"""What a person sees: how far a backfill is, and at the end every link of the books."""

from io import StringIO

from rich.console import Console

from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.live import ProgressView, show_results
from newscrawl.run.process import Result, Snapshot
from newscrawl.run.progress import Progress
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


def shown_of(done: int, before: int, seconds: float) -> str:
    progress = Progress(days=91, done=done, before=before, documents=9, documents_done=4, links=120)
    crawl = Snapshot(
        outlet="gazette", pages=80, articles=70, outcomes={}, seconds=seconds, ended=False, progress=progress
    )
    console = Console(width=160, force_terminal=True, file=StringIO(), record=True)
    with ProgressView(console, lambda: [crawl]):
        pass
    return console.export_text()


def test_a_backfill_estimates_its_end_only_once_there_is_a_basis() -> None:
    known = "of 91 days · 4 of 9 documents known · 120 links found, 80 pages fetched"
    assert f"11 {known} · about 13 minutes left at this pace" in shown_of(done=11, before=1, seconds=100)
    assert f"11 {known} · no estimate yet" in shown_of(done=11, before=11, seconds=100)
    assert "no estimate yet" in shown_of(done=11, before=1, seconds=5)
    assert "the last articles are fetched" in shown_of(done=91, before=1, seconds=100)
    assert "about 11 days left" in shown_of(done=2, before=1, seconds=10_500)
