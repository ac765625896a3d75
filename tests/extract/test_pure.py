"""Extraction gives the same answer in any thread, and asks nobody."""

import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, NoReturn
from urllib.request import ProxyHandler, build_opener

import pytest

from newscrawl.extract import Page, Rules, extract
from tests.extract.pages import article, html
from tests.newsroom import Newsroom

THREADS = 8
ROUNDS = 3


class Saved(NamedTuple):
    """A page of the newsroom, and the rules to read it by."""

    html: bytes
    url: str
    rules: Rules


@pytest.fixture(scope="module")
def saved() -> list[Saved]:
    """Every article and front page of the newsroom, and pages on which the engine asks others for their opinion."""
    opener = build_opener(ProxyHandler({}))
    rules = Rules(select={"section": ".section"}, drop=(".share",), timezone="Asia/Kolkata")
    with Newsroom() as site:
        urls = [record["url"] for record in site.truth() if not record["removed"]]
        urls += [site.home(outlet) for outlet in site.outlets]
        pages = [Saved(opener.open(url, timeout=30).read(), url, rules) for url in urls]
    short = html("<main><p>Too short to be believed.</p></main>")
    return [*pages, Saved(article(), urls[0], rules), Saved(short, urls[0], rules)]


def read(page: Saved) -> Page:
    return extract(page.html, page.url, page.rules)


def test_eight_threads_give_the_answers_of_one(saved: list[Saved]) -> None:
    alone = [read(page) for page in saved]
    assert sum(bool(page.body) for page in alone) > len(saved) / 2
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # as many chances as possible to be in one another's way
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            together = list(pool.map(read, saved * ROUNDS))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone * ROUNDS


def test_no_socket_is_opened(saved: list[Saved], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        asked.append(1)
        raise OSError("no network in extraction")

    asked: list[int] = []
    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    for page in saved:
        read(page)
    assert asked == []
    with pytest.raises(OSError, match="no network"):  # the trap does close
        build_opener(ProxyHandler({})).open("http://127.0.0.1:9/")
    assert asked
