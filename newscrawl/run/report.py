"""The report of a crawl: its books closed, and the exit code that follows from them."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from newscrawl import __version__
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.outcomes import Books, of_state
from newscrawl.run.running_out import DEADLINE, MEMORY
from newscrawl.state import links

LEASE_LOST = "lease-lost"
OUT_OF_TIME = "out of time (CRAWL_DEADLINE); everything scraped is safe, the next crawl takes up the rest"
OUT_OF_MEMORY = "its process held more memory than CRAWL_MEMORY; crawl fewer outlets in a process, or tell us"
ENOUGH = 5  # rejected or dead pages; fewer are the galleries, quizzes and dead links of an ordinary hour
DEAD = ("not-found", "front-page")  # walls that are, one by one, pages that were taken away


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What one source gave: links listed, new ones, new ones that no other source listed.

    ``lag_p50`` and ``lag_p95`` are seconds from published to fetched of the articles that came since it was polled
    before, None where there are none. After a ``gap`` it shared no link with that poll. One that is ``unchanged`` was
    not read again.
    """

    listed: int
    new: int
    only_here: int
    lag_p50: int | None
    lag_p95: int | None
    gap: bool
    unchanged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How one crawl went; ``why`` says in a sentence what is behind an exit code other than 0.

    Of a crawl that died, numbers that nobody else knows are None, and what it would say of its sources is empty.
    """

    report_version: int = 1
    crawl_id: str
    outlet: str
    started_at: str
    ended_at: str
    seconds: float
    code_version: str = __version__
    lake: str
    offered: int
    taken_over: int
    filtered: int | None
    undated: int | None
    pages: int | None
    looks: dict[str, int]
    outcomes: dict[str, int]
    sources_polled: int | None
    sources_failed: dict[str, str]
    sources_retired: dict[str, str]
    sources_resting: int | None
    sources: dict[str, SourceReport]
    exit_code: ExitCode
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def sentence(self) -> str:
        """Return the report in one line."""
        outcomes = ", ".join(f"{name} {count}" for name, count in self.outcomes.items()) or "nothing new"
        return f"{outcomes} in {self.seconds:.1f} s; exit {int(self.exit_code)}" + (f": {self.why}" if self.why else "")

    @property
    def delivered(self) -> int:
        """Return how many articles the lake gained."""
        return self.outcomes.get(links.DELIVERED, 0)


def sources_of(books: Books) -> dict[str, SourceReport]:
    """Return what each source that was polled gave."""
    only_here = Counter(books.only_by.values())
    return {
        url: SourceReport(
            listed=one.listed,
            new=one.new,
            only_here=only_here[url],
            lag_p50=_percentile(one.lags, 50),
            lag_p95=_percentile(one.lags, 95),
            gap=one.gap,
            unchanged=one.unchanged,
        )
        for url, one in books.sources.items()
    }


def _percentile(values: list[int], percent: int) -> int | None:
    return sorted(values)[(len(values) - 1) * percent // 100] if values else None


def judge(
    books: Books, outcomes: Mapping[str, int], *, reason: str, lake_failure: str, expected: int, day: int
) -> tuple[ExitCode, str]:
    """Return the exit code of a crawl and why.

    ``reason`` is how Scrapy closed it, ``lake_failure`` what kept articles from the lake, ``expected`` and ``day`` the
    articles of the last 24 hours that were expected and delivered.
    """
    failed = of_state(outcomes, links.FAILED)
    refused = of_state(outcomes, links.WALLED)
    dead = sum(outcomes.get(f"{links.WALLED}:{name}", 0) for name in DEAD)
    got = sum(of_state(outcomes, state) for state in (links.DELIVERED, links.PENDING, links.UNCHANGED))
    owed = sum(of_state(outcomes, state) for state in (*links.OWED, links.PENDING))
    rejected = of_state(outcomes, links.REJECTED)
    waiting = of_state(outcomes, links.PENDING)
    imbalance = books.imbalance(outcomes)
    verdicts = (
        (reason == LEASE_LOST, ExitCode.BUSY, "another crawl has taken the outlet over"),
        (bool(imbalance), ExitCode.FAULT, imbalance),
        (bool(books.state_failure), ExitCode.FAULT, books.state_failure),
        (books.faults > 0, ExitCode.FAULT, f"{books.faults} errors in our own code; see the log"),
        (reason == "start_error", ExitCode.FAULT, "the spider's start() failed; see the log"),
        (bool(lake_failure), ExitCode.LAKE_UNREACHABLE, f"{lake_failure}; {waiting} articles wait in the outbox"),
        (reason == "finished" and owed > 0, ExitCode.FAULT, f"{owed} links were left without an end; see the log"),
        (refused > got and (refused > dead or refused >= ENOUGH), ExitCode.BLOCKED, _blocked(books, outcomes)),
        (reason == "shutdown", ExitCode.INTERRUPTED, "interrupted; everything scraped is safe"),
        (reason == DEADLINE, ExitCode.INTERRUPTED, OUT_OF_TIME),
        (reason == MEMORY, ExitCode.INCOMPLETE, OUT_OF_MEMORY),
        (reason != "finished", ExitCode.INCOMPLETE, f"ended early: {reason}"),
        (bool(books.sources_failed), ExitCode.INCOMPLETE, _failed_sources(books)),
        (
            bool(books.sources_retired) and not books.sources_polled and not books.sources_resting,
            ExitCode.INCOMPLETE,
            "all sources have failed for days; see the outlet's site for where its feeds are now",
        ),
        (failed > 0, ExitCode.INCOMPLETE, f"{failed} links failed, {books.parked} of them for good"),
        (rejected >= ENOUGH and not got, ExitCode.INCOMPLETE, f"all {rejected} pages were rejected"),
        (day < expected, ExitCode.INCOMPLETE, f"{day} articles in 24 hours, expected at least {expected}"),
    )
    return next(((code, why) for applies, code, why in verdicts if applies), (ExitCode.OK, ""))


def _blocked(books: Books, outcomes: Mapping[str, int]) -> str:
    walls = {name.partition(":")[2]: n for name, n in outcomes.items() if name.startswith(f"{links.WALLED}:")}
    told = ", ".join(f"{name} {count}" for name, count in sorted(walls.items(), key=lambda wall: -wall[1]))
    example = next((f"; look at {books.walls[name]}" for name in walls if name in books.walls), "")
    advice = "crawl it less often, allow it the browser (render), or ask its publisher"
    return f"{sum(walls.values())} pages were walls or refusals ({told}){example}; {advice}"


def _failed_sources(books: Books) -> str:
    url, why = next(iter(books.sources_failed.items()), ("", ""))
    more = len(books.sources_failed) - 1
    return f"{url}: {why}" + (f", and {more} more sources failed" if more else "")
