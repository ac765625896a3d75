"""What state learns of an outlet's blocks: boilerplate from some pages on, and forgotten when it is gone."""

from datetime import timedelta

from sqlalchemy import func, select

from newscrawl.boilerplate import strip
from newscrawl.state import blocks
from newscrawl.state.database import Database
from newscrawl.state.tables import blocks as rows
from tests.sample import NOON, sample

TODAY = 20_000
FOOTER = strip("If you like what you read, help us.", {}).blocks[0]
QUOTE = strip("\u201cNo,\u201d the minister said.", {}).blocks[0]


def count(
    database: Database, page: list[int], *, day: int = 0, section: str | None = "World", today: int = TODAY
) -> set[int]:
    """Count a page that was published some days after noon; return what is boilerplate now."""
    article = sample(1, published_at=NOON + timedelta(days=day), section=section)
    with database.transaction() as connection:
        return set(blocks.count(connection, article, page, today=today))


def known(database: Database, outlet: str = "gazette", today: int = TODAY) -> dict[int, int]:
    with database.transaction() as connection:
        return blocks.known(connection, outlet, today)


def test_a_footer_is_learnt_while_crawling_and_a_quotation_of_one_day_is_not(database: Database) -> None:
    learnt = [
        count(database, [FOOTER, QUOTE] if day == 3 else [FOOTER], day=day, section=section)
        for day, section in ((0, "World"), (1, "World"), (3, "World"), (3, "Sport"), (3, "Sport"), (3, "Culture"))
    ]
    assert learnt == [set(), set(), set(), set(), {FOOTER}, {FOOTER}]
    assert known(database) == {FOOTER: 6}
    assert known(database, "herald") == {}


def test_what_is_seen_no_longer_is_forgotten(database: Database) -> None:
    for day in range(6):
        count(database, [FOOTER, QUOTE], day=day, section=str(day))
    for day in range(6):
        count(database, [FOOTER], day=day, section=str(day), today=TODAY + 15)
    assert known(database, today=TODAY + 15) == {FOOTER: 12}
    with database.transaction() as connection:
        assert connection.scalar(select(func.count()).where(rows.c.block == QUOTE)) == 0


def test_counts_of_long_ago_weigh_less(database: Database) -> None:
    for day in range(6):
        count(database, [FOOTER], day=day, section=str(day))
    with database.transaction() as connection:
        connection.execute(rows.update().where(rows.c.block == blocks.ALL_PAGES).values(pages=blocks.ENOUGH + 1))
    known(database)
    with database.transaction() as connection:
        found = dict(connection.execute(select(rows.c.block, rows.c.pages)).all())
    assert found == {blocks.ALL_PAGES: blocks.ENOUGH // 2 + 1, FOOTER: 3}
