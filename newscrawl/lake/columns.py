"""Columns: the record's fields and their types, as readers of any kind have to be told."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from newscrawl.article import Article

Scalar = Literal["text", "integer", "number", "time"]
SCALARS: dict[type, Scalar] = {str: "text", int: "integer", float: "number", datetime: "time"}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements are all of one type."""

    element: "Type"


@dataclass(frozen=True, slots=True)
class Group:
    """An object with the same fields everywhere."""

    columns: "tuple[Column, ...]"


@dataclass(frozen=True, slots=True)
class Column:
    """A field and its type."""

    name: str
    type: "Type"


Type = Scalar | ListOf | Group


def columns(record: type = Article) -> tuple[Column, ...]:
    """Return the record's columns in the order of its lines."""
    hints = get_type_hints(record, include_extras=False)
    return tuple(Column(field.name, _type(hints[field.name])) for field in fields(record))


def _type(hint: Any) -> Type:
    origin, arguments = get_origin(hint), [one for one in get_args(hint) if one is not NoneType]
    if origin in (Union, UnionType, Annotated):
        return _type(arguments[0])
    if origin is list:
        return ListOf(_type(arguments[0]))
    if origin is Literal:
        return "text"
    if is_dataclass(hint) and isinstance(hint, type):
        return Group(columns(hint))
    return SCALARS[hint]
