"""The settings of the tests' crawl among attacks, with the watch of benchmarks.attacks."""

from tests.crawl import attacked_settings
from tests.crawl.attacked_settings import *  # noqa: F403 -- settings are read from the module's names

EXTENSIONS = {**attacked_settings.EXTENSIONS, "benchmarks.attacks.Watch": 1}
