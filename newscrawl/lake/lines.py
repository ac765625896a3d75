"""Lines read back: each is a whole record that fits the schema, or it is said where it does not."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from newscrawl.article import Article


def from_line(line: bytes) -> Article:
    """Return the record of a line; raise msgspec.DecodeError if it is no JSON or does not fit the schema.

    As strict as the JSON Schema: every key has to be there, whatever its default. Keys it does not know may be.
    """
    msgspec.json.decode(line, type=_every_key(Article))
    return msgspec.json.decode(line, type=Article)


@cache
def _every_key(record: type) -> type[msgspec.Struct]:
    """Return the record as a type of which no field has a default."""
    hints = get_type_hints(record, include_extras=True)
    return msgspec.defstruct(record.__name__, [(field.name, _strict(hints[field.name])) for field in fields(record)])


def _strict(hint: Any) -> Any:
    origin: Any = get_origin(hint)
    if origin is list:
        return origin[_strict(get_args(hint)[0])]
    return _every_key(hint) if is_dataclass(hint) and isinstance(hint, type) else hint
