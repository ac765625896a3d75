"""newscrawl whose clock jumps: ``python -m tests.crawl.odd_clock START SECONDS crawl ...``.

The clock shows START, in seconds since 1970, when the crawl begins. After four articles what was scraped is delivered,
and the clock jumps by SECONDS.
"""

import sys
import time

from newscrawl.article import Article
from newscrawl.cli import main
from newscrawl.run.crawl import Crawl


class Clock:
    """A clock that jumps once."""

    def __init__(self, start: float, jump: float) -> None:
        self.ahead = start - time.time()
        self.jump = jump

    def __call__(self) -> float:
        return time.time() + self.ahead


def let_jump(clock: Clock) -> None:
    """Give crawls the clock, and let it jump in the middle of one."""
    keep = Crawl.keep
    kept: list[str] = []

    async def keep_and_jump(crawl: Crawl, article: Article) -> Article | None:
        kept.append(article.url)
        if len(kept) == 5:
            await crawl.deliveries.deliver()
            clock.ahead += clock.jump
        return await keep(crawl, article)

    Crawl.__init__.__defaults__ = (clock,)
    setattr(Crawl, "keep", keep_and_jump)  # noqa: B010 -- mypy minds an assignment


if __name__ == "__main__":
    let_jump(Clock(float(sys.argv[1]), float(sys.argv[2])))
    main(sys.argv[3:])
