"""A storage that dies when it is told to, and that is looked at between any two changes."""

from collections.abc import Callable, Iterator, Sequence

from newscrawl.lake.storage import Storage, Stored


class Killed(Exception):
    """The process is gone: nothing after this happens."""


class Interrupted:
    """``storage``, dying at step ``at``: before a call takes effect or, for a change, after; deletes are single steps.

    ``watch`` is called with the storage after every change.
    """

    def __init__(self, storage: Storage, at: int = -1, watch: Callable[[Storage], None] | None = None) -> None:
        self._storage = storage
        self._at = at
        self._watch = watch
        self.steps = 0
        self.location = storage.location

    def check(self) -> None:
        self._storage.check()

    def put(self, key: str, body: bytes, digest: str) -> None:
        self._step()
        self._storage.put(key, body, digest)
        self._changed()

    def head(self, key: str) -> Stored | None:
        self._step()
        return self._storage.head(key)

    def get(self, key: str) -> bytes:
        self._step()
        return self._storage.get(key)

    def keys(self, prefix: str) -> Iterator[str]:
        self._step()
        yield from list(self._storage.keys(prefix))

    def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._step()
            self._storage.delete([key])
            self._changed()

    def _changed(self) -> None:
        if self._watch:
            self._watch(self._storage)
        self._step()

    def _step(self) -> None:
        self.steps += 1
        if self.steps - 1 == self._at:
            raise Killed
