"""Settings under which a crawl has a second, and waits longer than a test before it asks its host again."""

from tests.crawl.fast_settings import *  # noqa: F403 -- settings are read from the module's names

CRAWL_DEADLINE = 1
DOWNLOAD_DELAY = 600
HOST_PATIENCE = 1200
