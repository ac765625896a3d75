"""Redirects lead to web addresses: what leads elsewhere has a name before Scrapy stumbles over it."""

from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.exceptions import UnsupportedURLSchemeError
from scrapy.http import Response

from newscrawl.fetch.downloading import AddressFlawed


class Redirects:
    """Stand before Scrapy's RedirectMiddleware, which follows http and https."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise UnsupportedURLSchemeError or AddressFlawed for an answer that sends us out of the web."""
        where = (response.headers.get("Location") or b"").decode("latin-1").strip()
        if 300 <= response.status < 400 and where:
            try:
                address = urljoin(request.url, where)
                scheme = urlsplit(address).scheme
            except ValueError as error:
                raise AddressFlawed(f"{request.url} leads to {where[:100]}") from error
            if scheme not in ("http", "https"):
                raise UnsupportedURLSchemeError(f"{request.url} leads to {where[:100]}")
            if "://" not in address:
                raise AddressFlawed(f"{request.url} leads to {where[:100]}")
        return response
