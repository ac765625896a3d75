"""The newsroom's writer: a small grammar, a seeded random generator, and the cast that a story keeps throughout."""

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

SLOT = re.compile(r"\{([^{}]+)\}")


@cache
def grammar() -> dict[str, Any]:
    """Read the lists of grammar.toml: name -> alternatives, and ``subjects``: section -> alternatives."""
    return tomllib.loads(Path(__file__).with_name("grammar.toml").read_text(encoding="utf-8"))


def capital(text: str) -> str:
    """Raise the first letter, which may stand behind a quotation mark."""
    return re.sub(r"^(\W*)(\w)", lambda found: found[1] + found[2].upper(), text)


class Prose:
    """Writes one story: names and places are chosen once, a sentence pattern is used once until all are used."""

    def __init__(self, seed: str, section: str) -> None:
        """Choose the cast; equal seeds and sections give equal stories."""
        self.random = Random(seed)
        self._used: dict[str, set[str]] = {}
        self._cast: dict[str, str] = {}
        self._cast["place"], self._cast["town"] = self.random.sample(grammar()["place"], 2)
        for member in ("person", "other", "third"):
            self._cast[member] = self.name()
        self._cast["firm"] = self.random.choice(grammar()["firm"])
        self._cast["org"] = self.write("office")
        self._cast["subject"] = self.fill(self.random.choice(grammar()["subjects"][section]))

    @property
    def tags(self) -> list[str]:
        """Name what the story is about, two or three tags."""
        tags = [self._cast["place"], self._cast["firm"], self._cast["subject"].removeprefix("the ")]
        return tags[: self.random.randint(2, 3)]

    def name(self) -> str:
        """Invent a person."""
        return f"{self.random.choice(grammar()['first'])} {self.random.choice(grammar()['last'])}"

    def fill(self, pattern: str) -> str:
        """Replace every slot of a pattern, the slots of its fillings included."""
        return SLOT.sub(lambda slot: self.write(slot[1]), pattern)

    def write(self, symbol: str) -> str:
        """Return one filling of a slot."""
        if symbol.startswith("#"):
            low, high = symbol[1:].split("-")
            return str(self.random.randint(int(low), int(high)))
        return self._cast.get(symbol) or self.fill(self._unused(symbol))

    def line(self, symbol: str) -> str:
        """Return one filling that begins with a capital letter."""
        return capital(self.write(symbol))

    def paragraph(self, sentences: int) -> str:
        """Join that many sentences."""
        return " ".join(self.line("sentence") for _ in range(sentences))

    def _unused(self, symbol: str) -> str:
        alternatives: list[str] = grammar()[symbol]
        used = self._used.setdefault(symbol, set())
        if len(used) == len(set(alternatives)):
            used.clear()
        pattern = self.random.choice([one for one in alternatives if one not in used])
        used.add(pattern)
        return pattern
