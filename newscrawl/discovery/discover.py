"""Discover what lists an outlet's articles: which addresses to ask for next, and where the answers lead."""

from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from newscrawl.discovery.choice import NEWS, newest_children
from newscrawl.discovery.discovered import FRONT, HOME, INDEX, NAVIGATION, USUAL, Answer, Discovered, discovered
from newscrawl.discovery.hints import Hints
from newscrawl.discovery.links import Link, absolute
from newscrawl.discovery.recognition import Seen
from newscrawl.discovery.wordpress import posts_address
from newscrawl.urls import normalise

MAX_REQUESTS = 48  # at two a second, half a minute of somebody's time
MAX_FEEDS, MAX_SITEMAPS, MAX_CHILDREN, MAX_SECTIONS = 8, 12, 3, 10  # asked for, of each
# Where publishing systems put them.
USUAL_FEEDS = (
    "feed/",
    "rss",
    "rss.xml",
    "feed.xml",
    "rss/feed.xml",
    "feed/rss.xml",
    "atom.xml",
    "index.xml",
    "feed.json",
)
USUAL_NEWS_SITEMAPS = (
    *("news-sitemap.xml", "sitemap-news.xml", "sitemap_news.xml", "sitemaps/news.xml", "news-sitemap"),
    "google-news-sitemap.xml",
)
USUAL_SITEMAPS = ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml")


class Discovery:
    """The search: ask for ``next_addresses`` until there are none, and say what each gave: ``answered`` or ``missing``.

    It begins with the front page; ``robots`` tells what the robots.txt names. What somebody names is asked for before
    the usual places, and those only for what nobody has named.
    """

    def __init__(self, home: str) -> None:
        self.home = home
        self._answers: list[Answer] = []
        self._useless: list[tuple[str, str]] = []
        self._named: dict[str, tuple[str, str]] = {}  # asked for -> as a fact would name it, and by whom
        self._known: set[str] = set()  # normal forms
        self._waiting: list[str] = []
        self._guessed = False
        self._add([home], HOME, 1)

    def robots(self, sitemaps: Iterable[str]) -> None:
        """Take over the sitemaps that the robots.txt names, those of news first."""
        named = [address for written in sitemaps if (address := absolute(self.home, written))]
        self._add(sorted(named, key=lambda address: NEWS.search(address) is None), "robots.txt", MAX_SITEMAPS)

    def next_addresses(self) -> list[str]:
        """Return the addresses to ask for now; none when the search is over."""
        if not self._waiting and self._answers and not self._guessed:
            self._guessed = True
            self._add_usual_places()
        waiting, self._waiting = self._waiting, []
        return waiting

    def answered(self, asked: str, seen: Seen) -> None:
        """Take in what an answer turned out to be, and what it leads to."""
        fact, named_by = self._named[asked]
        if named_by == HOME:
            self.home = seen.url  # where it was redirected to
            self._answers.append(Answer(url=fact, named_by=HOME, seen=seen))
            self._follow_front_page(seen.hints)
            return
        if seen.url == self.home or (seen.url != asked and self._is_known(seen.url)):
            return  # a page that is not there, or one that is asked for by itself
        if seen.kind in ("listing", "nothing") and named_by != NAVIGATION:
            self._add([*seen.hints.feeds, *seen.hints.feed_links], "page of feeds", MAX_FEEDS)
            self._tell(asked, "a page")
        elif seen.useless:
            self._tell(asked, seen.useless)
        else:
            self._answers.append(Answer(url=fact, named_by=named_by, seen=seen))
            if named_by != INDEX:
                self._follow_index(seen.found.sitemaps)

    def missing(self, asked: str, reason: str) -> None:
        """Note that an address gave nothing."""
        self._tell(asked, reason)

    def discovered(self) -> Discovered:
        """Return what was found."""
        order = {fact: place for place, (fact, _) in enumerate(self._named.values())}
        return discovered(self.home, sorted(self._answers, key=lambda one: order[one.url]), self._useless)

    def _follow_front_page(self, hints: Hints) -> None:
        self._add(hints.feeds, FRONT, MAX_FEEDS)
        self._add(hints.feed_links, "link on the front page", MAX_FEEDS)
        if hints.wordpress:
            self._add([hints.wordpress], FRONT, 1, ask_for=posts_address(hints.wordpress))
        self._add(hints.sections, NAVIGATION, MAX_SECTIONS)

    def _follow_index(self, children: Sequence[Link]) -> None:
        """Look at the children that may be news sitemaps, and at the newest one: does it list articles at all."""
        news = [child.url for child in children if NEWS.search(child.url)]
        self._add(
            news[: MAX_CHILDREN - 1] + [child.url for child in newest_children(children)][:1], INDEX, MAX_CHILDREN
        )

    def _add_usual_places(self) -> None:
        found = {answer.seen.kind for answer in self._answers}
        places: Sequence[str] = () if "feed" in found else USUAL_FEEDS
        if "news_sitemap" not in found:
            places = [*places, *USUAL_NEWS_SITEMAPS, *(() if "sitemap" in found else USUAL_SITEMAPS)]
        self._add([urljoin(self.home, place) for place in places], USUAL, len(places))

    def _add(self, addresses: Iterable[str], named_by: str, most: int, ask_for: str = "") -> None:
        """Have up to ``most`` addresses asked for that are not known yet."""
        added = 0
        for address in addresses:
            if added < most and len(self._named) < MAX_REQUESTS and not self._is_known(address):
                added += 1
                self._named[ask_for or address] = address, named_by
                self._waiting.append(ask_for or address)
                self._known.add(normalise(address))

    def _is_known(self, address: str) -> bool:
        try:
            return normalise(address) in self._known
        except ValueError:  # and so it is never asked for
            return True

    def _tell(self, asked: str, reason: str) -> None:
        """Note what was looked at in vain, unless it was a guess."""
        fact, named_by = self._named[asked]
        if named_by not in (USUAL, NAVIGATION, INDEX):
            self._useless.append((fact, reason))
