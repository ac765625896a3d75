"""Attacks: outlets that do what hostile sites do to crawlers, one module a family, each a server of its own.

``ALL`` are those that a crawl without a browser meets. tests/crawl/test_attacks.py crawls them beside good outlets.
"""

from tests.newsroom.attacks import bombs, manners, markup, places, traps, waits

ALL = (*bombs.ATTACKS, *waits.ATTACKS, *places.ATTACKS, *traps.ATTACKS, *manners.ATTACKS, *markup.ATTACKS)
