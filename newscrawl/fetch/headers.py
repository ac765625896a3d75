"""An answer's headers are bounded as a whole: Twisted bounds only each of their lines."""

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)

MAX_BYTES = 256 * 1024  # as Chromium has it; honest answers have some 2 KiB


class TooManyHeaders(Exception):
    """The headers of an answer, or the answers before it (1xx), do not come to an end."""


class _Parser(_LenientHTTPClientParser):
    _header_bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 -- Twisted's name
        self._header_bytes = self._header_bytes + len(line) + 2
        if self._header_bytes > MAX_BYTES:
            raise TooManyHeaders(f"more than {MAX_BYTES} bytes of headers")
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answer = super().request(request)
        self._parser.__class__ = _Parser  # as Scrapy does with its own
        return answer


class BoundedHeaders(_LenientHTTP11ClientFactory):
    """Makes connections that end where headers do not."""

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: ARG002, N802 -- Twisted's name
        """Return the protocol of a connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
