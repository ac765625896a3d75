"""The project's settings without the pause between two requests: the news site under test is ours."""

from newscrawl.settings import *  # noqa: F403 -- settings are read from the module's names

DOWNLOAD_DELAY = 0
HOST_FIRST_PAUSE = 0
DOWNLOAD_TIMEOUT = 600  # longer than a test waits: what hangs has to be ended, not to be outlived
SHUTDOWN_DEADLINE = 2
SHUTDOWN_DELIVERY = 30  # the machine may be slow; a lake that hangs has settings of its own
