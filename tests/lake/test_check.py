"""Check: a whole lake is green, and each kind of damage is told by its object with what to do."""

import gzip
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner

from newscrawl.article import json_schema, to_line
from newscrawl.cli import main
from newscrawl.errors import NotInLake
from newscrawl.lake.check import Check
from newscrawl.lake.lines import from_line
from newscrawl.lake.locations import open_storage
from newscrawl.lake.storage import Storage
from tests.lake.building import (
    DAY,
    HOUR,
    Crawling,
    day_of_crawls,
    edited,
    findings,
    notes,
    overwrite,
    parts_of,
    place,
    wrong,
)
from tests.lake.faults import FaultyLake
from tests.sample import sample


@pytest.fixture
def lake() -> FaultyLake:
    """An empty lake in memory."""
    return FaultyLake()


def test_a_whole_lake_is_green_and_counted(storage: Storage) -> None:
    day_of_crawls(storage)
    check = Check(storage)
    assert list(check.findings()) == []
    assert (check.parts, check.rows, check.manifests) == (6, 6, 2)


def _cut(body: bytes) -> bytes:
    return body[:-9]


def _not_gzip(body: bytes) -> bytes:
    return gzip.decompress(body)


def _no_json(body: bytes) -> bytes:
    return gzip.compress(gzip.decompress(body) + b"{half a rec\n" * 3)


def _no_newline(body: bytes) -> bytes:
    return gzip.compress(gzip.decompress(body)[:-1])


def _nothing(body: bytes) -> bytes:
    return b""


def _without_body(record: dict[str, Any]) -> None:
    del record["body"]


def _authors_null(record: dict[str, Any]) -> None:
    record["authors"] = None


def _another_outlet(record: dict[str, Any]) -> None:
    record["outlet"] = "herald"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_cut, "not a whole gzip file"),
        (_not_gzip, "not a whole gzip file"),
        (_no_json, "line 2 is no JSON: JSON is malformed"),
        (_no_json, ", and 2 more lines; take the line out"),
        (_no_newline, "its last line does not end"),
        (_nothing, "holds no line"),
        (edited(_without_body), "line 1 does not fit the schema: Object missing required field `body`"),
        (edited(_authors_null), "line 1 does not fit the schema: Expected `array`, got `null` - at `$.authors`"),
        (edited(_another_outlet), "line 1 is of herald-2026"),
        (lambda body: body + body, "has 2 rows"),
    ],
)
def test_a_damaged_part_is_named_with_what_is_wrong(
    lake: FaultyLake, change: Callable[[bytes], bytes], told: str
) -> None:
    day_of_crawls(lake)
    damaged = parts_of(lake)[1]
    overwrite(lake, damaged, change)
    said = wrong(lake)
    assert any(told in one for one in said), said
    assert any("sha256" in one for one in said)
    assert all(one.startswith(damaged) for one in said)


def test_a_part_that_a_manifest_names_and_that_is_not_there(lake: FaultyLake) -> None:
    day_of_crawls(lake)
    lost = parts_of(lake)[2]
    lake.delete([lost])
    (told,) = wrong(lake)
    assert told.startswith(f"{lost}: is missing; manifests/v1/dt=2026-11-03/2026")
    assert told.endswith("names it; bring it back from a copy of the lake")


def test_a_crawl_that_still_runs_is_no_damage(lake: FaultyLake) -> None:
    crawling = day_of_crawls(lake)
    crawling.crawl(sample(9), concluded=False)
    assert wrong(lake) == []
    (note,) = notes(lake)
    assert note.endswith(
        "its crawl has written no manifest yet: it runs, or the next crawl finishes it; "
        "if it stays, run newscrawl deliver"
    )


def test_a_changed_part_of_a_crawl_that_still_runs_is_damage(lake: FaultyLake) -> None:
    crawling = day_of_crawls(lake)
    crawling.crawl(sample(9), concluded=False)
    changed = parts_of(lake)[-1]
    overwrite(lake, changed, edited(lambda record: record.update(title="Another title")))
    assert [one.partition(";")[0] for one in wrong(lake)] == [
        f"{changed}: its lines do not give the sum in its name, and no manifest names it"
    ]


def test_a_part_that_its_crawl_s_manifest_does_not_name_and_what_it_repeats(lake: FaultyLake) -> None:
    day_of_crawls(lake)
    first = parts_of(lake)[0]
    copy = first.replace("-1-", "-7-")
    place(lake, copy, lake.get(first))
    unnamed, twice = wrong(lake)
    assert unnamed.startswith(f"{copy}: its crawl's manifest does not name it")
    assert twice.startswith(f"{first} and {copy}: article ")
    assert ", version 1, lies here more than once" in twice


def test_a_part_moved_to_another_day_is_missed_in_one_and_unnamed_in_the_other(lake: FaultyLake) -> None:
    day_of_crawls(lake)
    part = parts_of(lake)[0]
    moved = part.replace("2026-11-03", "2026-11-04")
    place(lake, moved, lake.get(part))
    lake.delete([part])
    assert [one.split(":")[0] for one in wrong(lake)] == [part, moved]


@pytest.mark.parametrize(
    "name", ["dt=2026-11-03/notes.txt", "dt=2026-13-03/gazette-c-1-0a0a0a0a.jsonl.gz", "x.jsonl.gz"]
)
def test_what_is_no_part_does_not_belong_there(lake: FaultyLake, name: str) -> None:
    day_of_crawls(lake)
    place(lake, f"articles/v1/{name}", b"a note")
    (told,) = wrong(lake)
    assert told.startswith(f"articles/v1/{name}: this is no name of a part")


