"""The reader that docs/lake.md gives to consumers, as it stands there, on any storage."""

import re
from typing import Any

from newscrawl.lake.storage import Storage
from tests.lake.building import Row
from tests.newsroom.client import CHECKOUT

DOCUMENT = (CHECKOUT / "docs" / "lake.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of docs/lake.md in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)


INCREMENTAL = compile(
    next(block for block in blocks("python") if "def new_records" in block), "<reader of docs/lake.md>", "exec"
)


class Consumer:
    """A consumer that remembers which parts it has read."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {}
        exec(INCREMENTAL, self._names)
        self.have_read: set[str] = set()

    def new_rows(self, storage: Storage) -> list[Row]:
        """Return (title, version) of the records that are new to it."""
        return [(record["title"], record["version"]) for record in self.new_records(storage)]

    def new_records(self, storage: Storage) -> list[dict[str, Any]]:
        """Return the records that are new to it."""
        self._names["names"] = lambda folder: _below(storage, folder)
        self._names["read"] = lambda name: _read(storage, name)
        return list(self._names["new_records"](self.have_read))


def _below(storage: Storage, folder: str) -> list[str]:
    return list(storage.keys(folder.removesuffix("*").removesuffix("/") + "/"))


def _read(storage: Storage, name: str) -> bytes | None:
    try:
        return storage.get(name)
    except KeyError:
        return None
