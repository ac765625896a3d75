"""DDL: the lake as a table ``articles`` and a view ``latest``, in the words of each engine that reads it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from newscrawl.errors import LakeRefused
from newscrawl.lake.columns import Column, Group, ListOf, Scalar, Type, columns
from newscrawl.lake.keys import ARTICLES

S3 = "s3://"


@dataclass(frozen=True, slots=True)
class Engine:
    """How an engine writes types, names and texts.

    ``text_times``: its JSON reader does not know RFC 3339. ``backslash``: it escapes in texts by that.
    """

    scalars: dict[Scalar, str]
    quote: str
    list_of: str
    group: str
    field: str
    text_times: bool = False
    backslash: bool = False

    def named(self, found: tuple[Column, ...], form: str) -> str:
        """Return names and types, separated by commas."""
        return ", ".join(form.format(name=column.name, type=self.type(column.type)) for column in found)

    def type(self, of: Type) -> str:
        """Return a type as the engine writes it."""
        if isinstance(of, ListOf):
            return self.list_of.format(self.type(of.element))
        if isinstance(of, Group):
            return self.group.format(self.named(of.columns, self.field))
        return self.scalars["text" if of == "time" and self.text_times else of]

    def text(self, value: str) -> str:
        """Return a text as the engine writes it, in quotes."""
        escaped = value.replace("\\", r"\\").replace("'", r"\'") if self.backslash else value.replace("'", "''")
        return f"'{escaped}'"

    def table_columns(self) -> str:
        """Return the record's columns as a table declares them, one a line."""
        return ",\n".join(f"  {self.quote}{one.name}{self.quote} {self.type(one.type)}" for one in columns())

    def latest(self, times: str = "{0}") -> str:
        """Return a query for the last version of each article that is not gone; ``times`` makes a text a time."""
        made = [times.format(one.name) + f" AS {one.name}" if one.type == "time" else one.name for one in columns()]
        selected = ", ".join(made) if self.text_times else ", ".join(one.name for one in columns())
        return (
            f"SELECT {selected}, dt\n"
            "FROM (SELECT *, row_number() OVER (PARTITION BY article_id ORDER BY version DESC) AS nth FROM articles)\n"
            "WHERE nth = 1 AND change <> 'gone'"
        )


HIVE = Engine(
    {"text": "STRING", "integer": "BIGINT", "number": "DOUBLE", "time": "TIMESTAMP"},
    quote="`",
    list_of="ARRAY<{}>",
    group="STRUCT<{}>",
    field="{name}: {type}",
    backslash=True,
)
ATHENA = replace(HIVE, text_times=True)
DUCKDB = Engine(
    {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "time": "TIMESTAMP"},
    quote='"',
    list_of="{}[]",
    group="STRUCT({})",
    field='"{name}" {type}',
)
TRINO = Engine(DUCKDB.scalars, '"', list_of="ARRAY({})", group="ROW({})", field=DUCKDB.field, text_times=True)
# Views hold no time with a zone there; these texts are all in UTC.
FROM_TEXT = "CAST(from_iso8601_timestamp({0}) AS TIMESTAMP(3))"


def ddl(engine: str, location: str, since: date) -> str:
    """Return the statements for an engine of ``ENGINES``; ``since`` is the first partition.

    Raise LakeRefused where the engine cannot read the lake where it lies.
    """
    return ENGINES[engine](f"{location}/{ARTICLES}", since)


def _duckdb(articles: str, _since: date) -> str:
    types = ",\n".join(f"  {one.name}: '{DUCKDB.type(one.type)}'" for one in columns())
    return f"""-- DuckDB. For s3:// first, in every session: CREATE SECRET (TYPE s3, PROVIDER credential_chain);
CREATE OR REPLACE VIEW articles AS
SELECT * FROM read_json({DUCKDB.text(f"{articles}/dt=*/*.jsonl.gz")}, format = 'newline_delimited',
  hive_partitioning = true, hive_types = {{'dt': DATE}}, columns = {{
{types}
}});

CREATE OR REPLACE VIEW latest AS
{DUCKDB.latest()};
"""


def _spark(articles: str, _since: date) -> str:
    return f"""-- Spark SQL. SET spark.sql.session.timeZone = UTC shows times as they are in the lake.
CREATE TABLE IF NOT EXISTS articles (
{HIVE.table_columns()},
  `dt` DATE
) USING json
PARTITIONED BY (dt)
LOCATION {HIVE.text(articles.replace(S3, "s3a://", 1))};

-- Again for each new day.
MSCK REPAIR TABLE articles;

CREATE OR REPLACE VIEW latest AS
{HIVE.latest()};
"""


def _athena(articles: str, since: date) -> str:
    return f"""-- Athena, one statement at a time. New days are found without being added; times are text in the table.
CREATE EXTERNAL TABLE IF NOT EXISTS articles (
{ATHENA.table_columns()}
)
PARTITIONED BY (`dt` STRING)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION {ATHENA.text(_in_s3("Athena", articles) + "/")}
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '{since},NOW',
  'storage.location.template' = {ATHENA.text(articles + "/dt=${dt}/")}
);

CREATE OR REPLACE VIEW latest AS
{ATHENA.latest(FROM_TEXT)};
"""


def _trino(articles: str, _since: date) -> str:
    return f"""-- Trino, in a catalog of the Hive connector; times are text in the table.
CREATE SCHEMA IF NOT EXISTS newscrawl;
USE newscrawl;

CREATE TABLE IF NOT EXISTS articles (
{TRINO.table_columns()},
  "dt" VARCHAR
) WITH (format = 'JSON', partitioned_by = ARRAY['dt'], external_location = {TRINO.text(_in_s3("Trino", articles))});

-- Again for each new day.
CALL system.sync_partition_metadata('newscrawl', 'articles', 'FULL');

CREATE OR REPLACE VIEW latest AS
{TRINO.latest(FROM_TEXT)};
"""


def _in_s3(engine: str, articles: str) -> str:
    if not articles.startswith(S3):
        lake = articles.removesuffix(f"/{ARTICLES}")
        raise LakeRefused(f"lake {lake}: {engine} reads s3:// only; give --lake s3://bucket/prefix")
    return articles


ENGINES: dict[str, Callable[[str, date], str]] = {
    "athena": _athena,
    "duckdb": _duckdb,
    "spark": _spark,
    "trino": _trino,
}
