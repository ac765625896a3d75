"""What a page contains breaks neither its record nor the names of files."""

import ast
import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.article import MAX_LINE, Article, Image, to_line
from newscrawl.errors import BadFacts
from newscrawl.lake.keys import manifest_key, part_key, report_key, takedown_key
from newscrawl.normal import OutletFacts, normal_article
from newscrawl.outlet import OutletSpider
from newscrawl.text import INVISIBLE

CHECKOUT = Path(__file__).parents[1]
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
CRAWL = "20261103T120000Z-0a1b2c3d"
FACTS = OutletFacts(
    name="gazette",
    country="IN",
    languages=["en"],
    timezone="Asia/Kolkata",
    domains=["gazette.example"],
    not_articles=[],
    id_in_url=None,
)
ODD = st.text(st.characters() | st.sampled_from('\x00\x1b\x85\u2028\u202e\ud800\udfff\ufeff\n\r"\\=+-@\t'), min_size=1)
OUTSIDE = ("../../etc", "a/b", "", ".", "..", "a\x00", "a\nb", "-a", "a b", "ü", "a" * 101)


def line_of(text: str) -> bytes:
    """Return the line of an article that says this everywhere."""
    article = Article(
        title=f"A{text}",
        description=text,
        body=f"A{text}",
        authors=[text],
        section=text,
        tags=[text, f"B{text}"],
        agency=text,
        images=[Image(url="https://gazette.example/1.jpg", caption=text, credit=text)],
        url="https://gazette.example/1",
        canonical_url="https://gazette.example/1",
        fetched_at=NOON,
        extractor="newscrawl-2",
        crawl_id=CRAWL,
        found_in="https://gazette.example/feed",
        story_id="0" * 32,
        story_of="0" * 32,
        text_sha256="0" * 64,
    )
    return to_line(normal_article(article, FACTS))


@given(ODD)
def test_a_record_is_one_line_of_json_without_what_cannot_be_seen(text: str) -> None:
    line = line_of(text)
    assert line.count(b"\n") == 1
    record = json.loads(line.decode("utf-8"))
    said = [record["title"], record["description"], record["body"], *record["authors"], *record["tags"]]
    said += [record["section"], record["agency"], record["images"][0]["caption"], record["images"][0]["credit"]]
    assert not any(INVISIBLE.search(one) for one in said if one)


def test_a_record_that_no_reader_could_hold_is_none() -> None:
    assert len(line_of("a" * 300_000)) < MAX_LINE
    with pytest.raises(msgspec.ValidationError, match="a line of at most"):
        line_of("a" * 500_000)


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_lake(name: str) -> None:
    part = {"outlet": "gazette", "crawl_id": CRAWL, "number": 1, "content_sha256": "0" * 64, "sealed_at": 0}
    assert part_key(**part).startswith("articles/v1/dt=1970-01-01/gazette-")  # type: ignore[arg-type]
    for wrong in ({**part, "outlet": name}, {**part, "crawl_id": name}):
        with pytest.raises(ValueError, match="no name"):
            part_key(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no name"):
        manifest_key(name, 0)
    for key in (report_key, takedown_key):
        with pytest.raises(ValueError, match="no name"):
            key(name)


@pytest.mark.parametrize("name", ["../up", "a/b", "Gazette", "ü", "a.b", "a b", "x" * 65])
def test_an_outlet_whose_name_could_lead_elsewhere_does_not_start(name: str) -> None:
    with pytest.raises(BadFacts, match="name"):
        OutletSpider(name, home="https://gazette.example/")


def test_nothing_is_written_that_a_spreadsheet_opens() -> None:
    """A cell that begins with ``=`` is a formula; whoever turns the lake into CSV has to escape it."""
    sources = [path for folder in ("newscrawl", "pipelines") for path in (CHECKOUT / folder).rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in sources if "templates" not in path.parts]
    imported = {
        name.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert "json" in imported
    assert imported.isdisjoint({"csv", "openpyxl", "xlsxwriter", "pandas"})
    written = {path for path in sources if '.csv"' in path.read_text("utf-8")}
    assert written == set()
