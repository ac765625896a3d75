"""What a data lake reads with: DuckDB, pyarrow and polars see every row and its types."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow.dataset
import pytest

from newscrawl.lake.check import Check
from newscrawl.lake.locations import open_storage
from newscrawl.lake.readers import arrow_schema
from tests.crawl.running import Place
from tests.newsroom import Newsroom


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """A lake that two crawls have written, and its truth; some columns are null throughout a part."""
    folder = tmp_path_factory.mktemp("readers")
    place = Place(lake=str(folder / "lake"), state=str(folder / "state"), folder=folder)
    with Newsroom() as newsroom:
        for outlet in ("harbourpost", "trtworld"):
            assert place.crawl(newsroom.facts(outlet)).code == 0
        truth = newsroom.truth("harbourpost") + newsroom.truth("trtworld")
    return folder / "lake" / "articles" / "v1", truth


def test_a_check_of_what_crawls_wrote_is_green(lake: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, truth = lake
    check = Check(open_storage(str(folder.parents[1])))
    assert list(check.findings()) == []
    assert (check.rows, check.manifests) == (len(truth), 2)


def by_url(truth: list[dict[str, Any]]) -> dict[str, tuple[str, datetime]]:
    return {one["url"]: (one["title"], datetime.fromisoformat(one["published_at"])) for one in truth}


def test_duckdb_reads_all_partitions_with_a_glob(lake: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, truth = lake
    query = f"SELECT url, title, published_at, len(authors), provenance.body FROM '{folder}/*/*.jsonl.gz'"
    rows = duckdb.execute(query).fetchall()
    assert {url: (title, when.replace(tzinfo=UTC)) for url, title, when, *_ in rows} == by_url(truth)
    assert {url: authors for url, _, _, authors, _ in rows} == {one["url"]: len(one["authors"]) for one in truth}


def test_polars_reads_all_partitions_with_a_glob(lake: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, truth = lake
    frame = polars.read_ndjson(f"{folder}/*/*.jsonl.gz", infer_schema_length=None)
    rows = frame.select("url", "title", polars.col("published_at").str.to_datetime(time_zone="UTC")).rows()
    assert {url: (title, when) for url, title, when in rows} == by_url(truth)


def test_pyarrow_reads_all_partitions_with_the_record_s_schema(lake: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, truth = lake
    schema = arrow_schema()
    table = pyarrow.dataset.dataset(folder, schema=schema, format="json").to_table()
    assert table.schema == schema
    rows = table.select(["url", "title", "published_at"]).to_pylist()
    assert {row["url"]: (row["title"], row["published_at"]) for row in rows} == by_url(truth)
