"""Settings under which any process holds too much memory."""

from tests.crawl.brief_settings import *  # noqa: F403 -- settings are read from the module's names

CRAWL_DEADLINE = 3600
CRAWL_MEMORY = 1
