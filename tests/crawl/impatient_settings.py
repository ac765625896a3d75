"""Settings under which a robots.txt gets next to nothing of the pause that it asks for."""

from tests.crawl.fast_settings import *  # noqa: F403 -- settings are read from the module's names

CRAWL_DELAY_MAX = 0.01
