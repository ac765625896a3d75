"""However a crawl ends, its browser ends with it; however a browser ends, the crawl goes on."""

import os
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawl.running import LONG, Place, Run
from tests.fetch.scripted_site import ARTICLES, ScriptedSite, scripted_site
from tests.fetch.test_browser import LANTERN, stats
from tests.newsroom.client import CHECKOUT

pytestmark = pytest.mark.service("chromium")

PATIENCE = 40_000  # milliseconds; a driver gives a frozen browser thirty seconds
AT_ONCE = 4  # pages of one site, CONCURRENT_REQUESTS_PER_DOMAIN


@dataclass
class Running:
    """A crawl in which a page hangs, with the process ids of its browser's processes."""

    process: "subprocess.Popen[str]"
    site: ScriptedSite
    browser: list[int]

    def end(self) -> Run:
        """Wait for the crawl to end."""
        out, err = self.process.communicate(timeout=LONG)
        return Run(self.process.returncode, out, err)


@contextmanager
def hanging(place: Place, outlet: str) -> Iterator[Running]:
    """Crawl the scripted site until a page hangs."""
    command, environment = place.command("newscrawl", "crawl", outlet)
    with scripted_site("silent") as site:
        environment |= {**LANTERN, "LANTERN_HOME": site.home}
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
            try:
                assert site.hanging.wait(LONG)
                yield Running(process, site, browsers_below(process.pid))
            finally:
                process.kill()


def browsers_below(pid: int) -> list[int]:
    """Return the processes below one that are Chromium's, and the driver's."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(") ")[2].split()
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    below = children.get(pid, [])
    for process in below:
        below.extend(children.get(process, []))
    return [process for process in below if "chromium" in arguments(process) or "run-driver" in arguments(process)]


def arguments(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def lives_on(processes: list[int]) -> list[int]:
    """Wait for processes, given by file descriptors, to end, and return those that do not."""
    ending = select.poll()
    waiting = set(processes)
    for process in processes:
        ending.register(process, select.POLLIN)
    while waiting and (ended := ending.poll(PATIENCE)):
        for process, _ in ended:
            ending.unregister(process)
            os.close(process)
            waiting.discard(process)
    return sorted(waiting)


@pytest.mark.parametrize(("end", "code"), [("", 10), ("SIGTERM", 11), ("SIGINT", 11), ("SIGKILL", -9)])
def test_no_browser_outlives_its_crawl(end: str, code: int, place: Place) -> None:
    with hanging(place, "patient") as crawl:
        processes = [os.pidfd_open(pid) for pid in crawl.browser]
        if end:
            crawl.process.send_signal(signal.Signals[end])
        else:
            crawl.site.closing.set()
        run = crawl.end()

    assert run.code == code
    assert len(processes) > 2
    assert lives_on(processes) == []


@pytest.mark.parametrize("end", ["SIGKILL", "SIGSTOP"])
def test_a_browser_that_dies_or_freezes_is_replaced_and_gone_in_the_end(end: str, place: Place) -> None:
    with hanging(place, "scripted") as crawl:
        processes = [os.pidfd_open(pid) for pid in crawl.browser]
        for pid in crawl.browser:
            if "--remote-debugging-pipe" in arguments(pid):
                os.kill(pid, signal.Signals[end])
        run = crawl.end()

    assert run.code == 10
    assert run.reports["scripted"]["outcomes"]["delivered"] >= ARTICLES + 1 - AT_ONCE
    assert stats(run)["browser/started"] == 2
    assert lives_on(processes) == []


@pytest.mark.parametrize("end", ["SIGKILL", "SIGSEGV"])
def test_pages_whose_process_crashes_cost_no_other_article(end: str, place: Place) -> None:
    with hanging(place, "scripted") as crawl:
        killed = [pid for pid in crawl.browser if "--type=renderer" in arguments(pid)]
        for pid in killed:
            os.kill(pid, signal.Signals[end])
        run = crawl.end()

    assert killed
    outcomes = run.reports["scripted"]["outcomes"]
    assert run.code == 10
    assert outcomes["delivered"] >= ARTICLES + 1 - AT_ONCE
    assert sum(outcomes.values()) == ARTICLES + 1
    assert {end for end in outcomes if end != "delivered"} <= {"failed:timeout", "failed:connection-failed"}
