"""Real pages with known answers, as the corpus beside the project lays them out."""

import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
SETS = ("aeb", "fundus", "trafilatura", "wcxb")
FOLDS = 5


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A saved page, its set, and what is known of it."""

    name: str
    gold: dict[str, Any]
    html: bytes

    @property
    def is_article(self) -> bool:
        """Tell whether it is no listing or collection."""
        return bool(self.gold.get("page_type", "article") == "article")

    @property
    def fold(self) -> int:
        """Return which part of the outlets its outlet belongs to; one outlet's pages are never in two parts."""
        return zlib.crc32(self.gold["key"].split("/")[-1].encode()) % FOLDS


def gold_pages(corpus: Path = CORPUS) -> Iterator[GoldPage]:
    """Give every page of every set."""
    for name in SETS:
        folder = corpus / name
        with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
            for gold in map(json.loads, lines):
                yield GoldPage(name, gold, gzip.decompress((folder / "pages" / f"{gold['id']}.html.gz").read_bytes()))


def scorer(corpus: Path = CORPUS) -> ModuleType:
    """Return the corpus's own score script as a module."""
    sys.path.insert(0, str(corpus))
    return import_module("score")
