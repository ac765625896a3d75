"""The story index: the texts of the last days, and which of them a new one is related to.

Each text is found by some two dozen keys, and what is found is decided by its whole fingerprint. Every pair of texts
that share enough keys is held against each other, whichever came first, so that the order of arrival does not matter.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection

from newscrawl.state import story_days
from newscrawl.state.story_tables import find_in, statements
from newscrawl.stories import Fingerprint, Relation, is_whole, keys_of, pack, relate, unpack
from newscrawl.stories.sieve import Sifted

STORY_DAYS = 30  # what is told again a month later is another story
SEEN_IN = 60  # texts that a key stands for: what more have is a phrase of the language, or one text told everywhere
SHARED_KEYS = 2  # or two texts are not held against each other: one phrase is shared by any two
MOST_PARTS = 40  # texts that share only a part: what so many share stands below their articles, and makes no story
MOST_HELD = 200  # texts that a new one is held against: those that share most keys with it

Place = tuple[int, int]  # day, text


@dataclass(frozen=True, slots=True)
class Known:
    """A text of the index: where it lies there, the id of its article, and its fingerprint."""

    place: Place
    article_id: str
    print: Fingerprint


class StoryIndex:
    """The index for one transaction, in which new texts are looked up and added.

    Transactions that look up and add have to be one at a time, or two would not see each other's texts.
    """

    def __init__(self, connection: Connection, *, now: int, days: int) -> None:
        """Open the texts of the last ``days``; ``now`` in seconds since 1970."""
        self._connection = connection
        self._window = story_days.window(connection, now, days)
        self._next = self._window.fresh.next
        self._places: dict[int, list[Place]] = {}
        self._known: dict[Place, Known] = {}

    def look_up(self, prints: Iterable[Fingerprint]) -> None:
        """Look texts up together, which is faster than each when it is asked for what it is related to."""
        keys = sorted(set(chain.from_iterable(map(keys_of, prints))).difference(self._places))
        today, fresh = self._window.today, self._window.fresh.places
        self._places.update((key, [(today, text) for text in fresh.get(key, ())]) for key in keys)
        sifted = Sifted(keys)
        wanted = {f"keys_{day}": sifted.passing(sieve) for day, sieve in self._window.over.items()}
        find = find_in((*sorted(self._window.over), today))
        for day, key, text in find.run(self._connection, {**wanted, f"keys_{today}": keys}):
            self._places[key].append((day, text))

    def related(self, wanted: Fingerprint) -> list[tuple[Known, Relation]]:
        """Return the known texts that a text is related to, and how; those added before among them."""
        keys = keys_of(wanted)
        if not all(key in self._places for key in keys):
            self.look_up([wanted])
        counts = Counter(chain.from_iterable(map(self._places.__getitem__, keys)))
        held = [place for place, count in counts.most_common(MOST_HELD) if count >= SHARED_KEYS]
        self._read([place for place in held if place not in self._known])
        relations = [(self._known[place], relate(wanted, self._known[place].print)) for place in held]
        found = [(known, relation) for known, relation in relations if relation.kind != "none"]
        whole = [(known, relation) for known, relation in found if is_whole(relation)]
        return whole if len(found) - len(whole) > MOST_PARTS else found

    def add(self, article_id: str, new: Fingerprint) -> None:
        """Add a text that was looked up, as one of an article's; one that says too little is not added."""
        if not new.hashes:
            return
        place = (self._window.today, self._next)
        keys = keys_of(new)
        keyed = sum(1 << bit for bit, key in enumerate(keys) if len(self._places[key]) < SEEN_IN)
        row = {"text": place[1], "article_id": article_id, "packed": pack(new), "keyed": keyed}
        statements(place[0]).add_text.run(self._connection, row)
        self._next += 1
        self._known[place] = Known(place, article_id, new)
        for bit, key in enumerate(keys):
            if keyed >> bit & 1:
                self._places[key].append(place)

    def _read(self, wanted: Sequence[Place]) -> None:
        by_day: dict[int, list[int]] = {}
        for number, text in wanted:
            by_day.setdefault(number, []).append(text)
        for number, texts in by_day.items():
            for text, article_id, packed in statements(number).read.run(self._connection, {"texts": texts}):
                place = (number, text)
                self._known[place] = Known(place, bytes(article_id).hex(), unpack(bytes(packed)))
