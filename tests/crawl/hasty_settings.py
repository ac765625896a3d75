"""Settings of a crawl that leaves a lake that hangs as soon as it does by default."""

from newscrawl import settings
from tests.crawl.fast_settings import *  # noqa: F403 -- settings are read from the module's names

SHUTDOWN_DELIVERY = settings.SHUTDOWN_DELIVERY
