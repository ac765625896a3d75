"""Settings of a crawl among attacks: as the project's, but what hangs is given up sooner, and once; it is watched."""

from tests.crawl import fast_settings
from tests.crawl.fast_settings import *  # noqa: F403 -- settings are read from the module's names

DOWNLOAD_TIMEOUT = 20  # far more than the good need on a busy machine, and all that the bad get
RETRY_TIMES = 0
EXTENSIONS = {**fast_settings.EXTENSIONS, "tests.crawl.watch.Watch": 1}
