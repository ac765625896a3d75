"""newscrawl whose clock jumps: ``python -m tests.crawl.odd_clock START SECONDS crawl ...``.

The clock shows START, in seconds since 1970, when the crawl begins. After four articles what was scraped is delivered,
and the clock jumps by SECONDS.
"""

import sys
import time

from newscrawl.article import Article
from newscrawl.cli import main
from newscrawl.run.crawl import Crawl
from newscrawl.run.life import crawl_of
from pipelines.outbox import Outbox


class Clock:
    """A clock that jumps once."""

    def __init__(self, start: float, jump: float) -> None:
        self.ahead = start - time.time()
        self.jump = jump

    def __call__(self) -> float:
        return time.time() + self.ahead


def let_jump(clock: Clock) -> None:
    """Give crawls the clock, and let it jump in the middle of one."""
    keep = Outbox.process_item
    kept: list[str] = []

    async def keep_and_jump(outbox: Outbox, article: Article) -> Article:
        kept.append(article.url)
        if len(kept) == 5:
            await crawl_of(outbox._crawler).deliveries.deliver()
            clock.ahead += clock.jump
        return await keep(outbox, article)

    Crawl.__init__.__defaults__ = (clock,)
    setattr(Outbox, "process_item", keep_and_jump)  # noqa: B010 -- mypy minds an assignment


if __name__ == "__main__":
    let_jump(Clock(float(sys.argv[1]), float(sys.argv[2])))
    main(sys.argv[3:])
