"""Threads that a process does not wait for when it ends: what they call may hang in a lake, a lock or a name server."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

AT_ONCE = 50  # items of one call: what waits behind it waits some milliseconds longer


class Call(NamedTuple):
    """A function that gives for each item its answer, or the exception that is its answer; and who waits for that."""

    function: Callable[[list[Any]], Sequence[Any]]
    item: Any
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"


class Thread:
    """Makes calls for an event loop, one after the other, in the order in which they were asked for."""

    def __init__(self, name: str) -> None:
        """Start the thread."""
        self._calls: deque[Call | None] = deque()
        self._waiting = threading.Semaphore(0)
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function and return its result; it is called even if nobody waits for it any more."""
        answer: R = await self._ask(lambda _: [function(*args, **kwargs)], None)
        return answer

    async def call_together(self, function: Callable[[list[T]], Sequence[Any]], item: T) -> Any:
        """Call a function for an item, and at once for those asked for right behind it; return the item's own answer.

        The function gives an answer for each, in their order; one that is an exception is raised here.
        """
        return await self._ask(function, item)

    def end(self) -> None:
        """End when the calls asked for until now have been made."""
        self._put(None)

    async def _ask(self, function: Callable[[list[Any]], Sequence[Any]], item: Any) -> Any:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._put(Call(function, item, loop, future))
        return await future

    def _put(self, call: Call | None) -> None:
        self._calls.append(call)
        self._waiting.release()

    def _next(self) -> list[Call]:
        """Wait for a call, and return it with those that can be made together with it; none at the end."""
        self._waiting.acquire()
        first = self._calls.popleft()
        calls = [first] if first else []
        while calls and len(calls) < AT_ONCE and self._calls:
            following = self._calls[0]
            if following is None or following.function != calls[0].function:
                break
            self._waiting.acquire()
            self._calls.popleft()
            calls.append(following)
        return calls

    def _work(self) -> None:
        while calls := self._next():
            try:
                answers = calls[0].function([call.item for call in calls])
            except BaseException as raised:  # noqa: BLE001 -- it is raised again by the callers
                answers = [raised] * len(calls)
            for call, answer in zip(calls, answers, strict=True):
                with suppress(RuntimeError):  # the loop was closed meanwhile
                    call.loop.call_soon_threadsafe(_answer, call.future, answer)


def _answer(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():  # cancelled
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
