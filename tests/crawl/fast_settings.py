"""The project's settings without the pause between two requests: the news site under test is ours."""

from newscrawl.settings import *  # noqa: F403 -- settings are read from the module's names

DOWNLOAD_DELAY = 0
