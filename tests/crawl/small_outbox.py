"""newscrawl with an outbox that is full after a few articles, and that looks for the lake every second."""

from newscrawl.cli import main
from newscrawl.run import crawl
from newscrawl.state import outbox

outbox.is_full.__defaults__ = (20_000,)
crawl.LOOK_SECONDS = 0
crawl.ROOM_SECONDS = 1

if __name__ == "__main__":
    main()
