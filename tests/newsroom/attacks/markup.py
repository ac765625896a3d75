"""Markup: pages, feeds and sitemaps made for parsers to choke on."""

from collections.abc import Callable
from functools import partial

from tests.newsroom.attacks.frame import HTML, Attack, Visit, article, bad_page

GOOD_PAGE = article("bad")
TEXT = GOOD_PAGE.partition("<article>")[2]
XML = "application/xml"
LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
LAUGHING = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
LONG_ENTITY = f'<!DOCTYPE x [<!ENTITY l9 "{"ha" * 50_000}">]>'
FOREIGN = "".join(f'<a href="http://news{n}.example/n{n}">What happened on day {n}</a>' for n in range(100_000))
ODD_JSON = (
    '{"@context": 7, "@type": ["NewsArticle", null, {"a": 1}], "@graph": "x", "headline": {"@value": ["Ferry", 1e999]},'
    f' "author": [17, [[["Ann"]]], {{"name": {{"name": true}}}}], "datePublished": {"9" * 5_000}, "dateModified": NaN,'
    ' "image": [[[[{"url": {"url": []}}]]]], "articleBody": {"text": -0.0}, "publisher": "\\ud800",'
    ' "isAccessibleForFree": "maybe", "hasPart": {"cssSelector": "*:has(*:has(*))"}, "keywords": {"x": [0]}}'
)


def feed(beginning: str, title: str, visit: Visit) -> bool:
    """Answer with a feed of the good article behind a document type, its title full of entities."""
    item = f"<item><title>{title}</title><link>{visit.ground.home}news/good</link></item>"
    return visit.path == "/feed" and visit.send(
        f"<?xml version='1.0'?>{beginning}<rss version='2.0'><channel>{item}</channel></rss>", "application/rss+xml"
    )


def sitemap(beginning: str, visit: Visit) -> bool:
    """Answer with a sitemap of the good article behind a document type."""
    url = f"<url><loc>{visit.ground.home}news/good</loc><lastmod>&l9;</lastmod></url>"
    return visit.path == "/map" and visit.send(f"<?xml version='1.0'?>{beginning}<urlset>{url}</urlset>", XML)


def fetching(visit: Visit) -> bool:
    """Answer with a feed whose entities, document type, style sheet and inclusion lie elsewhere."""
    inside = f"http://127.0.66.1:{visit.ground.forbidden}/"
    beginning = (
        f'<?xml-stylesheet href="{inside}a" type="text/xsl"?><!DOCTYPE rss SYSTEM "{inside}b" ['
        f'<!ENTITY % p SYSTEM "{inside}c"> %p; <!ENTITY l9 SYSTEM "file:///etc/passwd"><!ENTITY w SYSTEM "{inside}d">]>'
    )
    included = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{inside}e" parse="text"/>'
    return feed(beginning, f"&l9;&w;{included}", visit)


def listing(visit: Visit) -> bool:
    """Answer with a listing of 100,000 links to other outlets and one of its own."""
    own = '<a href="/news/good"><h2>The ferry to the island left on time</h2></a>'
    return visit.path == "/latest" and visit.send(f"<title>Latest</title>{own}{FOREIGN}")


def page(make: Callable[[], bytes | str], kind: str, visit: Visit) -> bool:
    """Answer the bad link with a page."""
    return visit.path == "/bad" and visit.send(make(), kind)


def json_ld(content: str) -> str:
    """Return the good page with data about it."""
    return f'<script type="application/ld+json">{content}</script>{GOOD_PAGE}'


def headed(where: str) -> str:
    """Return the good page with a line below its headline."""
    return GOOD_PAGE.replace("</h1>", f"</h1>{where}")


def mixed() -> bytes:
    """Return a page in three encodings that declares a fourth."""
    half = TEXT.replace("ferry", "fähre")
    return b"".join(
        (b'<meta charset="shift_jis"><title>Ferry bad leaves</title><article>', half.encode(), half.encode("cp1252"))
    )


