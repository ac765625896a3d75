"""Threads that a process does not wait for when it ends: what they call may hang in a lake, a lock or a name server."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Call = tuple[Callable[[], Any], "asyncio.AbstractEventLoop", "asyncio.Future[Any]"]


class Thread:
    """Makes calls for an event loop, one after the other, in the order in which they were asked for."""

    def __init__(self, name: str) -> None:
        """Start the thread."""
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function and return its result; it is called even if nobody waits for it any more."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._calls.put((lambda: function(*args, **kwargs), loop, future))
        return await future

    def end(self) -> None:
        """End when the calls asked for until now have been made."""
        self._calls.put(None)

    def _work(self) -> None:
        while call := self._calls.get():
            function, loop, future = call
            try:
                answer, error = function(), None
            except BaseException as raised:  # noqa: BLE001 -- it is raised again by the caller
                answer, error = None, raised
            with suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(_answer, future, answer, error)


def _answer(future: "asyncio.Future[Any]", answer: Any, error: BaseException | None) -> None:
    if future.done():  # cancelled
        return
    if error is None:
        future.set_result(answer)
    else:
        future.set_exception(error)
