"""The record: its schema, its lines, and what is refused."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from newscrawl.article import (
    FIELDS,
    NEVER,
    Access,
    Article,
    Image,
    Provenance,
    article_id,
    from_mapping,
    json_schema,
    to_line,
)
from tests.sample import NOON, sample

VALIDATOR = Draft202012Validator(json_schema(), format_checker=FormatChecker())
RECORD = (  # DESIGN.md, "The record"
    "schema_version article_id version change outlet country language url canonical_url title description body authors "
    "section tags published_at modified_at fetched_at images access agency story_id story_relation story_overlap "
    "story_of text_sha256 word_count provenance extractor crawl_id found_in rights "
    "reporting own_share boilerplate_words"
)


def test_the_record_has_the_fields_of_the_design_in_its_order() -> None:
    assert " ".join(FIELDS) == RECORD


def test_the_schema_names_every_key_in_order_requires_it_and_has_no_defaults() -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    for kind in (Article, Image, Access, Provenance):
        definition = schema["$defs"][kind.__name__]
        names = [field.name for field in fields(kind)]
        assert list(definition["properties"]) == names
        assert definition["required"] == names
        assert not [name for name, content in definition["properties"].items() if "default" in content]


def test_the_schema_lets_a_later_version_add_a_field() -> None:
    record = json.loads(to_line(sample())) | {"added_later": 1}
    assert VALIDATOR.is_valid(record)


def test_a_line_has_every_key_in_the_order_of_the_record_and_ends_with_a_newline() -> None:
    line = to_line(sample(body="One.\n\nTwo.\u2028Three."))
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    record = json.loads(line)
    assert " ".join(record) == RECORD
    assert list(record["provenance"]) == [field.name for field in fields(Provenance)]
    VALIDATOR.validate(record)


def test_a_line_reads_back_as_the_same_record() -> None:
    article = sample(images=[Image(url="https://gazette.example/1.jpg", caption="A ferry")], tags=["ferries"])
    assert msgspec.json.decode(to_line(article), type=Article) == article
    assert from_mapping(json.loads(to_line(article))) == article


def test_times_are_written_in_utc_with_a_z_whatever_zone_they_come_in() -> None:
    istanbul = timezone(timedelta(hours=3))
    line = json.loads(to_line(sample(published_at=datetime(2026, 1, 1, 1, tzinfo=istanbul))))
    assert line["published_at"] == "2025-12-31T22:00:00Z"
    assert line["fetched_at"] == "2026-11-03T12:00:00Z"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("article_id", ""),
        ("outlet", ""),
        ("outlet", "The Gazette"),
        ("country", "in"),
        ("language", "English"),
        ("url", ""),
        ("url", "ftp://gazette.example/1"),
        ("canonical_url", ""),
        ("title", ""),
        ("body", ""),
        ("fetched_at", NEVER),
        ("fetched_at", datetime(2026, 1, 1)),  # noqa: DTZ001 -- the mistake
        ("published_at", datetime(2026, 1, 1)),  # noqa: DTZ001 -- the mistake
        ("published_at", "yesterday"),
        ("story_id", ""),
        ("story_overlap", 1.5),
        ("story_overlap", float("nan")),
        ("change", "rewritten"),
        ("version", 0),
        ("word_count", -1),
        ("authors", None),
        ("tags", None),
        ("images", None),
        ("authors", ["Aydin", None]),
        ("title", 7),
        ("text_sha256", "abc"),
        ("extractor", ""),
        ("crawl_id", ""),
        ("found_in", ""),
        ("agency", "\ud800"),
        ("tags", [object()]),
    ],
)
def test_an_unfinished_or_wrong_record_is_refused_with_the_name_of_the_field(field: str, value: Any) -> None:
    with pytest.raises(msgspec.ValidationError, match=rf"\$\.{field}"):
        to_line(replace(sample(), **{field: value}))


def test_a_record_from_plain_values_may_leave_out_fields_but_not_invent_one() -> None:
    assert from_mapping({"title": "Ferry sails"}).title == "Ferry sails"
    with pytest.raises(msgspec.ValidationError, match="headline"):
        from_mapping({"headline": "Ferry sails"})
    with pytest.raises(msgspec.ValidationError, match=r"\$\.title"):
        from_mapping({"title": 7})


def test_an_article_has_one_id_per_outlet_and_identity() -> None:
    assert article_id("gazette", "7") == article_id("gazette", "7")
    assert len({article_id("gazette", "7"), article_id("gazette", "8"), article_id("herald", "7")}) == 3
    assert article_id("gazette", "https://gazette.example/1") == "6b7b4372199a9d35fb52c5d20eadb8e2"


text = st.text(st.characters(exclude_categories=()), max_size=8)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])) | st.datetimes()
values: dict[str, st.SearchStrategy[Any]] = {
    "version": st.integers(-1, 3),
    "change": st.sampled_from(["new", "headline", "removed"]),
    "country": st.none() | st.sampled_from(["TR", "tr", ""]),
    "language": st.none() | st.sampled_from(["en", "pt-BR", "EN", "en\n"]),
    "url": st.sampled_from(
        ["https://a.example/1", "https://a.example/\ud83d", "ftp://a.example", "\nhttps://a.example"]
    ),
    "title": text,
    "description": st.none() | text,
    "body": text,
    "authors": st.lists(st.none() | text, max_size=2) | st.none(),
    "published_at": st.none() | moments,
    "fetched_at": moments,
    "images": st.lists(
        st.builds(Image, url=st.sampled_from(["https://a.example/1.jpg", ""]), caption=st.none() | text), max_size=2
    ),
    "access": st.builds(Access, declared=st.sampled_from([None, "free", "sold"]), evidence=st.none() | text),
    "story_overlap": st.floats() | st.integers(0, 1),
    "provenance": st.builds(Provenance, title=st.none() | text),
}


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({}, optional=values))
def test_whatever_a_record_holds_it_is_refused_or_its_line_fits_the_schema(changes: dict[str, Any]) -> None:
    article = replace(sample(), **changes)
    try:
        line = to_line(article)
    except msgspec.ValidationError:
        return
    assert line.count(b"\n") == 1
    record = json.loads(line)
    VALIDATOR.validate(record)
    assert msgspec.json.decode(line, type=Article).title == article.title
    assert record["fetched_at"].endswith("Z")


def test_what_is_allowed_is_not_refused() -> None:
    to_line(sample(country="TR", language="pt-BR", published_at=None, modified_at=NOON, story_overlap=1.0))
