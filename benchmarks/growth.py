"""Search for places of a page or source in which a text takes longer than its length explains.

    python -m benchmarks.growth

Every place is filled with one unit repeated, at two sizes. Four times the text may take SUPER_LINEAR times as long;
where it takes longer, and more than NOTICED seconds, that is printed, and the exit code is 1.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from html import escape
from time import process_time

from newscrawl.discovery.feeds import parse_feed
from newscrawl.discovery.listings import parse_listing
from newscrawl.discovery.sitemaps import parse_sitemap
from newscrawl.discovery.wordpress import parse_posts
from newscrawl.errors import SourceError
from newscrawl.extract import Rules, extract
from newscrawl.fetch.robots import Robots
from newscrawl.rights import from_tdmrep

SIZES = (12_500, 50_000)  # characters
NOTICED = 0.4  # CPU seconds
SUPER_LINEAR = 7  # 16 in the case of a quadratic one, 4 of a linear one
SURE = 0.02  # CPU seconds; less is not measured well
UNITS = (
    "a", "A", "0", " ", "\n", "\t", "-", ".", ",", ":", "/", "&", "=", '"', "'", "<", ">", "(", "|", "é", "A ", "a ",
    "0 ", "0-", "0/", "0:", "a.", "A.", "a,", "a-", "a=", "<a ", "<!--", "<a", "<p>", "&a", "By ", "by a ", "May ",
    "1 May ", "2024", "2024-", "12:00 ", "A B ", "A, ", "and ", "und ", "https://", "{", "[", '{"a":', "\\", "*", "%20",
    "\u3000", "\u0627 ", "\u5e74", "2024\u5e74", "\u200d", "//", "</", "<![CDATA[", "/*",
)  # fmt: skip
URL = "https://www.example.com/2024/05/03/bridge-opens"
PROSE = "<p>The bridge opened to lorries on Tuesday, the council said in a statement.</p>" * 6
# Where ``{}`` is: the text, escaped as an attribute's; ``[]``: as it is.
PLACES = (
    "<title>{}</title>", "<h1>{}</h1>", '<meta name="author" content="{}">', '<meta name="robots" content="{}">',
    '<meta property="article:published_time" content="{}">', '<meta name="description" content="{}">',
    '<meta name="keywords" content="{}">', '<meta property="og:site_name" content="{}">',
    '<meta http-equiv="content-type" content="text/html; charset={}">', '<link rel="canonical" href="{}">',
    '<div class="byline author">{}</div>', '<div class="byline author">By {}</div>', '<p class="credit">Source: {}</p>',
    '<span class="date published">{}</span>', '<time datetime="{}">{}</time>', "<p>{}</p>", "<p>LONDON ({}</p>",
    '<figure><img src="/a.jpg" srcset="{}"><figcaption>{} Photo: {}</figcaption></figure>',
    '<div class="{}" style="{}"><p>x</p></div>', '<script type="application/ld+json">[]</script>', "[]",
)  # fmt: skip
DECLARED = ("author", "datePublished", "image", "articleBody", "headline", "keywords")
SOURCES: dict[str, tuple[Callable[[bytes], object], tuple[str, ...]]] = {
    "feed": (
        lambda body: parse_feed(body, URL),
        (
            "<rss><channel><item><title>{}</title><link>{}</link><pubDate>{}</pubDate></item></channel></rss>",
            "<rss><channel>[]<item><link>/a</link></item></channel></rss>",
            "[]<rss><channel><item><link>/a</link></item></channel></rss>",
            '{"items":[{"url":"/a","title":"[]"}]}',
        ),
    ),
    "sitemap": (
        lambda body: parse_sitemap(body, URL),
        ("<urlset><url><loc>{}</loc><lastmod>{}</lastmod></url></urlset>", "<urlset>[]</urlset>", "[]<urlset/>"),
    ),
    "listing": (
        lambda body: parse_listing(body, URL, None, URL),
        ('<a href="{}" class="{}"><h2>{}</h2></a>', '<a href="/a-b-c-d-e-1234567">x</a>[]', "[]<a href='/a'>x</a>"),
    ),
    "wordpress": (lambda body: parse_posts(body, URL), ('[{"link":"/a","title":{"rendered":"[]"}}]', "[[]")),
    "robots": (
        lambda body: Robots(body).allows(URL),
        ("User-agent: *\nDisallow: []\n", "User-agent: *\n[]", "User-agent: []\nDisallow: /\n"),
    ),
    "reservation": (lambda body: from_tdmrep(body, URL), ('[{"location":"[]","tdm-reservation":1}]', "[]")),
}


def page(place: str) -> str:
    """Return a page with a place to be filled."""
    return f"<html><head></head><body><article><h1>Bridge opens</h1>{place}{PROSE}</article></body></html>"


def filled(template: str, text: str) -> bytes:
    """Return what is to be read, with the text in its places."""
    return template.replace("{}", escape(text)).replace("[]", text).encode("utf-8", "replace")


def declared(key: str, text: str) -> bytes:
    """Return a page whose JSON-LD says the text."""
    node = json.dumps({"@type": "NewsArticle", "headline": "Bridge opens"} | {key: text}).replace("</", "<\\/")
    return page(f'<script type="application/ld+json">{node}</script>').encode()


def seconds(read: Callable[[bytes], object], body: bytes) -> float:
    """Return the CPU seconds of reading."""
    start = process_time()
    with suppress(SourceError):
        read(body)
    return process_time() - start


def grows(read: Callable[[bytes], object], make: Callable[[str], bytes], unit: str) -> str | None:
    """Return the seconds at both sizes where they grow faster than the text, else None."""
    short, long = (make((unit * size)[:size] + "!") for size in SIZES)
    more = seconds(read, long)
    if more < NOTICED:
        return None
    less = seconds(read, short)
    return f"{less:.2f} s, {more:.2f} s" if more > SUPER_LINEAR * max(less, SURE) else None


def main() -> int:
    """Print what grows too fast; return how a process should exit."""
    rules = Rules(timezone="Asia/Kolkata", outlet="Example Post")
    read_page = partial(extract, url=URL, rules=rules)
    tried = [(place, read_page, partial(filled, page(place))) for place in PLACES]
    tried += [(f"JSON-LD {key}", read_page, partial(declared, key)) for key in DECLARED]
    for name, (read, templates) in SOURCES.items():
        tried += [(f"{name} {template}", read, partial(filled, template)) for template in templates]
    found = 0
    for name, read, make in tried:
        for unit in UNITS:
            if taken := grows(read, make, unit):
                found += 1
                sys.stdout.write(f"{name} filled with {unit!r}: {taken}\n")
    sys.stdout.write(f"{len(tried)} places, {len(UNITS)} texts, {found} grow too fast\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
