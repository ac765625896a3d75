"""Normal forms of addresses: when two are the same, whose they are, and whether one looks like an article."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, quote_plus, unquote, unquote_plus, unquote_to_bytes, urlsplit, urlunsplit

import idna
from w3lib.url import canonicalize_url

MAX_LENGTH = 2083  # the longest address that common clients and sitemaps.org accept
DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that say who sent the reader, never what is read. ``ref``, ``source`` and ``from`` are not here: some sites
# route by them.
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "ns_", "hsa_", "fb_action_", "guce_")
TRACKING_NAMES = """
fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid ysclid igshid igsh epik srsltid mc_cid mc_eid
mkt_tok replytocom _ga _gl _hsenc _hsmi __hstc __hssc __hsfp hsctatracking oly_anon_id oly_enc_id vero_id vero_conv
wickedid s_kwcid s_cid cmpid cmp icid ito smid smtyp xtor xtref wt_mc wt.mc_id wt_zmc fb_ref fb_source
__twitter_impression guccounter trk at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id
at_link_type at_link_origin at_format at_ptr_name at_bbc_team sr_share share_source sharetype trkcampaign
"""
TRACKING = frozenset(TRACKING_NAMES.split())
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
NUMERIC_HOST = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
PLAIN_ADDRESS = re.compile(
    r"(?i:https?)://(?:[^\s\x00-\x1f/?#@:\[\]]+|\[[0-9a-fA-F:.]+\])(?::\d{0,5})?(?:[/?#][^\x00-\x1f\x7f-\x9f\ud800-\udfff]*)?\Z"
)
FRONT_PAGES = frozenset(("", "/index.html", "/index.htm", "/index.php", "/index.jsp", "/default.aspx", "/home"))

MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|pdf|mp[34]|m4a|m3u8|webm|mov|zip|gz|docx?|xlsx?|xml|rss|json|js|css|ics|apk)$"
)
# A last or last but one segment of a path that makes it a page of another kind.
SERVICE_SEGMENTS = """
tag tags schlagwort author authors autor autoren auteur auteurs autore profile profiles user users people category
categories categoria kategorie topic topics thema themen tema temas theme themes search suche recherche buscar login
logout signin sign-in signup register registration account konto abo subscribe subscription subscriptions newsletter
newsletters feed feeds rss amp-story wp-content wp-json wp-admin wp-login.php cdn-cgi cart shop jobs page pages
share
"""
SERVICE = frozenset(SERVICE_SEGMENTS.split())
# How the last segment of such a page begins where it has several words.
SERVICE_PAGE = re.compile(
    r"(?:impressum|datenschutz|privacy-|cookie-(?:policy|settings|richtlinie)|terms-(?:of|and)-|nutzungsbedingungen|"
    r"allgemeine-geschaeft|mentions-legales|politique-de-conf|aviso-legal|politica-de-|about-us|contact-us|kontakt|"
    r"newsletter|comment-page-)"
)
DATED = re.compile(
    r"/(?:19|20)\d\d(?:([/-]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|[/-](?:0?[1-9]|1[0-2]))[/_-][^/]*[^\W\d_]"
)
LONG_ID = re.compile(r"(?<![\d])\d{5,}(?!\d)|(?<![0-9a-f])(?=[0-9a-f]*\d)[0-9a-f]{10,}(?![0-9a-f])")
IN_FOLDER = re.compile(r"/(?:articles?|artikel|story|stories|noticias?|posts?)/(?:[^/]+/)?[^/]*\d[^/]*/?$")
QUERY_ID = re.compile(r"(?:^|&)(?:p|id|[a-z_]*(?:article|artikel|story|news|post)_?id)=\d{3,}(?:&|$)", re.IGNORECASE)
SLUG_WORDS = 4
PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?")  # is its own normal form


def normalise(url: str) -> str:
    """Return the normal form by which two spellings of one address are equal; the scheme stays.

    Lower-case IDNA host without default port and final dot, no fragment, no tracking parameters, sorted query,
    percent-encoding as RFC 3986 section 6.2 has it. Raise ValueError for anything but an http(s) URL with a host, and
    for credentials, control characters or more than 2083 characters.
    """
    parts = _split(url)
    path = parts.path if PLAIN_PATH.fullmatch(parts.path) else canonical_path(parts.path)
    normal = urlunsplit((parts.scheme, _authority(parts), path, _query(parts.query), ""))
    if len(normal) > MAX_LENGTH:
        raise ValueError(f"{normal[:100]}...: an address of more than {MAX_LENGTH} characters")
    return normal


def canonical_path(path: str) -> str:
    """Return the path of an address percent-encoded in the one way; ``/`` where it is empty."""
    return urlsplit(canonicalize_url(urlunsplit(("http", "host", path, "", "")))).path


def link_key(outlet: str, url: str) -> bytes:
    """Return the 16 bytes by which state knows this address of this outlet; raise ValueError as ``normalise`` does."""
    return sha256(f"{outlet}\n{normalise(url)}".encode()).digest()[:16]


def host(url: str) -> str:
    """Return the host, lower case and IDNA-encoded, IPv6 without brackets; raise ValueError as ``normalise`` does."""
    return _host(_split(url).hostname or "")


def is_web_address(url: str) -> bool:
    """Tell quickly whether ``normalise`` would take the URL; wrong only for odd hosts."""
    return len(url) <= MAX_LENGTH and PLAIN_ADDRESS.match(url) is not None


def within(url: str, domains: Iterable[str]) -> bool:
    """Tell whether the URL's host is one of the domains or a subdomain of one; an IP address has no subdomains."""
    try:
        own = host(url)
        return any(_belongs(own, _host(domain)) for domain in domains)
    except ValueError:
        return False


