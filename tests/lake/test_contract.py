"""The contract of docs/lake.md: every query in it gives what it says, on a lake to which everything has happened."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow
import pytest

from newscrawl.article import FIELDS
from newscrawl.lake.compaction import compact
from newscrawl.lake.ddl import ddl
from newscrawl.lake.locations import open_storage
from newscrawl.lake.takedown import take_down
from tests.lake.building import DAY, HOUR, NOON, day_of_crawls, two_stories_that_became_one, wrong
from tests.lake.contract import blocks
from tests.sample import sample

LATEST = ["Ferry 1 sails", "Ferry 2 is late", "Ferry 4 sails", "Ferry 5 sails", "Ferry 6 sails"]
ROWS = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lake: six articles of a day that was compacted; on the next one is edited and one taken down."""
    place = tmp_path_factory.mktemp("contract")
    storage = open_storage(str(place / "lake"))
    crawling = day_of_crawls(storage)
    crawling.now += 24 * HOUR
    crawling.crawl(sample(2, title="Ferry 2 is late"))
    for days in range(2):
        compact(storage, DAY, now=datetime(2026, 11, 4, 6, tzinfo=UTC) + timedelta(days=days))
    take_down(storage, sample(3).article_id, now=datetime(2026, 11, 6, 6, tzinfo=UTC))
    assert wrong(storage) == []
    return place


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work where the lake is, as the document does."""
    monkeypatch.chdir(folder)
    return folder


def run(about: str) -> dict[str, Any]:
    """Run the Python block of the document that uses something; return its names."""
    (block,) = (block for block in blocks("python") if about in block)
    names: dict[str, Any] = {}
    exec(compile(block, f"<{about} in docs/lake.md>", "exec"), names)
    return names


def test_every_block_of_the_document_has_a_test_here() -> None:
    known = ("import polars", "import pyarrow", "import gzip", "from pyspark")
    assert [block for block in blocks("python") if not block.startswith(known)] == []
    assert len(blocks("python")) == len(known)
    assert len(blocks("sql")) == 3


def test_duckdb_counts_and_finds_the_latest(here: Path) -> None:
    count, latest = (duckdb.execute(block).fetchall() for block in blocks("sql") if "stories/v1" not in block)
    assert count == [("gazette", ROWS)]
    assert sorted(title for (title,) in latest) == LATEST


def test_duckdb_follows_merged_stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_stories_that_became_one(open_storage(str(tmp_path / "lake")))
    monkeypatch.chdir(tmp_path)
    (block,) = (block for block in blocks("sql") if "stories/v1" in block)
    assert [outlets for _, outlets in duckdb.execute(block).fetchall()] == [4, 1]


def test_polars_finds_the_latest(here: Path) -> None:
    names = run("import polars")
    assert isinstance(names["articles"], polars.DataFrame)
    assert names["articles"].height == ROWS
    assert sorted(names["latest"]["title"]) == LATEST


def test_pyarrow_reads_all(here: Path) -> None:
    articles = run("import pyarrow")["articles"]
    assert isinstance(articles, pyarrow.Table)
    assert articles.num_rows == ROWS
    assert articles.column_names == list(FIELDS)


def test_what_is_new_is_read_once(here: Path) -> None:
    names = run("def new_records")
    have_read: set[str] = set()
    records = list(names["new_records"](have_read))
    assert len({(one["article_id"], one["version"]) for one in records}) == len(records) == ROWS
    assert list(names["new_records"](have_read)) == []


def _without_superseding(names: dict[str, Any]) -> None:
    names["names"] = lambda folder, found=names["names"]: [] if folder.startswith("superseding") else found(folder)


def _without_sums(names: dict[str, Any]) -> None:
    names["sha256"] = lambda _: None


@pytest.mark.parametrize("broken", [_without_superseding, _without_sums])
def test_a_part_that_is_nowhere_is_no_silence(here: Path, broken: Callable[[dict[str, Any]], None]) -> None:
    names = run("def new_records")
    broken(names)
    with pytest.raises((LookupError, AttributeError)):
        list(names["new_records"](set()))


@pytest.mark.service("java")
def test_spark_reads_it_as_the_document_and_the_ddl_say(here: Path) -> None:
    from tests.lake.spark import session  # noqa: PLC0415 -- only where there is Java

    with session() as spark:
        names = run("from pyspark")
        assert names["articles"].count() == ROWS
        assert sorted(row.title for row in names["latest"].collect()) == LATEST
        moved = here / "the editor's"
        moved.symlink_to(here / "lake")
        text = re.sub(r"^--.*\n", "", ddl("spark", str(moved), DAY), flags=re.MULTILINE)
        for statement in filter(str.strip, text.split(";\n")):
            spark.sql(statement)
        assert sorted(row.title for row in spark.table("latest").collect()) == LATEST
        assert spark.table("latest").columns == [*FIELDS, "dt"]
        (fetched,) = spark.sql("SELECT min(unix_timestamp(fetched_at)), min(dt), count(*) FROM articles").collect()
        assert tuple(fetched) == (NOON, DAY, ROWS)
