"""The newscrawl command, killed at a point: ``python -m tests.torture.whole "insert outbox" 7 crawl --facts FILE``."""

import sys

from newscrawl.cli import main
from tests.torture.points import Points

if __name__ == "__main__":
    Points((sys.argv[1], int(sys.argv[2]))).watch()
    main(sys.argv[3:])
