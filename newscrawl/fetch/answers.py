"""What an answer, or what came instead of one, says of itself."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from w3lib.encoding import http_content_type_encoding

from newscrawl.fetch.downloading import AddressFlawed
from newscrawl.fetch.guard import AddressRefused
from newscrawl.fetch.pace import HostBusy
from newscrawl.fetch.robots import Forbidden, RobotsUnreachable

PAGES = frozenset(("", "application/xhtml+xml", "application/xml", "application/octet-stream"))
NAMES: dict[type[BaseException], str] = {
    CannotResolveHostError: "unknown-host",
    DownloadCancelledError: "too-large",
    DownloadConnectionRefusedError: "connection-refused",
    DownloadFailedError: "connection-failed",
    DownloadTimeoutError: "timeout",
    ResponseDataLossError: "cut-off",
    UnsupportedURLSchemeError: "unsupported-scheme",
    TimeoutError: "timeout",
    OSError: "connection-failed",
}


def content_type(response: Response) -> str:
    """Return the Content-Type header as text, empty if there is none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def declared_encoding(response: Response) -> str | None:
    """Return the encoding that the Content-Type header declares, or None."""
    return http_content_type_encoding(content_type(response))


def pages_of(response: Response) -> int | None:
    """Return how many pages there are by WordPress's X-WP-TotalPages header, None where it says nothing."""
    said = (response.headers.get("X-WP-TotalPages") or b"").strip()
    return int(said) if said.isdigit() and len(said) < 10 else None


def is_page(response: Response) -> bool:
    """Tell whether the answer can be a page: what its header calls a document, a film or data is none."""
    kind = content_type(response).partition(";")[0].strip().lower()
    return isinstance(response, TextResponse) and (kind.startswith("text/") or kind in PAGES)


def failure_name(error: BaseException) -> str:
    """Return the reason under which a failed request is counted; the name of its class if it is none we know."""
    if isinstance(error, HttpError):
        return f"http-{error.response.status}"
    if isinstance(error, AddressFlawed | AddressRefused | Forbidden | HostBusy | RobotsUnreachable):
        return error.reason
    if isinstance(error, IgnoreRequest):  # Scrapy raises it for two things and tells them apart by their text
        return "redirects" if "redirections" in str(error) else "too-large"
    return next((name for kind, name in NAMES.items() if isinstance(error, kind)), type(error).__name__)
