"""Settings under which a process may hold what an ordinary one does, and not much more."""

from tests.crawl.fast_settings import *  # noqa: F403 -- settings are read from the module's names

CRAWL_MEMORY = 512 * 1024 * 1024
DOWNLOAD_DELAY = 0.1  # so that what a tick finds is found in the middle of the crawl
