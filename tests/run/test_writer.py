"""The writer: what came of pages while a commit was under way is committed together, and each caller is answered."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from newscrawl.errors import BadState
from newscrawl.run import threads
from newscrawl.run.articles import Articles
from newscrawl.run.links import Links
from newscrawl.run.writer import Writer
from newscrawl.state import crawls, links
from newscrawl.state.database import Database
from newscrawl.state.links import TakenLink
from newscrawl.state.tables import outbox
from newscrawl.urls import link_key
from tests.sample import sample

NOON = 1_800_000_000


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    with database.transaction() as connection:
        crawls.begin(connection, outlet="gazette", crawl_id="crawl-1", now=NOON)
    writer = Writer("gazette", "crawl-1", database, lambda: NOON)
    yield writer
    writer.close()


@pytest.fixture
def articles(writer: Writer) -> Articles:
    return articles_of(writer)


def articles_of(writer: Writer) -> Articles:
    return Articles(writer, Links(writer, edits=True), edits=True)


def at_once(writer: Writer, *entries: Callable[[], Awaitable[Any]]) -> list[Any]:
    """Make entries while a commit is under way; return their answers, and the exceptions among them."""

    async def made() -> list[Any]:
        begun, let_go = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def commit(_: Any) -> None:
            loop.call_soon_threadsafe(begun.set)
            let_go.wait()

        under_way = asyncio.ensure_future(writer.write(commit))
        await begun.wait()
        tasks = [asyncio.ensure_future(entry()) for entry in entries]
        await asyncio.sleep(0)  # all have been handed to the writer
        let_go.set()
        await under_way
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(made())


def commits(database: Database) -> list[str]:
    """Return a list that grows with every commit."""
    seen: list[str] = []
    event.listen(database._engine, "commit", lambda _: seen.append("commit"))
    return seen


def waiting(database: Database) -> list[str]:
    with database.transaction() as connection:
        return [json.loads(line)["title"] for line in connection.scalars(select(outbox.c.line).order_by(outbox.c.id))]


def outcomes(database: Database) -> dict[str, int]:
    with database.transaction() as connection:
        return links.count_by_outcome(connection, "crawl-1")


def test_articles_that_wait_are_committed_together_in_their_order(
    writer: Writer, articles: Articles, database: Database
) -> None:
    made = [sample(number) for number in (3, 1, 2, 3)]
    seen = commits(database)
    kept = at_once(writer, *(lambda one=one: articles.keep(one) for one in made))
    assert len(seen) == 2  # the one that was under way, and theirs
    assert [one and one.title for one in kept] == ["Ferry 3 sails", "Ferry 1 sails", "Ferry 2 sails", None]
    assert waiting(database) == ["Ferry 3 sails", "Ferry 1 sails", "Ferry 2 sails"]
    assert (writer.books.offered, writer.books.kept) == (3, 3)
    assert outcomes(database) == {links.PENDING: 3}


def test_a_page_that_came_is_committed_with_the_articles_of_others(
    writer: Writer, articles: Articles, database: Database
) -> None:
    link = TakenLink(key=link_key("gazette", sample(2).url), url=sample(2).url, found_in=sample(2).found_in)
    asyncio.run(articles.keep(sample(1)))
    seen = commits(database)
    at_once(writer, lambda: articles.fetched(link), lambda: articles.keep(sample(2)))
    assert len(seen) == 2


def test_an_article_that_cannot_be_written_fails_alone(writer: Writer, articles: Articles, database: Database) -> None:
    made = [sample(1), sample(2, extractor=""), sample(3)]
    first, wrong, last = at_once(writer, *(lambda one=one: articles.keep(one) for one in made))
    assert isinstance(wrong, ValueError)
    assert (first.title, last.title) == ("Ferry 1 sails", "Ferry 3 sails")
    assert waiting(database) == ["Ferry 1 sails", "Ferry 3 sails"]
    assert (writer.books.offered, writer.books.kept) == (2, 2)
    assert outcomes(database) == {links.PENDING: 2}


def test_an_entry_of_another_kind_keeps_its_place(writer: Writer, articles: Articles, database: Database) -> None:
    seen = commits(database)
    _, counted, _ = at_once(
        writer,
        lambda: articles.keep(sample(1)),
        lambda: writer.write(links.count_by_outcome, "crawl-1"),
        lambda: articles.keep(sample(2)),
    )
    assert counted == {links.PENDING: 1}
    assert len(seen) == 4


def test_no_more_than_some_tens_are_committed_together(
    writer: Writer, articles: Articles, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "AT_ONCE", 4)
    seen = commits(database)
    at_once(writer, *(lambda number=number: articles.keep(sample(number)) for number in range(1, 7)))
    assert len(seen) == 1 + 2
    assert len(waiting(database)) == 6


def test_where_the_state_fails_every_caller_is_told_and_nothing_is_booked(tmp_path: Path) -> None:
    state = Database(str(tmp_path / "state.sqlite3"))
    writer = Writer("gazette", "crawl-1", state, lambda: NOON)
    articles = articles_of(writer)
    with state.transaction() as connection:
        connection.execute(text("DROP TABLE outbox"))
    seen = commits(state)
    told = at_once(writer, *(lambda number=number: articles.keep(sample(number)) for number in range(1, 4)))
    assert [type(one) for one in told] == [BadState] * 3
    assert len(seen) == 1
    assert (writer.books.offered, writer.books.kept) == (0, 0)
    assert "no such table: outbox" in writer.books.state_failure
    writer.close()
    state.close()
