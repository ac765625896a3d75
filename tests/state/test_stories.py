"""Stories across outlets, days and crawls: which articles are told as one, by whom first, and what is merged."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select

from newscrawl.article import Article
from newscrawl.state import outbox, story_index, story_tables
from newscrawl.state import story_days as story_days_module
from newscrawl.state.database import Database
from newscrawl.state.placing import scraped
from newscrawl.state.story_index import StoryIndex
from newscrawl.state.tables import story_days, story_outbox
from newscrawl.stories.merges import StoryMerge, followed, read_merge
from newscrawl.stories.pages import Page
from newscrawl.urls import link_key
from tests.sample import NOON, sample
from tests.stories.edits import EDITS
from tests.stories.texts import written

DAY = 24 * 3600
NOW = int(NOON.timestamp())
WIRE = written("wire")
HEAD, TAIL = (" ".join(words) for words in (WIRE.split()[:97], WIRE.split()[-97:]))


def told(outlet: str, body: str, *, hours: float = 0, number: int = 1, **changes: Any) -> Article:
    """Return an article that an outlet published some hours after noon and that was fetched an hour later."""
    moment = NOON + timedelta(hours=hours)
    home = f"https://{outlet}.example/{number}"
    times = {"published_at": moment, "fetched_at": moment + timedelta(hours=1)}
    own: dict[str, Any] = {
        "outlet": outlet,
        "url": home,
        "canonical_url": home,
        "title": f"{outlet} {number}",
        "body": body,
    }
    return sample(number, **(own | times | changes))


def of_chance(seed: int, words: int) -> str:
    """Return a text that has nothing in common with any other."""
    random = Random(seed)
    return " ".join(f"w{random.randrange(10**6)}x" for _ in range(words))


def keep(database: Database, *articles: Article, now: int = NOW) -> list[Article]:
    """Keep articles in one transaction; all of them say something new."""
    with database.transaction() as connection:
        entries = [scraped(link_key(one.outlet, one.url), one) for one in articles]
        kept = outbox.keep_all(connection, entries, now=now)
    assert None not in kept
    return [one for one in kept if one]


def merges(database: Database) -> list[StoryMerge]:
    with database.transaction() as connection:
        return [
            read_merge(line) for line in connection.scalars(select(story_outbox.c.line).order_by(story_outbox.c.id))
        ]


def test_a_reprint_names_the_article_that_told_it_first_and_how_it_relates_to_it(database: Database) -> None:
    (first,) = keep(database, told("gazette", WIRE))
    (cut,) = keep(database, told("herald", HEAD, hours=2))
    (other,) = keep(database, told("tribune", written("other"), hours=3))
    assert (first.story_relation, first.story_overlap, first.story_of) == ("none", 0.0, first.article_id)
    assert (cut.story_relation, cut.story_id, cut.story_of) == ("contained", first.story_id, first.article_id)
    assert 0.9 <= cut.story_overlap <= 1
    assert (other.story_relation, other.story_id) == ("none", other.article_id)


def test_articles_that_are_kept_together_are_of_one_story_too(database: Database) -> None:
    first, cut = keep(database, told("gazette", WIRE), told("herald", HEAD, hours=1))
    assert (cut.story_id, cut.story_of) == (first.story_id, first.article_id)


def test_an_earlier_article_that_comes_later_is_named_and_the_story_keeps_its_id(database: Database) -> None:
    (late,) = keep(database, told("gazette", WIRE, hours=5))
    (early,) = keep(database, told("herald", WIRE, hours=1))
    (last,) = keep(database, told("tribune", HEAD, hours=9))
    assert early.story_id == last.story_id == late.story_id
    assert early.story_of == last.story_of == early.article_id


def test_an_article_without_a_date_counts_by_when_it_was_fetched(database: Database) -> None:
    (late,) = keep(database, told("gazette", WIRE, hours=5))
    (undated,) = keep(database, told("herald", WIRE, published_at=None, fetched_at=NOON))
    assert undated.story_of == undated.article_id
    assert undated.story_id == late.story_id


def test_an_article_that_joins_two_stories_merges_them_and_a_line_says_so(database: Database) -> None:
    head, tail = keep(database, told("gazette", HEAD), told("herald", TAIL, hours=1))
    assert head.story_id != tail.story_id
    (whole,) = keep(database, told("tribune", WIRE, hours=2))
    assert whole.story_id == head.story_id
    (merge,) = merges(database)
    assert (merge.story_id, merge.merged_into, merge.article_id) == (tail.story_id, head.story_id, whole.article_id)
    (again,) = keep(database, told("courier", TAIL, hours=3))
    assert (again.story_id, again.story_of) == (head.story_id, head.article_id)


def test_a_merged_story_may_be_merged_again_and_every_line_leads_to_the_last(database: Database) -> None:
    parts = [" ".join(WIRE.split()[start : start + 70]) for start in (0, 70, 140)]
    first, second, third = keep(database, *(told(f"one{n}", part, hours=n) for n, part in enumerate(parts)))
    keep(database, told("gazette", f"{parts[1]}\n\n{parts[2]}", hours=5))
    keep(database, told("herald", WIRE, hours=6))
    lines = {merge.story_id: merge.merged_into for merge in merges(database)}
    assert lines == {third.story_id: second.story_id, second.story_id: first.story_id}
    (last,) = keep(database, told("tribune", parts[2], hours=7))
    assert last.story_id == followed(lines, third.story_id) == first.story_id


def test_what_an_outlet_publishes_again_is_a_version_and_what_quotes_it_is_not(database: Database) -> None:
    (first,) = keep(database, told("gazette", WIRE))
    (updated,) = keep(database, told("gazette", f"{WIRE}\n\nThe ministry would not comment.", number=2, hours=1))
    (analysis,) = keep(database, told("gazette", f"{HEAD}\n\n{written('a')}\n\n{written('b')}", number=3, hours=2))
    assert (updated.article_id, updated.version, updated.change) == (first.article_id, 2, "body")
    assert (updated.url, updated.story_relation) == ("https://gazette.example/2", "none")
    assert (analysis.version, analysis.story_of) == (1, analysis.article_id)


def test_articles_with_a_long_text_of_their_outlet_below_them_are_neither_versions_nor_a_story(
    database: Database,
) -> None:
    below = written("below")
    bodies = [f"{of_chance(n, 130)}\n\n{below}" for n in range(9)]
    kept = keep(database, *(told("gazette", body, number=n, title=body[:50]) for n, body in enumerate(bodies)))
    assert [one.version for one in kept] == [1] * 9
    assert len({one.story_id for one in kept}) == 9


def test_a_text_below_all_articles_of_many_outlets_makes_no_story_of_them(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story_index, "MOST_PARTS", 10)
    below = written("below")
    bodies = [f"{of_chance(n, 250)}\n\n{below}" for n in range(40)]
    kept = keep(database, *(told(f"outlet{n}", body) for n, body in enumerate(bodies)))
    assert {one.story_relation for one in kept[20:]} == {"none"}


def test_a_second_address_brings_further_versions_and_the_first_one_too(database: Database) -> None:
    first, second = told("gazette", WIRE), told("gazette", f"{WIRE}\n\nMore of it.", number=2, hours=1)
    keep(database, first)
    keep(database, second)
    with database.transaction() as connection:
        for known in (first, second):
            assert outbox.keep(connection, link_key("gazette", known.url), known, now=NOW) is None
    (third,) = keep(database, told("gazette", f"{WIRE}\n\nMore of it, and more.", number=2, hours=1))
    (fourth,) = keep(database, told("gazette", f"{WIRE}\n\nCorrected.", hours=0))
    assert [third.version, fourth.version] == [3, 4]
    assert third.article_id == fourth.article_id


def test_two_outlets_with_one_template_filled_in_differently_tell_two_stories(database: Database) -> None:
    body = "The winning numbers of the draw on Saturday were {}, {}, {} and {}. " + " ".join(WIRE.split()[:30])
    one, other = keep(database, told("gazette", body.format(1, 2, 3, 4)), told("herald", body.format(5, 6, 7, 8)))
    assert one.story_id != other.story_id


def test_an_outlets_template_filled_in_for_each_day_is_an_article_and_a_story_a_day(database: Database) -> None:
    body = "The winning numbers of the draw on Saturday were {}, {}, {} and {}. " + " ".join(WIRE.split()[:30])
    days = [told("gazette", body.format(n, n + 9, n + 20, n + 31), number=n, hours=24 * n) for n in range(1, 5)]
    kept = keep(database, *(replace(one, title="The winning numbers") for one in days))
    assert [one.version for one in kept] == [1] * 4
    assert len({one.story_id for one in kept}) == 4


def test_a_reprint_an_agencys_text_and_own_reporting_are_told_apart(database: Database) -> None:
    wire, own = keep(database, told("gazette", WIRE, agency="AP"), told("herald", written("own")))
    reprint, mixed = keep(
        database, told("tribune", WIRE, hours=1), told("courier", f"{HEAD}\n\n{written('mine')}", hours=2)
    )
    assert (wire.reporting, wire.own_share) == ("agency", 1.0)
    assert (own.reporting, own.own_share) == ("own", 1.0)
    assert (reprint.reporting, reprint.own_share) == ("reprint", 0.0)
    assert mixed.reporting == "mixed"
    assert 0.5 < mixed.own_share < 0.8
    (earlier,) = keep(database, told("echo", WIRE, hours=-9))
    assert (earlier.reporting, earlier.story_relation) == ("own", "exact")


def test_texts_are_found_until_the_window_has_passed_and_then_their_tables_are_gone(database: Database) -> None:
    (first,) = keep(database, told("gazette", WIRE))
    (known,) = keep(database, told("herald", WIRE), now=NOW + 29 * DAY)
    assert known.story_id == first.story_id
    (known,) = keep(database, told("tribune", WIRE), now=NOW + 58 * DAY)
    assert known.story_id == first.story_id
    (late,) = keep(database, told("courier", WIRE), now=NOW + 90 * DAY)
    assert late.story_id == late.article_id
    with database.transaction() as connection:
        assert connection.scalars(select(story_days.c.day)).all() == [NOW // DAY + 90]
        tables = [name for name in inspect(connection).get_table_names() if name[-1].isdigit()]
    assert sorted(tables) == [f"story_keys_{NOW // DAY + 90}", f"story_texts_{NOW // DAY + 90}"]


def test_a_clock_that_was_set_back_writes_to_the_newest_day(database: Database) -> None:
    keep(database, told("gazette", WIRE), now=NOW + DAY)
    (known,) = keep(database, told("herald", WIRE, hours=1), now=NOW)
    assert known.story_relation == "exact"
    with database.transaction() as connection:
        assert connection.scalar(select(func.count()).select_from(story_days)) == 1


def test_what_was_rolled_back_is_not_found(database: Database) -> None:
    keep(database, told("courier", written("courier")))
    gazette = told("gazette", WIRE)

    def fail() -> None:
        with database.transaction() as connection:
            outbox.keep(connection, link_key("gazette", gazette.url), gazette, now=NOW)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    first, cut = [*keep(database, told("herald", WIRE)), *keep(database, told("tribune", HEAD, hours=1))]
    assert first.story_relation == "none"
    assert cut.story_of == first.article_id


def test_a_text_that_came_after_a_day_was_closed_in_vain_is_found(database: Database, location: str) -> None:
    keep(database, told("gazette", WIRE))

    def close_in_vain() -> None:
        with database.transaction() as connection:
            StoryIndex(connection, now=NOW + DAY, days=30)
            raise LookupError

    with pytest.raises(LookupError):
        close_in_vain()
    with closing(Database(location)) as another:
        (first,) = keep(another, told("herald", of_chance(1, 250)))
    (reprint,) = keep(database, told("tribune", of_chance(1, 250), hours=24), now=NOW + DAY)
    assert reprint.story_id == first.story_id


def test_a_text_told_by_very_many_outlets_is_one_story_and_its_keys_stay_few(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story_days_module, "ENOUGH", 40)
    batches = [[told(f"outlet{n + m}", WIRE, hours=n + m) for m in range(8)] for n in range(0, 96, 8)]
    kept = [one for n, batch in enumerate(batches) for one in keep(database, *batch, now=NOW + n // 6 * DAY)]
    assert {one.story_id for one in kept} == {kept[0].article_id}
    with database.transaction() as connection:
        over, today = (story_tables.tables(NOW // DAY + number) for number in (0, 1))
        pages = [Page.unpack(packed) for packed in connection.scalars(select(over.pages.c.packed))]
        counts = Counter(key for page in pages for key in page.keys)
        counts_today = Counter(connection.scalars(select(today.keys.c.key)))
    assert max(counts.values()) <= 60
    assert max(counts_today.values(), default=0) <= 60


def family() -> list[Article]:
    """Return articles of three stories, most of them edits of one another, and some that stand alone."""
    random, found = Random(3), []
    for story in range(3):
        body, other = written(f"story {story}"), written(f"other {story}")
        for n, edit in enumerate(["cut to 50 %", "tail only", "sentence order", "half new text", "headline changed"]):
            text = EDITS[edit](body, other, random)
            found.append(told(f"outlet{story}{n}", text, hours=random.randint(0, 99), number=story))
        found.append(told(f"outlet{story}x", body, hours=random.randint(0, 99), number=story))
    return [*found, *(told(f"alone{n}", written(f"alone {n}"), number=n) for n in range(3))]


FAMILY = family()


def clusters(articles: Iterable[Article], lines: Iterable[StoryMerge]) -> set[frozenset[str]]:
    into = {merge.story_id: merge.merged_into for merge in lines}
    found: dict[str, set[str]] = {}
    for one in articles:
        found.setdefault(followed(into, one.story_id), set()).add(one.url)
    return {frozenset(urls) for urls in found.values()}


def expected() -> set[frozenset[str]]:
    with closing(Database("sqlite://")) as state:
        return clusters(keep(state, *FAMILY), merges(state))


def test_the_family_falls_into_its_stories() -> None:
    assert sorted(map(len, expected())) == [1, 1, 1, 6, 6, 6]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(len(FAMILY))), restarts=st.sets(st.integers(1, len(FAMILY) - 1), max_size=4))
def test_the_order_of_arrival_days_and_restarts_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: Sequence[int], restarts: set[int]
) -> None:
    place = str(tmp_path_factory.mktemp("state") / "state.sqlite3")
    kept: list[Article] = []
    bounds = [0, *sorted(restarts), len(order)]
    for n, (start, end) in enumerate(pairwise(bounds)):
        with closing(Database(place)) as state:
            kept += keep(state, *(FAMILY[number] for number in order[start:end]), now=NOW + n * DAY)
    with closing(Database(place)) as state:
        assert clusters(kept, merges(state)) == expected()


def test_two_crawls_that_write_at_once_tell_the_same_stories(location: str, tmp_path: Path) -> None:
    orders = [list(range(len(FAMILY))), list(reversed(range(len(FAMILY))))]
    halves = [[number for number in order if number % 2 == half] for half, order in enumerate(orders)]
    kept: list[Article] = []
    failures: list[BaseException] = []
    begin = threading.Barrier(2)

    def crawl(numbers: list[int]) -> None:
        try:
            with closing(Database(location)) as state:
                begin.wait()
                for number in numbers:
                    kept.extend(keep(state, FAMILY[number]))
        except BaseException as error:
            failures.append(error)
            raise

    with closing(Database(location)):
        crawls = [threading.Thread(target=crawl, args=(numbers,)) for numbers in halves]
        for one in crawls:
            one.start()
        for one in crawls:
            one.join()
    assert failures == []
    with closing(Database(location)) as state:
        assert clusters(kept, merges(state)) == expected()
