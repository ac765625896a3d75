"""Settings of a crawl that waits for its pages longer than any test does."""

from tests.crawl.fast_settings import *  # noqa: F403 -- settings are read from the module's names

SHUTDOWN_DEADLINE = 600