def test_a_manifest_that_is_none_or_lies_elsewhere(lake: FaultyLake) -> None:
    day_of_crawls(lake)
    torn, moved = lake.keys("manifests/")
    overwrite(lake, torn, lambda body: body[:20])
    place(lake, "manifests/v1/dt=2026-11-05/other.json", lake.get(moved))
    lake.delete([moved])
    said = wrong(lake)
    assert said[0].startswith(f"{torn}: is no manifest (")
    assert said[1].startswith("manifests/v1/dt=2026-11-05/other.json: is the manifest of 2026")
    assert len(said) == 2


def test_two_manifests_that_name_one_part(lake: FaultyLake) -> None:
    day_of_crawls(lake)
    first, second = lake.keys("manifests/")
    part = json.loads(lake.get(first))["parts"][0]

    def name_it_too(body: bytes) -> bytes:
        manifest = json.loads(body)
        manifest["parts"].append(part)
        return json.dumps(manifest).encode()

    overwrite(lake, second, name_it_too)
    (told,) = wrong(lake)
    assert told.startswith(f"{second}: names {part['key']}, as {first} does")


def test_only_the_partitions_asked_for_are_read(storage: Storage) -> None:
    crawling = day_of_crawls(storage)
    crawling.now += 24 * HOUR
    crawling.crawl(sample(9))
    overwrite(storage, parts_of(storage)[0], _cut)
    later = DAY + timedelta(days=1)
    assert findings(storage, later) == []
    assert len(findings(storage, DAY)) == len(findings(storage, DAY, later)) > 0


def test_a_crawl_over_midnight_has_its_parts_in_two_days_and_one_manifest(storage: Storage) -> None:
    crawling = Crawling(storage)
    crawling.now = crawling.now + 12 * HOUR - 60
    crawling.crawl(sample(1), sample(2), sample(3))
    assert {key.split("/")[2] for key in parts_of(storage)} == {"dt=2026-11-03", "dt=2026-11-04"}
    assert findings(storage) == findings(storage, DAY) == findings(storage, DAY + timedelta(days=1)) == []


def test_an_empty_lake_and_an_unknown_day_are_no_success(storage: Storage) -> None:
    with pytest.raises(NotInLake, match=r"there is no part and no manifest; crawl first, or set NEWSCRAWL_LAKE"):
        findings(storage)
    with pytest.raises(NotInLake, match=r"there is no partition 2026-11-03; the lake is empty"):
        findings(storage, DAY)
    day_of_crawls(storage)
    with pytest.raises(NotInLake, match=r"there is no partition 2020-01-01; the lake has 2026-11-03 to 2026-11-03"):
        findings(storage, date(2020, 1, 1))


RECORD = json.loads(to_line(sample(1, images=[])))
IMAGE = {"url": "https://gazette.example/1.jpg", "caption": None, "credit": None}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"later_field": 1},
        {"images": [IMAGE]},
        {"images": [{"url": IMAGE["url"]}]},
        {"version": 0},
        {"article_id": "A" * 32},
        {"body": ""},
        {"published_at": None},
        {"story_overlap": 2},
        {"tags": None},
        {"tags": [1]},
        {"change": "lost"},
        {"access": {}},
        {"provenance": {**RECORD["provenance"], "title": 3}},
        {"word_count": -1},
        {"country": "in"},
    ],
)
def test_a_line_is_read_as_strictly_as_the_json_schema_says(change: dict[str, Any]) -> None:
    record = {**RECORD, **change}
    by_schema = jsonschema.Draft202012Validator(json_schema()).is_valid(record)
    try:
        from_line(json.dumps(record).encode())
    except msgspec.ValidationError:
        assert not by_schema
    else:
        assert by_schema


@pytest.mark.parametrize("name", RECORD)
def test_a_line_without_one_of_its_keys_is_refused(name: str) -> None:
    record = {key: value for key, value in RECORD.items() if key != name}
    with pytest.raises(msgspec.ValidationError, match=f"missing required field `{name}`"):
        from_line(json.dumps(record).encode())


def test_the_command_tells_and_counts_and_exits_by_it(bucket: str) -> None:
    storage = open_storage(bucket)
    day_of_crawls(storage)
    run = CliRunner().invoke(main, ["lake", "check", "--lake", bucket])
    assert (run.exit_code, run.output) == (0, "6 parts, 6 rows, 2 manifests, 0 wrong\n")
    storage.delete(parts_of(storage)[:1])
    run = CliRunner().invoke(main, ["lake", "check", "--lake", bucket, "--dt", "2026-11-03"])
    assert run.exit_code == 1
    assert run.output.startswith("wrong: articles/v1/dt=2026-11-03/gazette-2026")
    assert run.output.endswith("5 parts, 5 rows, 2 manifests, 1 wrong\n")


def test_the_command_says_what_a_day_looks_like_and_does_not_make_a_lake(tmp_path: Any) -> None:
    run = CliRunner().invoke(main, ["lake", "check", "--dt", "yesterday"])
    assert run.exit_code == 2
    assert "'yesterday' is no day; give it as 2026-11-25" in run.output
    nowhere = tmp_path / "nowhere"
    run = CliRunner().invoke(main, ["lake", "check", "--lake", str(nowhere)])
    assert run.exit_code == 2
    assert f"newscrawl: lake {nowhere}: there is no part" in run.output
    assert not nowhere.exists()
