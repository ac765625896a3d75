"""Search, guided by coverage, for bytes of strangers that a parser fails on, reads for too long, or lets out unclean.

    python -m benchmarks.fuzz_parsers [--seconds 60] [NAME ...]

The parsers are searched one after the other, each for so many seconds of processor time. The first finding ends the
search; its bytes are saved, and what was wrong is printed.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import atheris
import msgspec

with atheris.instrument_imports(
    include=[
        "newscrawl.discovery",
        "newscrawl.extract",
        "newscrawl.fetch",
        "newscrawl.urls",
        "newscrawl.rights",
        "newscrawl.printable",
    ]
):
    from newscrawl.discovery import dates
    from newscrawl.discovery.feeds import parse_feed
    from newscrawl.discovery.links import Found
    from newscrawl.discovery.listings import parse_listing
    from newscrawl.discovery.sitemaps import parse_sitemap
    from newscrawl.discovery.wordpress import parse_posts
    from newscrawl.extract.written import written
    from newscrawl.fetch.retry_after import LONGEST, retry_after
    from newscrawl.fetch.robots import Robots
    from newscrawl.printable import printable, redacted
    from newscrawl.rights import from_directives, from_tdmrep
    from newscrawl.urls import is_web_address, looks_like_article, normalise, outlet_key

from benchmarks.searching import prepare, search
from newscrawl.errors import SourceError

SLOW = 2.0  # CPU seconds
LARGEST = 100_000  # bytes
URL = "https://www.example.com/news/"
NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
LONGEST_DATE = 200  # characters; no place that may hold a date is longer
CORPUS = Path(".fuzz")
LINK = "https://www.example.com/2026/11/03/bridge-opens-to-lorries-1234567"
RSS = (
    f'<?xml version="1.0"?><rss version="2.0"><channel><ttl>5</ttl><item><title>Bridge &amp; <![CDATA[<b>lorries</b>]]>'
    f"</title><link>{LINK}</link><pubDate>Tue, 03 Nov 2026 12:00:00 +0530</pubDate></item></channel></rss>"
)
ATOM = (
    f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">Bridge</title><link href="{LINK}"/>'
    "<updated>2026-11-03T12:00:00Z</updated></entry></feed>"
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
    f"<url><loc>{LINK}</loc><lastmod>2026-11-03</lastmod><n:news><n:title>Bridge</n:title><n:publication_date>"
    "2026-11-03T12:00:00Z</n:publication_date></n:news></url></urlset>"
)
LISTING = (
    f'<html><head><base href="/"><link rel="next" href="?page=2"></head><body><a href="{LINK}"><h2>Bridge opens to'
    ' lorries</h2></a><a class="next" href="/news/page/2/">2</a><script type="application/ld+json">{"@type":"ItemList",'
    f'"itemListElement":[{{"url":"{LINK}","item":{{"@type":"NewsArticle","headline":"Bridge"}}}}]}}</script></body></html>'
)
JSON_FEED = f'{{"version":"https://jsonfeed.org/version/1.1","items":[{{"url":"{LINK}","title":"Bridge","date_published":"2026-11-03T12:00:00Z"}}],"next_url":"?2"}}'
POSTS = f'[{{"link":"{LINK}","title":{{"rendered":"Bridge"}},"date_gmt":"2026-11-03T12:00:00"}}]'
ROBOTS = "User-agent: *\nDisallow: /*.php$\nAllow: /news/\nCrawl-delay: 5\nSitemap: https://www.example.com/news.xml\n"
TDMREP = '[{"location":"/news/*$","tdm-reservation":1,"tdm-policy":"https://www.example.com/policy"}]'

Check = Callable[[bytes], object]


class Finding(Exception):
    """Bytes that a parser does not stand up to."""


def in_time(seconds: float, size: int) -> None:
    """Raise Finding where reading took too long."""
    if seconds > SLOW:
        raise Finding(f"{seconds:.1f} s for {size} bytes")


def found(read: Callable[[bytes], Found]) -> Check:
    """Return a check of what a source gives: addresses of the web, and texts that can be stored; or a named error."""

    def check(data: bytes) -> None:
        with suppress(SourceError):
            source = read(data)
            msgspec.json.encode(asdict(source))
            for link in (*source.links, *source.sitemaps):
                if not is_web_address(link.url):
                    raise Finding(f"{link.url!r} is no web address")

    return check


def url(data: bytes) -> None:
    """Check that a normal form is its own, and fits."""
    text = data.decode("utf-8", "surrogateescape")
    looks_like_article(text, URL)
    with suppress(ValueError):
        outlet_key(text)
    with suppress(ValueError):
        normal = normalise(text)
        if normalise(normal) != normal:
            raise Finding(f"{normal!r} has another normal form, {normalise(normal)!r}")


def robots(data: bytes) -> None:
    """Check that rules answer."""
    rules = Robots(data)
    rules.allows(LINK)
    float(rules.crawl_delay)
    list(rules.sitemaps)


def waiting(data: bytes) -> None:
    """Check that a host cannot ask for longer than a day."""
    seconds = retry_after(data.decode("latin-1"), NOW.timestamp())
    if seconds is not None and not 0 < seconds <= LONGEST:
        raise Finding(f"{seconds} seconds")


def date(data: bytes) -> None:
    """Check that dates of sources are in UTC or none."""
    text = data.decode("utf-8", "replace")
    dates.has_zone(text)
    for moment in (dates.instant(text), dates.instant_or_day(text)):
        if moment is not None and moment.utcoffset() != NOW.utcoffset():
            raise Finding(f"{moment!r} is not in UTC")


def visible(data: bytes) -> None:
    """Check that a date as a page shows it lies in the text in which it was read."""
    text = data.decode("utf-8", "replace")
    written(text[:LONGEST_DATE])


def reserved(data: bytes) -> None:
    """Check that reservations can be stored."""
    for rights in (from_tdmrep(data, LINK), from_directives([data.decode("latin-1")], "header")):
        msgspec.json.encode(asdict(rights))


def shown(data: bytes) -> None:
    """Check that what is shown has its length and can be written."""
    text = data.decode("utf-8", "surrogateescape")
    if len(printable(text)) != len(text):
        raise Finding("of another length")
    printable(redacted(text)).encode()


CHECKS: dict[str, tuple[Check, tuple[str, ...]]] = {
    "feeds": (found(lambda data: parse_feed(data, URL, "text/xml")), (RSS, ATOM)),
    "json-feeds": (found(lambda data: parse_feed(b"{" + data, URL)), (JSON_FEED[1:],)),
    "wordpress": (found(lambda data: parse_posts(data, URL)), (POSTS,)),
    "sitemaps": (found(lambda data: parse_sitemap(data, URL, NOW)), (SITEMAP, SITEMAP.replace("url", "sitemap"))),
    "listings": (found(lambda data: parse_listing(data, URL, None, URL)), (LISTING,)),
    "urls": (url, (LINK, "http://[::ffff:7f00:1]:80/%2e%2e/?utm_source=a&b=%C3%BC#c", "https://bücher.example/")),
    "robots": (robots, (ROBOTS,)),
    "retry-after": (waiting, ("120", "Tue, 03 Nov 2026 12:00:00 GMT")),
    "dates": (date, ("2026-11-03T12:00:00+05:30", "2026-11", "Tue, 03 Nov 2026 12:00:00 EST")),
    "visible-dates": (visible, ("3 November 2026, 12:30 pm", "2026年11月3日", "١٢ مارس ٢٠٢٤")),
    "reservations": (reserved, (TDMREP, "newscrawl: noindex, noarchive")),
    "terminal": (shown, ("https://user:secret@example.com/?password=a", "\x1b[31m")),
}


def words(seeds: tuple[str, ...]) -> Iterator[str]:
    """Yield what mutations may put in: the pieces that the seeds are made of."""
    for seed in seeds:
        for word in seed.replace(">", ">\0").replace(" ", "\0").replace(",", ",\0").split("\0"):
            if word.isascii() and 1 < len(word) < 60:
                yield word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "").replace("\x1b", "")


def start(name: str, seconds: int) -> None:
    """Search for a finding in this process, which ends with it."""
    check, seeds = CHECKS[name]
    corpus = CORPUS / name
    prepare(corpus, {f"seed-{number}": seed.encode() for number, seed in enumerate(seeds)}, set(words(seeds)))

    def one_input(data: bytes) -> None:
        start = time.process_time()
        try:
            check(data)
            in_time(time.process_time() - start, len(data))
        except BaseException:
            with tempfile.NamedTemporaryFile(prefix=f"finding-{name}-", dir=".", delete=False) as file:
                file.write(data)
            raise

    search(name, one_input, corpus, seconds, {"max_len": LARGEST, "rss_limit_mb": 2048})


def main() -> int:
    """Fuzz each parser for the time given, each in a process of its own; exit 0 where nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="of processor time, for each parser")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(CHECKS)}; all without")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments: Any = parser.parse_args()
    if arguments.here:
        start(arguments.names[0], arguments.seconds)
    for name in arguments.names or CHECKS:
        sys.stdout.write(f"{name}: {arguments.seconds} s\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", "benchmarks.fuzz_parsers", "--seconds", str(arguments.seconds), "--here", name]
        if code := subprocess.run(command, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
