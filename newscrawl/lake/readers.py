"""What readers of the lake need where a file alone does not tell them: the types of the columns."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from newscrawl.lake.columns import Column, Group, ListOf, Type, columns

if TYPE_CHECKING:
    import pyarrow


def arrow_schema() -> "pyarrow.Schema":
    """Return the record's columns as a pyarrow schema; raise ImportError without pyarrow.

    pyarrow infers types from one file, and a column that is null throughout it has none there.
    """
    import pyarrow as pa  # noqa: PLC0415 -- a reader's dependency, not the crawler's

    return pa.schema(_fields(pa, columns()))


def _fields(pa: Any, found: Iterable[Column]) -> list[tuple[str, Any]]:
    return [(column.name, _arrow_type(pa, column.type)) for column in found]


def _arrow_type(pa: Any, of: Type) -> Any:
    if isinstance(of, ListOf):
        return pa.list_(_arrow_type(pa, of.element))
    if isinstance(of, Group):
        return pa.struct(_fields(pa, of.columns))
    return {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "time": pa.timestamp("s", "UTC")}[of]
