"""Carry a value together with where on the page it was found."""

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A value and its source, for example ``json-ld`` or ``meta:og:title``."""

    value: T
    source: str
