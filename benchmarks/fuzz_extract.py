"""Search, guided by coverage, for a page that extraction fails on or reads for too long.

    python -m benchmarks.fuzz_extract [--seconds 600] [--corpus FOLDER]

Half of the inputs are choices for the hostile pages of tests/extract/hostile.py, half are bytes grown from saved pages.
The first finding ends the search; its page is saved, and what was wrong is printed.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["newscrawl.extract", "newscrawl.text"]):
    from newscrawl.extract import extract

from hypothesis import given

from benchmarks.searching import prepare, search
from tests.extract.hostile import LABELS, LARGEST, Hostile, hostile_pages
from tests.extract.test_hostile_pages import QUIET, RULES, faults

SLOW = 2.0  # CPU seconds, for a page of at most LARGEST bytes
FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
URL = "https://www.example.com/2024/05/03/bridge-opens"
# What mutations may put in: the words that extraction looks for.
DICTIONARY = (
    "<p>", "</p>", "<div class=", "byline", "author", "<time datetime=", "<meta property=", "article:published_time",
    "application/ld+json", "NewsArticle", "datePublished", "headline", "articleBody", "<figure>", "<img src=",
    "<h1>", "<br>", "<a href=", "By ", "Photo: ", "(Reuters) - ", "3 May 2024", "2024-05-03T12:30:00+01:00",
    "charset=", "utf-16", "&#8217;",
)  # fmt: skip


class Finding(Exception):
    """A page that extraction does not stand up to."""


def check(page: Hostile) -> None:
    """Read a page; raise Finding, with the page saved, where that fails or takes too long."""
    start = time.process_time()
    found = extract(page.html, page.url, RULES, page.encoding)
    seconds = time.process_time() - start
    wrong = faults(found)
    if seconds > SLOW and len(page.html) <= LARGEST:
        wrong.append(f"{seconds:.1f} s for {len(page.html)} bytes")
    if wrong:
        with tempfile.NamedTemporaryFile(prefix="finding-", suffix=".html", dir=".", delete=False) as file:
            file.write(page.html)
        raise Finding(f"{'; '.join(wrong)}: {file.name}, url {page.url!r}, encoding {page.encoding!r}")


@QUIET
@given(hostile_pages())
def hostile(page: Hostile) -> None:
    """Check a page that Hypothesis builds from the fuzzer's bytes."""
    check(page)


def one_input(data: bytes) -> None:
    """Check what the fuzzer gives: the first byte says what the others are."""
    if data[:1] < b"\x80":
        hostile.hypothesis.fuzz_one_input(data[1:])
    else:
        encoding = LABELS[data[0] % len(LABELS)] if data[0] % 2 else None
        check(Hostile(data[1:], URL, encoding))


def seeds() -> dict[str, bytes]:
    """Return the saved pages, and some bytes for Hypothesis."""
    pages = {page.stem: b"\x80" + page.read_bytes()[:LARGEST] for page in FIXTURES.glob("*/*.html")}
    choices = {
        f"choices-{number}": b"\0" + bytes((number * 37 + i * i * 11) % 256 for i in range(3_000))
        for number in range(8)
    }
    return pages | choices


def main() -> None:
    """Fuzz for the time given; exit 0 where nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=600, help="of processor time")
    parser.add_argument(
        "--corpus", type=Path, default=Path(".fuzz/extract"), help="folder of inputs, kept for the next"
    )
    arguments: Any = parser.parse_args()
    prepare(arguments.corpus, seeds(), set(DICTIONARY))
    search("extract", one_input, arguments.corpus, arguments.seconds, {"max_len": LARGEST, "rss_limit_mb": 4096})


if __name__ == "__main__":
    main()