SOURCES = (
    ("laughs", "entities in entities, a billion of them, in a feed", partial(feed, LAUGHING, "&l9;")),
    ("external", "entities, a document type and inclusions from inside, in a feed", fetching),
)
TWO = {"delivered": 2}
REFUSED = {"delivered": 1, "rejected:no-body": 1}
NO_PAGE = {"delivered": 1, "rejected:not-an-article": 1}
TOO_LONG = {"delivered": 1, "rejected:bad-record": 1}
PAGES: tuple[tuple[str, str, Callable[[], bytes | str], str, dict[str, int]], ...] = (
    ("attributes", "300,000 attributes in a tag", lambda: headed(f"<p {'a1 b2 c3 ' * 100_000}>"), HTML, REFUSED),
    ("tags", "200,000 tags", lambda: headed("<p>x" * 200_000), HTML, REFUSED),
    ("nesting", "100,000 levels", lambda: headed("<div>" * 100_000), HTML, REFUSED),
    ("page-links", "50,000 links beside an article", lambda: GOOD_PAGE + FOREIGN[: len(FOREIGN) // 2], HTML, NO_PAGE),
    (
        "comments",
        "a million comments begun in an attribute",
        lambda: headed(f'<p title="{"<!--" * 10**6}">'),
        HTML,
        TWO,
    ),
    (
        "long-text",
        "one paragraph of 8 MB",
        lambda: headed(f"<p>{'The ferry left on time. ' * 350_000}</p>"),
        HTML,
        TOO_LONG,
    ),
    ("json-depth", "JSON-LD of 100,000 levels", lambda: json_ld('{"a":[' * 100_000), HTML, TWO),
    ("json-size", "JSON-LD of 5 MB", lambda: json_ld(f'{{"author":[{",".join(["{}"] * 10**6)}]}}'), HTML, TWO),
    ("json-types", "JSON-LD of wrong types, numbers of 5,000 digits", lambda: json_ld(ODD_JSON), HTML, TWO),
    ("date-trap", "dates without end", lambda: headed(f"<time datetime='{'2024-05-' * 50_000}'></time>"), HTML, TWO),
    (
        "shown-date-trap",
        "visible dates without end",
        lambda: headed(f"<p class='date'>{'3 May ' * 50_000}</p>"),
        HTML,
        TWO,
    ),
    (
        "author-trap",
        "a byline without end",
        lambda: headed(f"<p class='byline'>By {'A. B. and ' * 50_000}</p>"),
        HTML,
        TWO,
    ),
    ("charset-lie", "UTF-8 that is called UTF-16", lambda: GOOD_PAGE, "text/html; charset=utf-16", TWO),
    ("charset-odd", "an encoding that there is not", lambda: GOOD_PAGE, "text/html; charset=rot13", TWO),
    ("charset-mixed", "three encodings in a page", mixed, "text/html", TWO),
    ("polyglot-gif", "a page that is a GIF", lambda: "GIF89a/*" + GOOD_PAGE, "image/gif", NO_PAGE),
    ("polyglot-pdf", "a PDF that is called a page", lambda: b"%PDF-1.7\n\x00\xff" * 9_000, HTML, REFUSED),
    ("polyglot-zip", "a page behind a ZIP", lambda: b"PK\x03\x04\x14\x00\x00" + GOOD_PAGE.encode(), HTML, TWO),
    (
        "controls",
        "NUL, bidi marks and escape sequences",
        lambda: GOOD_PAGE.replace("time", "\x00\x1b[31m\u202e&#0;&#xD800;time"),
        HTML,
        TWO,
    ),
)
ATTACKS = (
    *(Attack(name=name, does=does, answer=answer) for name, does, answer in SOURCES),
    Attack(
        name="quadratic",
        does="a long entity, 10,000 times, in a feed",
        outcomes={},
        source="not-a-feed",
        answer=partial(feed, LONG_ENTITY, "&l9;" * 10_000),
    ),
    Attack(
        name="sitemap-laughs",
        does="entities in entities in a sitemap",
        answer=partial(sitemap, LAUGHING),
        facts={"news_sitemaps": ["map"]},
    ),
    Attack(
        name="sitemap-entity",
        does="a long entity in a sitemap",
        outcomes={},
        source="not-a-sitemap",
        answer=partial(sitemap, LONG_ENTITY),
        facts={"news_sitemaps": ["map"]},
    ),
    Attack(
        name="listing",
        does="a listing of 100,000 links to other outlets",
        answer=listing,
        facts={"listings": ["latest"]},
    ),
    *(
        Attack(name=name, does=does, outcomes=outcomes, links=bad_page, answer=partial(page, make, kind))
        for name, does, make, kind, outcomes in PAGES
    ),
)
