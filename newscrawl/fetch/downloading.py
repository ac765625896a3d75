"""The download handler: Scrapy's own, behind the address guard and with bounded headers."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    IgnoreRequest,
)
from twisted.web.client import ResponseFailed

from newscrawl.errors import ConfigurationError
from newscrawl.fetch.addresses import flaw
from newscrawl.fetch.guard import GuardedResolver
from newscrawl.fetch.headers import BoundedHeaders, TooManyHeaders

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class AddressFlawed(IgnoreRequest):
    """The URL is none that an outlet has: too long, with credentials or control characters."""

    reason = "bad-address"


class Downloads(HTTP11DownloadHandler):
    """Download as Scrapy does, from addresses of the public internet only."""

    def __init__(self, crawler: "Crawler") -> None:
        """Prepare connections."""
        super().__init__(crawler)
        self._pool._factory = BoundedHeaders  # noqa: SLF001 -- as Scrapy sets its own

    async def download_request(self, request: "Request") -> "Response":
        """Return the response; raise AddressRefused, AddressFlawed, or Scrapy's own exceptions."""
        resolver = guarded_resolver()
        refuse_flaws(request.url)
        if request.meta.get("proxy"):
            await _checked_before_a_proxy(resolver, request.url)
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            asked = request.meta.get("proxy") or request.url
            raise resolver.refusal(urlsplit(asked).hostname or "") or error from None
        except DownloadFailedError as error:
            if _has_too_many_headers(error):
                raise DownloadCancelledError(f"{request.url} has too many headers") from error
            raise


def refuse_flaws(url: str) -> None:
    """Raise AddressFlawed for a URL that is not asked for, wherever it leads."""
    if wrong := flaw(url):
        raise AddressFlawed(f"{url[:100]} {wrong}")


def guarded_resolver() -> GuardedResolver:
    """Return the resolver that guards this process's connections; raise ConfigurationError where there is none."""
    from twisted.internet import reactor  # noqa: PLC0415 -- importing it before Scrapy has chosen one installs another

    resolver = getattr(reactor, "nameResolver", None)
    if not isinstance(resolver, GuardedResolver):
        raise ConfigurationError(
            "TWISTED_DNS_RESOLVER is not newscrawl's: nothing is fetched without its address guard"
        )
    return resolver


async def _checked_before_a_proxy(resolver: GuardedResolver, url: str) -> None:
    """Raise AddressRefused where the proxy would be asked for a forbidden address; it resolves names by itself."""
    try:
        await resolver.guard.addresses_of(urlsplit(url).hostname or "")
    except CannotResolveHostError:  # behind a proxy, names of the internet may be known to the proxy alone
        return


def _has_too_many_headers(error: DownloadFailedError) -> bool:
    cause = error.__cause__
    return isinstance(cause, ResponseFailed) and any(one.check(TooManyHeaders) for one in cause.reasons)
