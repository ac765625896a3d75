"""How large a state becomes: a crawler that runs for years has millions of links behind it."""

import tempfile
from pathlib import Path

from benchmarks.state import ended_links
from tests.torture.places import MEMORY

COUNT = 10_000
AT_MOST = 150  # bytes a link of 82 characters, everything in the file counted that an empty one has not


def test_a_link_that_has_ended_takes_at_most_150_bytes() -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        empty = ended_links(Path(folder) / "empty.sqlite3", 0)
        assert (ended_links(Path(folder) / "state.sqlite3", COUNT) - empty) / COUNT <= AT_MOST
