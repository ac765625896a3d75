"""Fresh texts: the last ones of the day that is written to, whose keys are not in its table yet.

Keys come in no order. Written with each text they would touch a page of the table each; some thousand texts' keys
sorted touch every page once. Until then they are read off the texts, once by each process.
"""

from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, update

from newscrawl.state.story_tables import TEXT_BITS, statements
from newscrawl.state.tables import story_days
from newscrawl.stories import keys_of, unpack

ENOUGH = 2048  # texts: some 50,000 keys, which take 5 MB of a process

_by_engine: WeakKeyDictionary[Engine, "Fresh"] = WeakKeyDictionary()


class Fresh:
    """Where each key of the fresh texts occurs; of texts that were committed."""

    def __init__(self, day: int, first: int) -> None:
        """Begin with text ``first`` of a day."""
        self.day = day
        self.first = first
        self.next = first
        self.places: dict[int, tuple[int, ...]] = {}  # most keys of a text have its number alone, in one tuple

    def read(self, connection: Connection) -> None:
        """Read the texts that were added since."""
        places = self.places
        for text, packed, keyed in statements(self.day).since.run(connection, {"first": self.next}):
            alone = (text,)
            for bit, key in enumerate(keys_of(unpack(bytes(packed)))):
                if keyed >> bit & 1:
                    places[key] = places[key] + alone if key in places else alone
            self.next = text + 1


def fresh(connection: Connection, day: int, first: int) -> Fresh:
    """Return the fresh texts of a day; ``first`` is the first one whose keys are not in its table."""
    known = _by_engine.get(connection.engine)
    if known is None or (known.day, known.first) != (day, first):
        known = _by_engine[connection.engine] = Fresh(day, first)
    known.read(connection)
    return known


def write_keys(connection: Connection, found: Fresh) -> None:
    """Write the keys of the fresh texts to the day's table: they are fresh no longer."""
    pairs = sorted((key << TEXT_BITS) + text for key, texts in found.places.items() for text in texts)
    statements(found.day).add_keys.run(connection, {"pairs": pairs})
    written = update(story_days).where(story_days.c.day == found.day)
    connection.execute(written.values(fresh_from=found.next))
