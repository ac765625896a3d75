"""What readers of the lake need where a file alone does not tell them: the types of the columns."""

from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from newscrawl.article import Article

if TYPE_CHECKING:
    import pyarrow


def arrow_schema() -> "pyarrow.Schema":
    """Return the record's columns as a pyarrow schema; raise ImportError without pyarrow.

    pyarrow infers types from one file, and a column that is null throughout it has none there.
    """
    import pyarrow as pa  # noqa: PLC0415 -- a reader's dependency, not the crawler's

    return pa.schema(_columns(pa, Article))


def _columns(pa: Any, record: type) -> list[tuple[str, Any]]:
    hints = get_type_hints(record, include_extras=False)
    return [(field.name, _arrow_type(pa, hints[field.name])) for field in fields(record)]


def _arrow_type(pa: Any, hint: Any) -> Any:
    origin, arguments = get_origin(hint), [one for one in get_args(hint) if one is not NoneType]
    if origin in (Union, UnionType, Annotated):
        return _arrow_type(pa, arguments[0])
    if origin is list:
        return pa.list_(_arrow_type(pa, arguments[0]))
    if origin is Literal:
        return pa.string()
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(_columns(pa, hint))
    return {str: pa.string(), int: pa.int64(), float: pa.float64(), datetime: pa.timestamp("s", "UTC")}[hint]
