"""newscrawl that holds 16 MiB more with each article it keeps: ``python -m tests.crawl.hoarding crawl ...``."""

import sys

from newscrawl.article import Article
from newscrawl.cli import main
from newscrawl.run import life
from newscrawl.run.articles import Articles
from newscrawl.run.worker import MIB

EACH = 16 * MIB
TICK_SECONDS = 0.1


def hoard() -> None:
    """Have crawls of this process hold on to memory, and look often how much that is."""
    keep = Articles.keep
    held: list[bytes] = []

    async def keep_and_hoard(articles: Articles, article: Article) -> Article | None:
        held.append(b"x" * EACH)
        return await keep(articles, article)

    setattr(Articles, "keep", keep_and_hoard)  # noqa: B010 -- mypy minds an assignment
    setattr(life, "TICK_SECONDS", TICK_SECONDS)  # noqa: B010


if __name__ == "__main__":
    hoard()
    main(sys.argv[1:])
