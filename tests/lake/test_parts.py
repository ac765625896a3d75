"""Parts, keys and manifests: the same content gives the same bytes under the same name."""

import gzip
import json
from functools import partial

import pytest

from newscrawl.article import json_schema
from newscrawl.lake.keys import manifest_key, part_key
from newscrawl.lake.manifests import manifest, publish_schema
from newscrawl.lake.parts import content_sha256, pack, unpack
from newscrawl.lake.storage import Storage
from newscrawl.state.outbox import Segment

LINES = [b'{"a":1}\n', b'{"a":2}\n']
BEFORE_MIDNIGHT = 1_793_663_999  # 2026-11-02T23:59:59Z


def test_the_same_lines_make_the_same_bytes() -> None:
    assert pack(LINES) == pack(iter(LINES))
    assert pack(LINES)[4:8] == bytes(4)  # the time stamp of RFC 1952, section 2.3.1
    assert gzip.decompress(pack(LINES)) == b"".join(LINES)


def test_the_sum_in_a_key_is_of_the_lines_not_of_the_zlib_that_packs_them() -> None:
    assert content_sha256(LINES) == content_sha256([b"".join(LINES)])
    assert content_sha256(LINES) != content_sha256(LINES[:1])


def test_a_part_gives_its_lines_back() -> None:
    lines = [json.dumps({"title": "one\r\n\u2028\u0085two"}, ensure_ascii=False).encode() + b"\n", *LINES]
    assert unpack(pack(lines)) == lines
    assert unpack(pack(lines) + pack(LINES)) == [*lines, *LINES]


@pytest.mark.parametrize("damage", [slice(0, -1), slice(0, 15), slice(3, None), slice(0, 0)])
def test_a_torn_part_is_refused(damage: slice) -> None:
    torn = pack(LINES)[damage]
    if not torn:
        assert unpack(torn) == []
        return
    with pytest.raises(ValueError, match="not a whole gzip file"):
        unpack(torn)


def test_a_part_lies_in_the_partition_of_the_utc_day_it_was_sealed_on() -> None:
    name = partial(part_key, outlet="gazette", crawl_id="20261102T230000Z-0a1b2c3d", number=2, content_sha256="0f" * 32)
    assert name(sealed_at=BEFORE_MIDNIGHT) == (
        "articles/v1/dt=2026-11-02/gazette-20261102T230000Z-0a1b2c3d-2-0f0f0f0f.jsonl.gz"
    )
    assert "/dt=2026-11-03/" in name(sealed_at=BEFORE_MIDNIGHT + 1)
    assert manifest_key("crawl", BEFORE_MIDNIGHT) == "manifests/v1/dt=2026-11-02/crawl.json"


def test_a_manifest_names_parts_with_their_sums_and_the_outcomes() -> None:
    part = Segment(id=1, crawl_id="crawl", first_row=1, last_row=2, key="articles/v1/x", rows=2, bytes=9, sha256="ab")
    times = {"started_at": "2026-11-02T23:00:00Z", "ended_at": "2026-11-02T23:59:59Z"}
    body = manifest(crawl_id="crawl", outlet="gazette", parts=[part], outcomes={"gone": 1, "delivered": 2}, **times)
    content = json.loads(body)
    assert body.endswith(b"}\n")
    assert content["parts"] == [{"key": "articles/v1/x", "rows": 2, "bytes": 9, "sha256": "ab"}]
    assert content["outcomes"] == {"delivered": 2, "gone": 1}
    assert content["outlet"] == "gazette"
    assert content["code_version"]


def test_the_schema_is_delivered_with_the_lake(storage: Storage) -> None:
    publish_schema(storage)
    publish_schema(storage)
    (key,) = storage.keys("schema/")
    assert key == "schema/v1/article.schema.json"
    assert json.loads(storage.get(key)) == json_schema()
