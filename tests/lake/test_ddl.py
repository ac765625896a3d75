"""DDL: every engine is told the same table and the same view, in words that it understands."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from click.testing import CliRunner
from sqlglot import exp

from newscrawl.article import FIELDS
from newscrawl.cli import main
from newscrawl.errors import LakeRefused
from newscrawl.lake.ddl import ENGINES, ddl
from newscrawl.lake.locations import open_storage
from newscrawl.lake.takedown import take_down
from tests.lake.building import DAY, HOUR, NOON, day_of_crawls
from tests.sample import sample

S3 = "s3://bucket/news"


def statements(engine: str, location: str) -> list[str]:
    """Return the statements without comments."""
    text = re.sub(r"^--.*\n", "", ddl(engine, location, DAY), flags=re.MULTILINE)
    return [one.strip() for one in re.split(r";\n", text) if one.strip()]


def words(engine: str) -> Iterator[tuple[str, Any]]:
    """Yield each statement and what sqlglot makes of it."""
    for statement in statements(engine, S3):
        dialect = "hive" if statement.startswith("CREATE EXTERNAL") else engine
        yield statement, sqlglot.parse_one(statement, dialect=dialect)


@pytest.fixture(scope="module")
def edited_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days: six articles, of which one is edited and one gone on the second day."""
    folder = tmp_path_factory.mktemp("ddl") / "lake"
    crawling = day_of_crawls(open_storage(str(folder)))
    crawling.now += 24 * HOUR
    crawling.crawl(sample(2, title="Ferry 2 is late"))
    take_down(open_storage(str(folder)), sample(3).article_id, now=datetime(2026, 11, 4, 20, tzinfo=UTC))
    return folder


LATEST = [
    ("Ferry 1 sails", 1, date(2026, 11, 3)),
    ("Ferry 2 is late", 2, date(2026, 11, 4)),
    ("Ferry 4 sails", 1, date(2026, 11, 3)),
    ("Ferry 5 sails", 1, date(2026, 11, 3)),
    ("Ferry 6 sails", 1, date(2026, 11, 3)),
]


@pytest.mark.parametrize("engine", ["athena", "trino", "spark", "duckdb"])
def test_a_parser_of_the_engine_s_words_knows_every_statement(engine: str) -> None:
    known = [type(parsed) for _, parsed in words(engine)]
    assert set(known) <= {exp.Create, exp.Use, exp.Command}
    commands = [statement for statement, parsed in words(engine) if isinstance(parsed, exp.Command)]
    assert all(
        command.startswith(("CALL system.sync_partition_metadata(", "MSCK REPAIR TABLE")) for command in commands
    )


@pytest.mark.parametrize("engine", ["athena", "trino", "spark"])
def test_a_table_has_every_field_of_the_record_in_its_order(engine: str) -> None:
    (table,) = (one for _, one in words(engine) if isinstance(one, exp.Create) and one.kind == "TABLE")
    names = [column.name for column in table.this.expressions if isinstance(column, exp.ColumnDef)]
    assert names == [*FIELDS] + ([] if engine == "athena" else ["dt"])
    assert S3[5:] + "/articles/v1" in table.sql()


@pytest.mark.parametrize("engine", ["athena", "trino"])
def test_the_view_of_engines_that_are_not_here_is_right_in_duckdb_s_words(engine: str, edited_lake: Path) -> None:
    view = next(one for _, one in words(engine) if isinstance(one, exp.Create) and one.kind == "VIEW")
    query = view.expression.sql(dialect="duckdb")
    with duckdb.connect() as connection:
        source = f"read_json('{edited_lake}/articles/v1/*/*.jsonl.gz', convert_strings_to_integers = false)"
        texts = ", ".join(
            f"strftime({one}, '%Y-%m-%dT%H:%M:%SZ') AS {one}" for one in ("published_at", "modified_at", "fetched_at")
        )
        connection.execute(f"CREATE TABLE articles AS SELECT * REPLACE ({texts}) FROM {source}")
        rows = connection.execute(f"SELECT title, version, dt, published_at FROM ({query}) ORDER BY title").fetchall()
    assert [row[:3] for row in rows] == LATEST
    assert {row[3].replace(tzinfo=UTC) for row in rows} == {datetime(2026, 11, 3, 12, tzinfo=UTC)}


def test_duckdb_runs_it(edited_lake: Path) -> None:
    with duckdb.connect() as connection:
        for statement in statements("duckdb", str(edited_lake)):
            connection.execute(statement)
        assert connection.execute("SELECT title, version, dt FROM latest ORDER BY title").fetchall() == LATEST
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (8,)
        assert [column[0] for column in connection.execute("SELECT * FROM latest").description or ()] == [*FIELDS, "dt"]
        types = dict(connection.execute("SELECT column_name, column_type FROM (DESCRIBE articles)").fetchall())
    assert (types["published_at"], types["authors"], types["dt"]) == ("TIMESTAMP", "VARCHAR[]", "DATE")


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_an_apostrophe_in_the_path_is_escaped(engine: str) -> None:
    path = "s3://bucket/the editor's \\ news"
    read = path.replace(S3[:5], "s3a://") if engine == "spark" else path
    texts = [
        text.this
        for statement in statements(engine, path)
        for text in sqlglot.parse_one(statement, dialect="hive" if engine == "athena" else engine).find_all(exp.Literal)
    ]
    assert [text for text in texts if text.startswith(f"{read}/articles/v1")] != []


def test_duckdb_reads_a_lake_with_an_apostrophe_in_its_path(edited_lake: Path, tmp_path: Path) -> None:
    moved = tmp_path / "the editor's"
    moved.symlink_to(edited_lake)
    with duckdb.connect() as connection:
        for statement in statements("duckdb", str(moved)):
            connection.execute(statement)
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (8,)


@pytest.mark.parametrize("engine", ["athena", "trino"])
def test_an_engine_that_reads_buckets_only_says_so(engine: str) -> None:
    with pytest.raises(LakeRefused, match=rf"lake /srv/lake: {engine.title()} reads s3:// only; give --lake"):
        ddl(engine, "/srv/lake", DAY)


def test_athena_s_partitions_begin_with_the_lake_s_first() -> None:
    assert "'projection.dt.range' = '2026-11-03,NOW'" in ddl("athena", S3, DAY)
    assert "'storage.location.template' = 's3://bucket/news/articles/v1/dt=${dt}/'" in ddl("athena", S3, DAY)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_the_command_prints_it(engine: str, bucket: str) -> None:
    command = ["lake", "ddl", "--engine", engine, "--lake", bucket]
    run = CliRunner().invoke(main, command)
    assert (run.exit_code, "there is no partition yet" in run.output) == (2, True)
    day_of_crawls(open_storage(bucket))
    run = CliRunner().invoke(main, command)
    assert (run.exit_code, run.output) == (0, ddl(engine, bucket, datetime.fromtimestamp(NOON, UTC).date()))


def test_an_engine_that_is_not_known_is_refused_with_those_that_are() -> None:
    run = CliRunner().invoke(main, ["lake", "ddl", "--engine", "oracle"])
    assert run.exit_code == 2
    assert "'oracle' is not one of 'athena', 'duckdb', 'spark', 'trino'" in run.output
