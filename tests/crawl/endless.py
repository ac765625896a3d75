"""An outlet whose start() never comes to its end and does not listen when it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from newscrawl.outlet import OutletSpider


class EndlessSpider(OutletSpider):
    name = "endless"

    async def start(self) -> AsyncIterator[Any]:
        async for request in super().start():
            yield request
        while True:
            yield {"url": self.home}  # no headline: no article
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.01)