def outlet_domain(home: str) -> str:
    """Return the host of the outlet's home without a leading ``www.``; raise ValueError as ``normalise`` does."""
    return host(home).removeprefix("www.")


def looks_like_article(url: str, home: str) -> bool:
    """Guess from the address alone whether it is an article of the outlet that lives at ``home``.

    A date in the path, a long id, or a slug of four words speaks for it; tags, authors, searches, logins and media
    files speak against it. False for what is no address.
    """
    try:
        if not within(url, [outlet_domain(home)]):
            return False
    except ValueError:
        return False
    parts = urlsplit(url.strip())
    path = unquote(parts.path).lower()
    segments = [segment for segment in path.split("/") if segment]
    if (
        not SERVICE.isdisjoint(segments[-2:])
        or MEDIA.search(path)
        or SERVICE_PAGE.match(segments[-1] if segments else "")
    ):
        return False
    told = QUERY_ID.search(parts.query) or DATED.search(path) or IN_FOLDER.search(path)
    return bool(told) or any(names_article(segment) for segment in segments[-2:])


def names_article(segment: str) -> bool:
    """Tell whether a segment of a path holds a long id or a slug of several words."""
    words = [word for word in re.split(r"[-_+ ]", segment) if word]
    return len(words) >= SLUG_WORDS or bool(LONG_ID.search(segment))


def is_front_page(normal: str) -> bool:
    """Tell whether an address in its normal form is a site's front page."""
    parts = urlsplit(normal)
    return not parts.query and parts.path.rstrip("/").lower() in FRONT_PAGES


def matches(pattern: "re.Pattern[str] | None", url: str) -> bool:
    """Tell whether ``pattern`` is found in the path and query of ``url``; None is found everywhere."""
    if pattern is None:
        return True
    parts = urlsplit(url)
    return bool(pattern.search(parts.path + (f"?{parts.query}" if parts.query else "")))


def outlet_key(name: str) -> str:
    """Return the name an outlet gets from its key in a facts file, for example ``at-diepresse`` from ``at/DiePresse``.

    Lower-case ASCII of at most 64 characters; accents are dropped, anything but letters, digits, ``_`` and ``-``
    becomes ``-``. Raise ValueError when nothing is left.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    key = re.sub(r"[^a-z0-9_-]", "-", plain).lstrip("-_")[:64].rstrip("-")
    if not key:
        raise ValueError(f"{name!r}: an outlet's key needs a letter or digit of ASCII")
    return key


def _split(url: str) -> SplitResult:
    """Split a URL that may be trusted to be one; raise ValueError otherwise."""
    text = url.strip()
    if len(text) > MAX_LENGTH:
        raise ValueError(f"{text[:100]}...: an address of more than {MAX_LENGTH} characters")
    if CONTROL.search(text):
        raise ValueError(f"{text!r}: control characters in an address")
    parts = urlsplit(text)
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError(f"{text}: not an http or https address")
    if "@" in parts.netloc:
        raise ValueError("an address with credentials")  # and they are not repeated into a log
    return parts


def _authority(parts: SplitResult) -> str:
    """Return host and, unless it is the scheme's own, port."""
    name = _host(parts.hostname or "")
    shown = f"[{name}]" if ":" in name else name
    return shown if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f"{shown}:{parts.port}"


def _host(name: str) -> str:
    """Return the host in lower-case ASCII; raise ValueError when it is none."""
    if ":" in name:
        return str(IPv6Address(name.strip("[]")))
    ascii_name = name.lower() if name.isascii() else _idna(name)
    ascii_name = ascii_name.removesuffix(".")
    if len(ascii_name) > 253 or not HOST.fullmatch(ascii_name):
        raise ValueError(f"{name[:100]!r}: not a host name")
    if NUMERIC_HOST.fullmatch(ascii_name):
        return str(IPv4Address(ascii_name))  # 2130706433 and 0x7f.1 are loopback to some clients: refused
    return ascii_name


def _idna(name: str) -> str:
    if len(name) > 253:  # before the work of encoding it
        raise ValueError(f"{name[:100]!r}: not a host name")
    return idna.encode(name, uts46=True).decode("ascii")  # IDNAError is a ValueError


def _belongs(own: str, domain: str) -> bool:
    is_address = ":" in own or NUMERIC_HOST.fullmatch(own)
    return own == domain or (not is_address and own.endswith("." + domain))


def _query(query: str) -> str:
    """Return the parameters that are not tracking, sorted; ``a`` and ``a=`` stay two things, as for some sites."""
    return "&".join(sorted(_parameter(pair) for pair in query.split("&") if pair and not _tracks(pair)))


def _parameter(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return _form(name) + equals + _form(value)


def _form(text: str) -> str:
    """Encode what a form parameter says in the one way; bytes that are no UTF-8 stay what they are."""
    return quote_plus(unquote_to_bytes(text.replace("+", " ")), safe="/:,;@!$'()*?")


def _tracks(pair: str) -> bool:
    name = unquote_plus(pair.partition("=")[0]).lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
