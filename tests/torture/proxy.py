"""A proxy before an S3 server that fails what writes: answers 503, loses answers, cuts connections."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from tests.torture.faulty import REQUEST_RATE, Chances

PATIENCE = 60  # seconds that an answer is kept back: longer than any client of a test waits


class Proxy:
    """Passes each request on over a connection of its own; ``chances`` says what becomes of a request that writes."""

    def __init__(self, upstream: int, chances: Chances) -> None:
        self._upstream = upstream
        self._chances = chances

    async def serve(self) -> None:
        """Listen on a free port and tell it on standard output."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._pass_on(reader, writer)
        writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head[1:] if line}
        if fields.pop("expect", ""):
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        fault = self._chances.next() if head[0].startswith(("PUT", "POST", "DELETE")) else "no fault"
        if fault == "5xx before":
            writer.write(answer(503))
            return
        sent = len(body) // 2 if fault == "cut in the body" else len(body)
        fields["connection"] = "close"
        request = "\r\n".join([head[0], *(f"{name}: {value}" for name, value in fields.items()), "", ""])
        given = await self._ask(request.encode("latin-1") + body[:sent], whole=sent == len(body))
        if fault == "timeout after":
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), PATIENCE)  # until the client has hung up
        elif fault != "cut in the body":
            writer.write(answer(500) if fault == "5xx after" else given)
            await writer.drain()

    async def _ask(self, request: bytes, *, whole: bool) -> bytes:
        """Send a request, or what is left of it, and return the answer to a whole one."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        writer.write(request)
        await writer.drain()
        given = await reader.read() if whole else b""
        writer.close()
        return given


def answer(status: int) -> bytes:
    return f"HTTP/1.1 {status} Fault\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()


if __name__ == "__main__":
    asyncio.run(Proxy(int(sys.argv[1]), Chances(Path(sys.argv[2]), sys.argv[3], REQUEST_RATE)).serve())
