"""The gate: the one way from the browser to the network, a proxy on loopback that connects as the address guard allows.

Chromium hands every connection to its proxy by name, WebSockets and workers included, and resolves nothing itself; so
what holds for Scrapy's requests holds for those of pages, their redirects and their frames.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError
from scrapy.utils.datatypes import LocalCache

from newscrawl.fetch.guard import AddressGuard, AddressRefused

HEAD_BYTES = 256 * 1024  # of a request or an answer, as Chromium has it
PIECE = 64 * 1024
CONNECTING_SECONDS = 10  # for one address, as Scrapy has it
ENOUGH = 1000  # origins whose failure is remembered
END_OF_HEAD = b"\r\n\r\n"
HOP_BY_HOP = (b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization")


class Gate:
    """A proxy for one browser; ``failures`` says why the last connection to a host and port was not made."""

    def __init__(self, guard: AddressGuard) -> None:
        """Prepare; nothing is open before ``start``."""
        self.failures: LocalCache[str, Exception] = LocalCache(ENOUGH)
        self._guard = guard
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Listen on loopback and return the proxy's URL."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=HEAD_BYTES)
        host, port = self._server.sockets[0].getsockname()
        return f"http://{host}:{port}"

    async def close(self) -> None:
        """Listen no more and cut what is connected."""
        if self._server:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one request; where it cannot be, end the connection without a word."""
        with _closing(writer), suppress(OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            method, target, rest = (await reader.readuntil(END_OF_HEAD)).split(b" ", 2)
            if method == b"CONNECT":
                await self._tunnel(target.decode("ascii"), reader, writer)
            else:
                await self._forward(method, target.decode("ascii"), rest, reader, writer)

    async def _tunnel(self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await self._connected(f"//{target}", 443)
        if there is None:
            return
        with _closing(there[1]):
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await _first_end(_relay(reader, there[1]), _relay(there[0], writer))

    async def _forward(
        self, method: bytes, url: str, rest: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Pass one request on, and nothing after it: the connection's next may be meant for another host."""
        there = await self._connected(url, 80)
        if there is None:
            return
        with _closing(there[1]):
            parts = urlsplit(url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            version, headers = rest.split(b"\r\n", 1)
            there[1].write(b" ".join((method, path.encode("ascii"), version)) + b"\r\n" + _alone(headers))
            await _relay(reader, there[1], _length(headers))
            await _first_end(_answer(there[0], writer), reader.read(1))  # a page that is closed waits for nothing

    async def _connected(self, url: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Return a connection to the host of ``url``, None where there is none; ``failures`` then says why."""
        parts = urlsplit(url)
        where = parts.hostname or "", parts.port or port
        try:
            connected = await self._connect(*where)
        except (AddressRefused, CannotResolveHostError) as error:
            failure: Exception = error
        except ConnectionRefusedError as error:
            failure = DownloadConnectionRefusedError(str(error))
        except OSError as error:  # TimeoutError is one
            failure = DownloadFailedError(str(error))
        else:
            self.failures.pop(netloc(*where), None)
            return connected
        self.failures[netloc(*where)] = failure
        return None

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        failure: OSError = ConnectionRefusedError(f"{host} has no address")
        for address in await self._guard.addresses_of(host):
            try:
                async with asyncio.timeout(CONNECTING_SECONDS):
                    return await asyncio.open_connection(str(address), port, limit=HEAD_BYTES)
            except OSError as error:
                failure = error
        raise failure


class _closing:  # noqa: N801 -- as contextlib's
    """Close a stream, whatever happens."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()


def netloc(host: str, port: int) -> str:
    """Return how ``failures`` names a host and port."""
    return f"{host.lower()}:{port}"


def _alone(head: bytes) -> bytes:
    """Return headers that end the connection after this request."""
    lines = [line for line in head.split(b"\r\n") if line.partition(b":")[0].strip().lower() not in HOP_BY_HOP]
    at = lines.index(b"")  # the end
    return b"\r\n".join([*lines[:at], b"Connection: close", *lines[at:]])


def _length(headers: bytes) -> int:
    """Return how many bytes of a body follow a request's headers; Chromium says it of every body."""
    for line in headers.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


async def _relay(source: asyncio.StreamReader, sink: asyncio.StreamWriter, length: int | None = None) -> None:
    """Copy ``length`` bytes, or all there are."""
    left = length
    while left is None or left > 0:
        piece = await source.read(PIECE if left is None else min(left, PIECE))
        if not piece:
            return
        sink.write(piece)
        await sink.drain()
        left = None if left is None else left - len(piece)


async def _answer(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Pass an answer on as the connection's last."""
    sink.write(_alone(await source.readuntil(END_OF_HEAD)))
    await _relay(source, sink)


async def _first_end(*relays: Coroutine[Any, Any, object]) -> None:
    """Run both directions of a connection until one has ended."""
    tasks = [asyncio.ensure_future(relay) for relay in relays]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
