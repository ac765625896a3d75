"""Walls by their answers: what headers and markup say of a refusal, and where a redirect leads."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from scrapy.http import Response

from newscrawl.identity import is_home, main_form, place
from newscrawl.urls import within

# Header, and what it says when the page was held back; the same services mark pages that they let through.
HEADERS = {
    "cf-mitigated": re.compile(rb"challenge|block"),
    "x-amzn-waf-action": re.compile(rb"challenge|captcha"),
    "x-vercel-mitigated": re.compile(rb"challenge|deny"),
    "x-datadome": re.compile(rb"."),
    "x-sucuri-block": re.compile(rb"."),
    "x-kpsdk-ct": re.compile(rb"."),
}
# What only the scripts of challenges name. Some stand on pages that were let through: they count where no text is.
MARKUP = re.compile(
    rb"_cf_chl_opt|geo\.captcha-delivery\.com|_Incapsula_Resource|_pxAppId|px-captcha|sucuri_cloudproxy_js|gokuProps"
    rb"|AwsWafIntegration|\.within\.website/x/cmd/anubis|ddos-guard|kpsdk|challenges\.cloudflare\.com"
)
MARKUP_BYTES = 65_536  # of a page, in which a challenge has said what it is
ADDRESSES = {  # a word of a host or path that a reader is sent to
    "consent": re.compile(r"consent|gdpr|privacy-?(?:wall|gate|settings)|cookie-?wall|zustimmung|einwilligung|purabo"),
    "login": re.compile(r"log-?in|sign-?in|sign-?up|anmeld|regist(?:er|ration)|subscri|abonn|account|sso|auth"),
    "challenge": re.compile(r"captcha|challenge|are-you-human|not-a-robot|blocked"),
}
WORD = re.compile(r"[/._]")
LONGEST_WORD = 16  # letters; longer ones are slugs of articles, which may be about logins


def challenge(response: Response) -> str | None:
    """Return by what an answer without an article is known as a challenge; None where nothing says so."""
    for name, value in HEADERS.items():
        if value.search(response.headers.get(name) or b""):
            return f"header {name}"
    found = MARKUP.search(response.body[:MARKUP_BYTES])
    return f"script {found[0].decode()}" if found else None


def sent_elsewhere(asked: str, got: str, domains: Collection[str], not_articles: Collection[str]) -> str | None:
    """Return the name of the wall that a redirect led to: by its address, another host, or the outlet's front page.

    None where the page came from where it was asked for, or from another address that may be its new one.
    """
    try:
        if main_form(asked) == main_form(got):
            return None
        is_listed = place(got) in {place(url) for url in not_articles}
    except ValueError:  # longer than addresses are
        return None
    if is_listed or is_home(got):
        return "front-page" if within(got, domains) else "redirected"
    parts, before = urlsplit(got.lower()), urlsplit(asked.lower())
    new = set(WORD.split(parts.netloc + parts.path)) - set(WORD.split(before.netloc + before.path))
    for name, pattern in ADDRESSES.items():
        if any(pattern.match(word) for word in new if len(word) <= LONGEST_WORD):
            return name
    return None if within(got, domains) else "redirected"
