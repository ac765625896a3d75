"""The project's settings for the outlets of tests.fetch.lantern, without the pause between two requests."""

import os

from newscrawl.settings import *  # noqa: F403 -- settings are read from the module's names

SPIDER_MODULES = ["tests.fetch.lantern"]
DOWNLOAD_DELAY = 0
BROWSER_PAGES = int(os.environ.get("LANTERN_BROWSER_PAGES", "100"))
