"""Keep what a search finds, so that several fields can read it and none searches further than it must."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """What an iterator gives, to be read any number of times; it is asked no further than its readers go."""

    def __init__(self, source: Iterable[T]) -> None:
        self._source = iter(source)
        self._found: list[T] = []

    def __iter__(self) -> Iterator[T]:
        """Give what was found before, then what is found now."""
        position = 0
        while True:
            if position == len(self._found):
                try:
                    self._found.append(next(self._source))
                except StopIteration:
                    return
            yield self._found[position]
            position += 1
