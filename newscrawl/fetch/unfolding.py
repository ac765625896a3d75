"""Unfolding: a page in the browser is waited for, and asked for more until it has shown all it has."""

import asyncio
from contextlib import suppress
from time import monotonic

from playwright.async_api import Page
from playwright.async_api import TimeoutError as TookTooLong

from newscrawl.fetch.browser import Unfolding

PARSING_SECONDS = 10  # for the document; a script that does not come must not cost us the text
QUIET_SECONDS = 5  # for what scripts fetch; some pages are never quiet
MORE_SECONDS = 3  # for what a click or a scroll brings
CLICK_SECONDS = 2  # for a button to be ready; one under a consent banner never is
GLANCE = 0.15  # seconds between two looks at a page that grows

SIZE = "document.querySelectorAll('a[href], p').length"  # links of a listing, paragraphs of an article
TO_THE_BOTTOM = "window.scrollTo(0, document.documentElement.scrollHeight)"


async def unfold(page: Page, how: Unfolding, *, pause: float, seconds: float) -> None:
    """Wait until the page has settled, then ask it for more until nothing new comes or ``seconds`` have passed.

    ``pause`` is how many seconds the outlet is given between two rounds.
    """
    until = monotonic() + seconds
    await settle(page, seconds)
    size = await _size(page)
    for _ in range(how.rounds):
        if monotonic() > until or await _is_enough(page, how) or not await _ask(page, how):
            return
        before, size = size, await _grown(page, size)
        if size <= before:
            return
        await asyncio.sleep(pause)


async def settle(page: Page, seconds: float) -> None:
    """Wait until the document is parsed and the network is quiet; what takes too long is not waited for."""
    with suppress(TookTooLong):
        await page.wait_for_load_state("domcontentloaded", timeout=min(PARSING_SECONDS, seconds) * 1000)
        await page.wait_for_load_state("networkidle", timeout=min(QUIET_SECONDS, seconds) * 1000)


async def _is_enough(page: Page, how: Unfolding) -> bool:
    return how.enough is not None and await how.enough((await page.content()).encode("utf-8", "replace"), page.url)


async def _ask(page: Page, how: Unfolding) -> bool:
    """Ask for more; return False where there is nothing to ask."""
    if how.scroll:
        await page.evaluate(TO_THE_BOTTOM)
    return await _click(page, how.load_more) if how.load_more else how.scroll


async def _click(page: Page, selector: str) -> bool:
    button = page.locator(selector).first
    if not await button.is_visible():
        return False
    try:
        await button.click(timeout=CLICK_SECONDS * 1000)
    except TookTooLong:  # something lies over it; its own listener does not mind
        with suppress(TookTooLong):
            await button.evaluate("button => button.click()", timeout=CLICK_SECONDS * 1000)
    return True


async def _grown(page: Page, before: int) -> int:
    """Wait until the page is larger than ``before`` and grows no more, and return its size; ``before`` if it stays."""
    until = monotonic() + MORE_SECONDS
    last = before
    while monotonic() < until:
        await asyncio.sleep(GLANCE)
        size = await _size(page)
        if size > before and size == last:
            break
        last = size
    return last


async def _size(page: Page) -> int:
    return int(await page.evaluate(SIZE))
