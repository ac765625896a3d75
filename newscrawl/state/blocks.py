"""Blocks: how many pages of an outlet have which paragraph, so that its boilerplate can be told from its news."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, delete, select, true, update

from newscrawl.article import Article
from newscrawl.boilerplate import Seen, is_boilerplate, mask_of
from newscrawl.state import names
from newscrawl.state.statements import Hot, as_rows
from newscrawl.state.tables import blocks

ALL_PAGES = -1  # stands for a block that every page has
REMEMBERED = 14  # days after which a block is forgotten that was not seen again
ENOUGH = 2000  # pages of an outlet, then all counts are halved: what it prints now has to count for something


def known(connection: Connection, outlet: str, today: int) -> dict[int, int]:
    """Return the outlet's boilerplate: how many pages have each block, by its hash; forget what is long gone.

    ``today`` counts days since 1970.
    """
    number = names.number(connection, outlet)
    own = blocks.c.outlet == number
    connection.execute(delete(blocks).where(own, blocks.c.last_day < today - REMEMBERED, blocks.c.block != ALL_PAGES))
    found = {
        row.block: Seen(row.pages, row.days, row.sections) for row in connection.execute(select(blocks).where(own))
    }
    outlets = found.pop(ALL_PAGES, Seen(0, 0, 0))
    if outlets.pages > ENOUGH:
        connection.execute(update(blocks).where(own).values(pages=(blocks.c.pages + 1) // 2))
    return {block: seen.pages for block, seen in found.items() if is_boilerplate(seen, outlets)}


def count(connection: Connection, article: Article, page: Sequence[int], *, today: int) -> dict[int, int]:
    """Count the blocks of an article's page, and return those that are boilerplate now, as ``known`` does."""
    published = article.published_at or article.fetched_at
    values = {
        "outlet": names.number(connection, article.outlet),
        "page": [ALL_PAGES, *page],
        "day": mask_of([published.toordinal()]),
        "section": mask_of([article.section]),
        "today": today,
    }
    rows = COUNT.run(connection, values)
    seen = {block: Seen(pages, days, sections) for block, pages, days, sections in rows}
    outlets = seen.pop(ALL_PAGES)
    return {block: one.pages for block, one in seen.items() if is_boilerplate(one, outlets)}


def _count(words: Any) -> Any:
    page = as_rows(words, "page", BigInteger())
    numbers = {name: bindparam(name, type_=BigInteger) for name in ("outlet", "day", "section", "today")}
    rows = select(numbers["outlet"], page, 1, numbers["day"], numbers["section"], numbers["today"]).where(true())
    columns = ["outlet", "block", "pages", "days", "sections", "last_day"]
    new = words.insert(blocks).from_select(columns, rows)
    added = {
        "pages": blocks.c.pages + 1,
        "days": blocks.c.days.bitwise_or(new.excluded.days),
        "sections": blocks.c.sections.bitwise_or(new.excluded.sections),
        "last_day": new.excluded.last_day,
    }
    merged = new.on_conflict_do_update(index_elements=["outlet", "block"], set_=added)
    return merged.returning(blocks.c.block, blocks.c.pages, blocks.c.days, blocks.c.sections)


COUNT = Hot(_count)
