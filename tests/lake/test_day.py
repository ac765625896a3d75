"""newscrawl stories: a day of a lake as its stories, printed and as a page that is safe to open."""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newscrawl.cli import main
from newscrawl.errors import LakeDamaged
from newscrawl.lake.check import Check
from newscrawl.lake.day import stories_of
from newscrawl.lake.locations import open_storage
from newscrawl.stories.day import Telling, told
from newscrawl.stories.page import page
from tests.lake.building import DAY, two_stories_that_became_one
from tests.sample import NOON

EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(1)> & 'so'"


def telling(number: int, story: str = "a", **changes: Any) -> Telling:
    plain: dict[str, Any] = {"article_id": f"{number:032x}", "version": 1, "change": "new", "outlet": f"outlet{number}"}
    plain |= {"title": f"Ferry {number}", "url": f"https://outlet{number}.example/", "agency": None, "story_id": story}
    moment = NOON + timedelta(hours=number)
    return Telling(**{**plain, "published_at": moment, "fetched_at": moment + timedelta(hours=1), **changes})


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Return a lake in which two stories became one."""
    two_stories_that_became_one(open_storage(str(tmp_path / "lake")))
    return tmp_path / "lake"


def run(lake: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["stories", "--dt", str(DAY), "--lake", str(lake), *arguments])
    return done.exit_code, done.output


def test_stories_are_sorted_by_outlets_and_told_by_who_was_first() -> None:
    found = told([telling(3), telling(1), telling(5, "b"), telling(6, "b"), telling(7, "b"), telling(8, "c")], {})
    assert [story.story_id for story in found] == ["b", "a"]
    assert (found[1].first.outlet, found[1].outlets, found[1].hours) == ("outlet1", ["outlet1", "outlet3"], 2.0)


def test_the_last_version_counts_and_what_is_gone_does_not() -> None:
    edited, gone = telling(1, version=2, title="Ferry sails"), telling(2, version=2, change="gone")
    (found,) = told([edited, telling(1), telling(2), gone, telling(3)], {})
    assert [one.title for one in found.tellings] == ["Ferry sails", "Ferry 3"]


def test_merged_stories_are_told_as_one_and_who_reprints_is_counted() -> None:
    records = [telling(1), telling(2, "b", reporting="reprint"), telling(3, "c", reporting="mixed")]
    (found,) = told(records, {"c": "b", "b": "a"})
    assert (found.story_id, found.reprints, found.originals) == ("a", 1, 2)


def test_an_article_without_a_date_counts_by_when_it_was_fetched() -> None:
    (found,) = told([telling(1, published_at=None), telling(2)], {})
    assert [one.outlet for one in found.tellings] == ["outlet1", "outlet2"]
    assert found.hours == 0


def test_the_day_of_a_lake_has_its_stories_with_those_that_became_one(lake: Path) -> None:
    (story,) = stories_of(open_storage(str(lake)), DAY)
    assert story.outlets == ["gazette", "herald", "tribune", "courier"]
    assert [one.reporting for one in story.tellings] == ["own", "own", "reprint", "reprint"]
    assert story.hours == 5


def test_the_merge_lies_in_the_lake_and_the_check_is_green(lake: Path) -> None:
    check = Check(open_storage(str(lake)))
    assert list(check.findings()) == []
    assert check.merges == 1


def test_the_command_prints_them(lake: Path) -> None:
    code, output = run(lake)
    assert code == 0, output
    assert re.search(
        r"Ferry, by gazette +4: gazette, herald, tribune, courier +2026-11-03 12:00 +5\.0 +4 +2 +2", output
    )
    assert output.endswith("1 story told by more than one article\n")


def test_a_day_that_the_lake_does_not_have_is_told(lake: Path) -> None:
    done = CliRunner().invoke(main, ["stories", "--dt", "2026-01-01", "--lake", str(lake)])
    assert done.exit_code == 2
    assert "there is no partition 2026-01-01; the lake has 2026-11-03 to 2026-11-03" in done.output


def test_a_torn_part_is_named(lake: Path) -> None:
    part = min(lake.glob("articles/v1/*/*.gz"))
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(LakeDamaged, match=part.name):
        stories_of(open_storage(str(lake)), DAY)


def test_a_page_that_cannot_be_written_is_a_usage_error(lake: Path, tmp_path: Path) -> None:
    code, output = run(lake, "--html", str(tmp_path / "no" / "page.html"))
    assert code == 2
    assert "name a file that can be written" in output


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.elements if name == tag)


def test_the_page_says_what_outlets_wrote_and_runs_none_of_it() -> None:
    records = [telling(n, title=EVIL, outlet=EVIL, agency=EVIL, url=f"https://x.example/?{EVIL}") for n in (1, 2)]
    bad = telling(3, url="javascript:alert(1)", title="Bad")
    found = Elements(page(told([*records, bad], {}), DAY))
    assert not {"script", "img", "iframe", "form", "link", "object"} & {tag for tag, _ in found.elements}
    assert not [
        name for _, attributes in found.elements for name in attributes if name.startswith("on") or name == "style"
    ]
    assert [link["href"] for link in found.named("a")] == [f"https://x.example/?{EVIL}"] * 3
    assert found.text.count(EVIL) >= 6
    assert "Bad" in found.text


def test_the_pages_policy_allows_its_own_style_and_nothing_else() -> None:
    text = page(told([telling(1), telling(2)], {}), DAY)
    style = text.partition("<style>")[2].partition("</style>")[0]
    policy = next(meta["content"] for meta in Elements(text).named("meta") if meta.get("http-equiv"))
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'"
    assert text.index("Content-Security-Policy") < text.index("<title>")


def test_each_story_has_a_timeline_from_its_first_article_to_its_last() -> None:
    found = Elements(page(told([telling(0), telling(1), telling(4)], {}), DAY))
    assert [float(dot["cx"] or 0) for dot in found.named("circle")] == [708.0, 186.0, 12.0]
    assert "+4.0 h" in found.text
    assert "spread over 4.0 hours" in found.text


def test_a_day_without_stories_has_a_page_that_says_so() -> None:
    assert "No story was told by more than one article." in page([], datetime.now(UTC).date())
