"""A second crawl of outlets that have published nothing: what it asks for, by the log of the site that serves them.

    python -m benchmarks.again [--site ../shared/corpus/site.py] [--port 8855]

The site serves real pages of 91 outlets on loopback, with feeds, sitemaps and listings, and counts its requests.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

SITE = Path("../shared/corpus/site.py")
CONTROL = "127.0.1.0"
PATIENCE = 60  # seconds until the site must answer
OPENER = build_opener(ProxyHandler({}))


def main() -> None:
    """Crawl twice and print what each crawl asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("--port", type=int, default=8855)
    given = parser.parse_args()
    command = [sys.executable, str(given.site)]
    port = ["--port", str(given.port)]
    with tempfile.TemporaryDirectory() as folder, _serving([*command, "serve", *port], given.port) as control:
        place = Path(folder)
        facts = place / "facts.json"
        facts.write_bytes(subprocess.run([*command, "outlets", *port], check=True, stdout=subprocess.PIPE).stdout)
        listed = json.loads(facts.read_bytes())
        sources = sum(
            len(one.get(kind, ())) for one in listed for kind in ("feeds", "news_sitemaps", "sitemaps", "listings")
        )
        print(f"{len(listed)} outlets, {sources} sources")
        for crawl in ("first", "second"):
            _crawl(place, facts)
            print(f"{crawl} crawl: {_told(_log(control))}")


def _crawl(place: Path, facts: Path) -> None:
    ours = {
        "NEWSCRAWL_LAKE": str(place / "lake"),
        "NEWSCRAWL_STATE": str(place / "state.sqlite3"),
        "NEWSCRAWL_ALLOW_NETWORKS": "127.0.0.0/8",
    }
    environment = os.environ | ours | {"SCRAPY_SETTINGS_MODULE": "tests.crawl.fast_settings"}
    newscrawl = Path(sys.executable).parent / "newscrawl"
    command = [str(newscrawl), "crawl", "--facts", str(facts)]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


@contextmanager
def _serving(command: list[str], port: int) -> Iterator[str]:
    control = f"http://{CONTROL}:{port}"
    site = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        deadline = monotonic() + PATIENCE
        while True:
            try:
                _log(control)
                break
            except URLError:
                if site.poll() is not None or monotonic() > deadline:
                    raise
                sleep(0.2)
        yield control
    finally:
        site.terminate()
        site.wait()


def _log(control: str) -> dict[str, Any]:
    with OPENER.open(f"{control}/__log?reset=1", timeout=PATIENCE) as response:
        log: dict[str, Any] = json.load(response)
    return log


def _told(log: dict[str, Any]) -> str:
    """Return the requests of a crawl by what was asked for and how that was answered."""
    kinds: Counter[str] = Counter()
    for outlet in log.values():
        for path, statuses in outlet["paths"].items():
            for status, count in statuses.items():
                kinds[f"{_kind(path)} {status}"] += count
    most = max(sum(sum(statuses.values()) for statuses in outlet["paths"].values()) for outlet in log.values())
    answers = ", ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items()))
    return f"{sum(kinds.values())} requests, at most {most} to an outlet ({answers})"


def _kind(path: str) -> str:
    if path.startswith(("/robots.txt", "/.well-known/")):
        return "files for crawlers"
    sources = ("/feed.xml", "/atom.xml", "/news-sitemap.xml", "/sitemap", "/latest")
    return "sources" if path.startswith(sources) else "articles"


if __name__ == "__main__":
    main()
