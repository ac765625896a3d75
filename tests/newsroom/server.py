"""HTTP/1.1 with keep-alive: reads requests, asks for an answer, writes it, compressed or as 304 where that is right."""

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.newsroom.response import HANG_UP, SILENCE, Response, notice

MAX_REQUEST = 64 * 1024  # bytes of request line and headers


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names in lower case, ``target`` as it was asked for."""

    method: str
    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        """The path, decoded, without the query."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query's values, the last one of each name."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


Answer = Callable[[Request], Response]


class Connections:
    """Serves every connection of one address with one ``answer``; ``close`` ends those that are open."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._open: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until either side closes it."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._open.discard(task)
            writer.close()

    async def close(self) -> None:
        """End all open connections."""
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; tell whether the connection stays open."""
        request = parse(await reader.readuntil(b"\r\n\r\n"))
        await reader.readexactly(int(request.headers.get("content-length", "0")))
        response = self._answer(request) if request.method in ("GET", "HEAD") else notice(405, "Only GET and HEAD.")
        if response.status == SILENCE:
            await reader.read()  # until the client gives up
        if response.status in (SILENCE, HANG_UP):
            return False
        writer.write(message(request, response))
        await writer.drain()
        return request.headers.get("connection", "").lower() != "close"


def parse(head: bytes) -> Request:
    """Read a request line and headers; raises ConnectionError where they make no sense."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    try:
        method, target, version = first.split(" ")
        headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
    except ValueError as error:
        raise ConnectionError(f"not a request: {first!r}") from error
    if version == "HTTP/1.0":
        headers.setdefault("connection", "close")
    return Request(method, target, headers)


def message(request: Request, response: Response) -> bytes:
    """Write the whole answer, status line to body."""
    etag = f'"{sha256(response.body).hexdigest()[:20]}"'
    headers = {"Content-Type": response.kind, "Vary": "Accept-Encoding", **response.headers}
    if response.status == HTTPStatus.OK:
        headers["ETag"] = etag
        if response.modified:
            headers["Last-Modified"] = format_datetime(response.modified.astimezone(UTC), usegmt=True)
        if _known(request, response, etag):
            response = replace(response, status=304, body=b"")
    content = response.body
    if content and "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if response.status != HTTPStatus.NOT_MODIFIED:
        headers["Content-Length"] = str(len(content))
    first = f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}\r\n"
    head = first + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
    return head.encode("latin-1") + (content if request.method == "GET" else b"")


def _known(request: Request, response: Response, etag: str) -> bool:
    """Tell whether the client has this very answer (RFC 9110, section 13.1: the tag goes before the date)."""
    if tags := request.headers.get("if-none-match"):
        return etag in tags
    since = request.headers.get("if-modified-since")
    return bool(
        since and response.modified and parsedate_to_datetime(since) >= response.modified.replace(microsecond=0)
    )
