"""Cookies of an outlet: a few are kept, for consent and logins are told by them; floods are not."""

from scrapy import Request
from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Response
from tldextract import TLDExtract

MOST = 180  # of a host, as browsers have it; here of an outlet
LONGEST = 4096  # bytes of one, likewise

# Scrapy's would fetch the list of public suffixes at the first cookie with a domain, and all crawls would wait for it.
cookies._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=())  # noqa: SLF001


class Cookies(CookiesMiddleware):
    """Keep cookies as Scrapy does, each crawl its own, but no more than a browser would."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Keep the answer's cookies, none of a flood; forget all when they have become too many."""
        sent = response.headers.getlist("Set-Cookie")
        if len(sent) > MOST or any(len(one) > LONGEST for one in sent):
            return response
        kept: Request | Response = super().process_response(request, response)
        jar = self.jars[request.meta.get("cookiejar")]
        if len(jar) > MOST:
            jar.clear()
        return kept
