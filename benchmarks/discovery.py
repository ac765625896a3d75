"""Measure how long a long sitemap takes to read, and how much memory beside its bytes, each reader in its own process.

    python -m benchmarks.discovery [--links 500000] [--rounds 3] [--newscrawl-only]

The sitemap is written here: every link has a lastmod, spread over some twenty years. ``recent`` is what a crawl does
with it: keep what is dated in the last three days. Prints seconds of the processor (the best round) and megabytes over
what the process held with the sitemap in memory and everything imported.
"""

import argparse
import gc
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

from benchmarks.memory import resident

NEWEST = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://www.news.example/sitemap.xml"
STATUS = Path("/proc/self/status")
FORGET_PEAK = "5"  # written to clear_refs: the peak is counted from now on


def sitemap(links: int) -> bytes:
    """Write a sitemap of so many links, the newest first."""
    step = timedelta(days=20 * 365) / links
    entries = (
        f"<url><loc>https://www.news.example/world/2026/some-words-about-what-happened-{number}.html</loc>"
        f"<lastmod>{(NEWEST - step * number).isoformat(timespec='seconds')}</lastmod></url>\n"
        for number in range(links)
    )
    xmlns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {xmlns}>{"".join(entries)}</urlset>\n'.encode()


def newscrawl_recent() -> Callable[[bytes], int]:
    """Read as a crawl does."""
    from newscrawl.discovery.sitemaps import parse_sitemap  # noqa: PLC0415 -- each reader in its own process

    return lambda body: len(parse_sitemap(body, URL, NEWEST - timedelta(days=3)).links)


def newscrawl_every() -> Callable[[bytes], int]:
    """Read every link, keeping none."""
    from newscrawl.discovery.sitemaps import Sitemap  # noqa: PLC0415 -- as above

    return lambda body: sum(1 for _ in Sitemap(body, URL))


def scrapy_every() -> Callable[[bytes], int]:
    """Read every link with what Scrapy's SitemapSpider uses."""
    from scrapy.utils.sitemap import Sitemap  # noqa: PLC0415 -- as above

    return lambda body: sum(1 for _ in Sitemap(body))


READERS = {"newscrawl, recent": newscrawl_recent, "newscrawl, every": newscrawl_every, "scrapy, every": scrapy_every}


def measure(name: str, path: Path, rounds: int) -> tuple[int, float, float]:
    """Return how many links a reader gives, its seconds in the best round, and its megabytes at the peak."""
    read = READERS[name]()
    body = gzip.decompress(path.read_bytes())
    read(sitemap(10))
    gc.collect()
    before = resident()
    Path("/proc/self/clear_refs").write_text(FORGET_PEAK)
    seconds = []
    for _ in range(rounds):
        began = process_time()
        links = read(body)
        seconds.append(process_time() - began)
    return links, min(seconds), peak() - before


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    line = next(line for line in STATUS.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Write a sitemap, measure each reader in a process of its own, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--newscrawl-only", action="store_true", help="leave the others out: they take long")
    parser.add_argument("--one", choices=sorted(READERS), help="measure this reader in this process; print JSON")
    parser.add_argument("--sitemap", type=Path, help="read this one")
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one, arguments.sitemap, arguments.rounds)))
        return
    body = sitemap(arguments.links)
    print(f"{arguments.links} links, {len(body) / 1e6:.0f} MB\n| reader | links | s | MB |\n|---|---|---|---|")
    with tempfile.NamedTemporaryFile(suffix=".xml.gz") as file:
        file.write(gzip.compress(body, 1))
        file.flush()
        for name in READERS:
            if arguments.newscrawl_only and not name.startswith("newscrawl"):
                continue
            options = ["--one", name, "--sitemap", file.name, "--rounds", str(arguments.rounds)]
            command = [sys.executable, "-m", "benchmarks.discovery", *options]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            links, seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
            print(f"| {name} | {links} | {seconds:.2f} | {megabytes:.0f} |", flush=True)


if __name__ == "__main__":
    main()
