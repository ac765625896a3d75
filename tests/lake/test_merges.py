"""Merges of stories on their way into the lake: none lost, none twice, whatever dies or fails, and checked."""

import gzip
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.errors import LakeUnreachable
from newscrawl.lake.check import Check
from newscrawl.lake.parts import pack, unpack
from newscrawl.stories.merges import StoryMerge, read_merge
from tests.lake.building import edited, findings, overwrite, place, wrong
from tests.lake.faults import Fault, FaultyLake, Outlet
from tests.sample import sample
from tests.stories.texts import written
from tests.torture.places import MEMORY

STORIES = 3
WORDS = 70
FAULTS: st.SearchStrategy[Fault] = st.sampled_from(["none", "before", "after", "hiccup before", "hiccup after"])


def pieces(story: int) -> list[str]:
    """Return two parts of a text that share nothing, and the whole of it."""
    words = written(f"story {story}").split()
    return [" ".join(words[:WORDS]), " ".join(words[-WORDS:]), " ".join(words)]


def keep(outlet: Outlet, story: int, piece: int) -> None:
    number = 10 * story + piece
    outlet.keep(sample(number, body=pieces(story)[piece], title=f"{story} {piece}", crawl_id=outlet.crawl_id))


def merges(lake: FaultyLake) -> list[StoryMerge]:
    return [read_merge(line) for key in lake.keys("stories/") for line in unpack(lake.get(key))]


def named(lake: FaultyLake) -> list[str]:
    return sorted(part["key"] for manifest in lake.manifests() for part in manifest["stories"])


@pytest.fixture
def lake(tmp_path: Path) -> FaultyLake:
    """Return a lake with some merges in two parts."""
    made = FaultyLake()
    outlet = Outlet(str(tmp_path / "state.sqlite3"), made)
    for story in range(STORIES):
        outlet.begin()
        for piece in range(3):
            keep(outlet, story, piece)
        outlet.end()
    outlet.state.close()
    return made


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    faults=st.lists(FAULTS, max_size=12),
    deaths=st.sets(st.integers(0, 3 * STORIES - 1), max_size=4),
    deliveries=st.sets(st.integers(0, 3 * STORIES - 1), max_size=4),
)
def test_each_merge_lies_in_the_lake_once_and_manifests_name_it(
    faults: list[Fault], deaths: set[int], deliveries: set[int]
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        lake = FaultyLake()
        outlet = Outlet(str(Path(folder) / "state.sqlite3"), lake)
        crawl_on(outlet, lake, faults, deaths, deliveries)
        outlet.state.close()
    assert len({merge.story_id for merge in merges(lake)}) == len(merges(lake)) == STORIES
    assert named(lake) == list(lake.keys("stories/"))
    assert lake.problems(f"{story} {piece}" for story in range(STORIES) for piece in range(3)) == []
    assert [finding for finding in Check(lake).findings() if finding.wrong] == []


def crawl_on(outlet: Outlet, lake: FaultyLake, faults: list[Fault], deaths: set[int], deliveries: set[int]) -> None:
    """Keep every piece of every story, whatever fails and dies, and deliver what is left."""
    outlet.begin()
    lake.faults = list(faults)
    for step in range(3 * STORIES):
        keep(outlet, *divmod(step, 3))
        if step in deliveries:
            with suppress(LakeUnreachable):
                outlet.deliver()
        if step in deaths:
            outlet.die()
            with suppress(LakeUnreachable):
                outlet.delivery.recover()
            outlet.begin()
    lake.faults = []
    outlet.die()
    outlet.delivery.recover()


def test_they_are_counted_apart_from_articles(lake: FaultyLake) -> None:
    check = Check(lake)
    assert list(check.findings()) == []
    assert (check.parts, check.rows, check.merges) == (STORIES, 3 * STORIES, STORIES)


def _another_crawl(record: dict[str, object]) -> None:
    record["crawl_id"] = "crawl-9"


def _no_story(record: dict[str, object]) -> None:
    record["story_id"] = "none"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda body: body[:-9], "not a whole gzip file"),
        (lambda body: gzip.compress(b"{half a" + body[:0]), "line 1 is no JSON"),
        (edited(_no_story), "line 1 does not fit the schema"),
        (edited(_another_crawl), "line 1 is of -crawl-9, which is not in the part's name"),
    ],
)
def test_a_damaged_part_of_merges_is_named(lake: FaultyLake, change: Callable[[bytes], bytes], told: str) -> None:
    damaged = next(lake.keys("stories/"))
    overwrite(lake, damaged, change)
    said = wrong(lake)
    assert any(told in one for one in said), said
    assert all(one.startswith(damaged) for one in said)


def test_a_part_of_merges_that_is_missing_or_that_nobody_names(lake: FaultyLake) -> None:
    lost, *_ = lake.keys("stories/")
    lake.delete([lost])
    (told,) = wrong(lake)
    assert told.startswith(f"{lost}: is missing; manifests/v1/")
    line = json.dumps({**json.loads(unpack(lake.get(next(lake.keys("stories/"))))[0]), "story_id": "0" * 32})
    place(lake, f"{lost.rpartition('/')[0]}/gazette-crawl-1-7-00000000.jsonl.gz", pack([f"{line}\n".encode()]))
    assert any("no manifest names it" in one for one in wrong(lake))


def test_a_story_that_ends_twice_is_told(lake: FaultyLake) -> None:
    first, second, *_ = lake.keys("stories/")
    lines = unpack(lake.get(first))
    place(lake, second, pack(lines))
    told = [finding.what for finding in findings(lake)]
    assert f"the end of story {json.loads(lines[0])['story_id']} lies here more than once" in told
