"""How large a state becomes: a crawler that runs for years has millions of links behind it."""

import tempfile
from pathlib import Path

from benchmarks.state import ended_links
from benchmarks.story_index import Made, fill, size_of
from newscrawl.state.database import Database
from tests.torture.places import MEMORY

COUNT = 10_000
ARTICLES_A_DAY = 1000
STORY_AT_MOST = 1300  # bytes an article of some 500 words, of a million 1.3 GB
AT_MOST = 150  # bytes a link of 82 characters, everything in the file counted that an empty one has not


def test_a_link_that_has_ended_takes_at_most_150_bytes() -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        empty = ended_links(Path(folder) / "empty.sqlite3", 0)
        assert (ended_links(Path(folder) / "state.sqlite3", COUNT) - empty) / COUNT <= AT_MOST


def test_an_article_takes_at_most_1300_bytes_of_the_story_index(database: Database, location: str) -> None:
    fill(database, Made(), range(3 * ARTICLES_A_DAY), 30 * ARTICLES_A_DAY)
    assert size_of(database, location) / (3 * ARTICLES_A_DAY) <= STORY_AT_MOST
