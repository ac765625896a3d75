"""The browser tier as an outlet sees it: the settings and the request meta that send pages through Chromium.

This module imports neither Playwright nor scrapy-playwright, so that it can say which of them is missing.
"""

import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from newscrawl.errors import MissingExtra
from newscrawl.settings import DOWNLOAD_HANDLERS

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("scrapy_playwright", "playwright")
DEADLINE = 60  # seconds for a page with all its clicks, ten times what a slow one takes
ROUNDS = 10  # clicks on the button, or scrolls to the bottom
ARGUMENTS = (
    "--disable-gpu",  # servers have none
    "--disable-quic",  # UDP is what firewalls drop in silence
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # or it would go past the gate
    "--dns-prefetch-disable",
    "--disable-sync",
    "--disable-domain-reliability",  # reports about the outlet to Google
    "--js-flags=--max-old-space-size=512",  # megabytes of one page's JavaScript
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolding:
    """How a page is asked for more: by the button ``load_more`` selects, by scrolling; at most ``rounds`` times.

    Before each time ``enough`` is told the page as it is then, in UTF-8, and its address: where it says so, it is left.
    """

    load_more: str | None = None
    scroll: bool = False
    rounds: int = ROUNDS
    enough: Callable[[bytes, str], Awaitable[bool]] | None = None


def browser_settings(outlet: str) -> dict[str, Any]:
    """Return the Scrapy settings of an outlet whose pages need a browser.

    Raise MissingExtra, naming the outlet and what to install, without the ``browser`` extra or without Chromium.
    """
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingExtra(f"{outlet}: its pages need a browser; pip install 'newscrawl[browser]'")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise MissingExtra(
            f"{outlet}: its pages need a browser, and none of {', '.join(PROGRAMS)} is installed; "
            "apt-get install chromium"
        )
    handler = "newscrawl.fetch.rendering.BrowserHandler"
    return {
        "DOWNLOAD_HANDLERS": {**DOWNLOAD_HANDLERS, "http": handler, "https": handler},  # replaces the project's, whole
        "PLAYWRIGHT_LAUNCH_OPTIONS": _launch_options(program),
        "PLAYWRIGHT_ABORT_REQUEST": "newscrawl.fetch.rendering.is_ballast",
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,  # the browser's own: Scrapy's may ask for a 304, an empty page
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 30_000,  # milliseconds until the server's first answer
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 1_000,  # milliseconds; downloads are refused anyway
    }


def browser_meta(*, load_more: str | None = None, scroll: bool = False, rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the request meta that has a page read by the browser.

    ``load_more`` selects (CSS) a button that is clicked until it is gone or nothing new comes; ``scroll`` scrolls to
    the bottom until nothing new comes; both at most ``rounds`` times.
    """
    return {
        "playwright": True,
        "download_timeout": DEADLINE,
        "max_retry_times": 1,  # a minute each; the link's next attempt is the next crawl's
        "unfolding": Unfolding(load_more=load_more, scroll=scroll, rounds=rounds),
    }


def _launch_options(program: str) -> dict[str, Any]:
    return {
        "executable_path": program,
        "chromium_sandbox": os.geteuid() != 0,  # Chromium refuses to start as root with it
        "args": list(ARGUMENTS),
        "ignore_default_args": ["--disable-popup-blocking"],
    }
