"""Workers: a page that hangs, crashes or exhausts one costs that page and no other."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.extract import extract
from newscrawl.run.worker import MEMORY_LIMIT, MEMORY_TRUSTED, MIB
from newscrawl.run.workers import WORN_BYTES, WorkerFailed, Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    pool = Workers(2)
    yield pool
    pool.end()


def hang() -> None:
    signal.pause()


def hang_after_a_sign(path: str) -> None:
    Path(path).write_bytes(b".")
    hang()


def crash() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def swell() -> int:
    return len(bytearray(MEMORY_LIMIT))


def swell_in_silence() -> int:
    held = b"x" * (MEMORY_TRUSTED + MIB)
    return len(held)


def grow() -> int:
    held = b"x" * (WORN_BYTES + MIB)
    return os.getpid() if held else 0


def complain() -> None:
    raise ValueError("no such page")


def shout() -> int:
    os.kill(os.getpid(), signal.SIGTERM)
    return os.getpid()


def test_a_function_is_called_in_another_process(workers: Workers) -> None:
    pid = asyncio.run(workers.call(os.getpid, (), {}, 20))
    assert pid != os.getpid()


def test_what_the_function_raises_is_raised_with_its_traceback(workers: Workers) -> None:
    with pytest.raises(ValueError, match="no such page") as raised:
        asyncio.run(workers.call(complain, (), {}, 20))
    assert "in complain" in raised.value.__notes__[0]


@pytest.mark.parametrize(
    ("function", "seconds", "reason"),
    [
        (hang, 0.2, "extraction-timeout"),
        (crash, 20, "extraction-crashed"),
        (swell, 20, "extraction-memory"),
        (swell_in_silence, 20, "extraction-memory"),
    ],
)
def test_a_worker_that_ends_gives_its_reason_and_the_others_go_on(
    workers: Workers, function: Callable[[], Any], seconds: float, reason: str
) -> None:
    async def many() -> list[Any]:
        calls: list[Any] = [workers.call(function, (), {}, seconds) for _ in range(3)]
        calls += [workers.call(sum, ([number, 1],), {}, 20) for number in range(20)]
        answers: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
        return answers

    answers = asyncio.run(many())

    assert [answer.reason for answer in answers[:3] if isinstance(answer, WorkerFailed)] == [reason] * 3
    assert answers[3:] == [number + 1 for number in range(20)]


def test_a_worker_that_needed_much_memory_gives_its_answer_and_is_replaced(workers: Workers) -> None:
    first = {asyncio.run(workers.call(grow, (), {}, 20)) for _ in range(2)}
    assert first.isdisjoint(asyncio.run(workers.call(os.getpid, (), {}, 20)) for _ in range(2))


def test_the_largest_page_that_is_read_fits_into_a_workers_memory(workers: Workers) -> None:
    text = "".join(f"<p>The bridge opened to lorries on day {number} of its trial.</p>" for number in range(8_000))
    page = f"<title>Bridge opens</title><article><h1>Bridge opens</h1>{text}</article>{'<!-- -->' * 1_000_000}".encode()
    assert asyncio.run(workers.call(extract, (page, "https://example.com/2024/05/03/bridge"), {}, 120)).body


def test_a_worker_outlives_a_signal_that_was_meant_for_the_crawl(workers: Workers) -> None:
    first = asyncio.run(workers.call(shout, (), {}, 20))
    assert first in {asyncio.run(workers.call(os.getpid, (), {}, 20)) for _ in range(2)}


def test_ending_the_workers_ends_calls_under_way() -> None:
    pool = Workers(1)
    begun, begins = os.pipe()

    async def begin_and_end() -> Any:
        call = asyncio.ensure_future(pool.call(hang_after_a_sign, (f"/proc/{os.getpid()}/fd/{begins}",), {}, 20))
        await asyncio.to_thread(os.read, begun, 1)
        await asyncio.to_thread(pool.end)
        return (await asyncio.gather(call, return_exceptions=True))[0]

    assert isinstance(asyncio.run(begin_and_end()), WorkerFailed)
    os.close(begun)
    os.close(begins)


def test_a_worker_is_not_worn_by_what_its_crawl_once_held() -> None:
    held = f"held = bytearray({WORN_BYTES + 64 * MIB}); del held"
    called = "worker = Worker(); worker.call(abs, (-1,), {}, 20.0); print(worker.is_worn); worker.end()"
    source = f"from newscrawl.run.workers import Worker; {held}; {called}"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
