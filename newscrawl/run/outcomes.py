"""Outcomes: the closed vocabulary of how a link can end, and the books of a crawl, in which every link has one."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from newscrawl.run.progress import Progress

OWED = "owed"
UNNAMED = "unnamed"

# What each means. An outcome that is not here is a fault of ours: it is counted as unnamed.
OUTCOMES = {
    "delivered": "its article lies in the lake",
    "pending": "its article waits in the outbox for the lake",
    OWED: "it has no end yet, and the next crawl takes it up",
    "unchanged": "the article is known with exactly this text",
    "unchanged:copy": "its article is known by another address of the outlet",
    "rejected:not-an-article": "the page is no article but a listing, a gallery, a search page or the like",
    "rejected:no-title": "the page has no headline",
    "rejected:no-body": "the page has no article text",
    "rejected:bad-url": "the page has no address of the outlet",
    "rejected:bad-record": "the record breaks its own schema, a fault of the spider, or is as long as two novels",
    "rejected:robots": "the site's robots.txt forbids crawlers to fetch it",
    "rejected:reserved": "the outlet reserves it, and its facts say to skip what is reserved",
    "rejected:dropped": "a pipeline of somebody's own dropped the article",
    "walled:consent": "the page asks for consent to cookies instead of showing the article",
    "walled:challenge": "the page, or a refusal, asks for a proof that a person reads it",
    "walled:login": "the page asks for a login or a subscription instead of showing the article",
    "walled:not-found": "the page says that there is no such page, with an answer that says there is",
    "walled:front-page": "the outlet sent us to its front page or a listing, or showed it instead of the article",
    "walled:other-page": "nothing of the headline and the address that were offered is on the page",
    "walled:repeated": "the page has a text that two unrelated addresses of the outlet have brought before",
    "walled:item": "the spider said that a wall stands before the article",
    "walled:redirected": "the outlet sent us to another host, as a rule to give consent or to log in",
    "walled:http-401": "the outlet asks for a login",
    "walled:http-402": "the outlet asks for payment",
    "walled:http-403": "the outlet refuses it to us",
    "walled:http-407": "a proxy asks for a login",
    "walled:http-451": "the outlet may not show it, for legal reasons",
    "gone:http-404": "the page is not there",
    "gone:http-410": "the page was withdrawn",
    "failed:host-busy": "its host asks to be left alone for longer than a crawl waits; it is due again after that",
    "failed:robots-unreachable": "its host's robots.txt does not answer, so nothing may be fetched until it does",
    "failed:unknown-host": "its host has no address",
    "failed:forbidden-address": "its host's address is not of the public internet, nor in NEWSCRAWL_ALLOW_NETWORKS",
    "failed:bad-address": "it leads to an address with credentials, control characters or over 2,083 characters",
    "failed:connection-refused": "its host refused the connection",
    "failed:connection-failed": "the connection failed",
    "failed:cut-off": "the answer was cut off",
    "failed:timeout": "no answer came in time",
    "failed:too-large": "the answer was larger than any page",
    "failed:unsupported-scheme": "it leads to an address that is none of the web's",
    "failed:redirects": "it is redirected again and again",
    "failed:empty-page": "the answer was empty, or a challenge instead of the page",
    "failed:extraction-timeout": "reading the page took too long",
    "failed:extraction-crashed": "reading the page killed its worker",
    "failed:extraction-memory": "reading the page took too much memory",
    "failed:worker-not-started": "no worker could be started to read the page",
    "failed:spider-error": "the spider failed on the page: a fault of ours",
    "failed:pipeline-error": "a pipeline failed on the article: a fault of ours",
    "failed:unnamed": "what failed has no name: a fault of ours",
    "rejected:unnamed": "the reason has no name: a fault of ours",
    "walled:unnamed": "the wall has no name: a fault of ours",
    "gone:unnamed": "the answer has no name: a fault of ours",
}
ENOUGH = 100_000  # links or articles that a figure is made of; beyond, memory would grow with the crawl
HTTP_ERROR = re.compile(r"failed:http-(\d{3})")


@dataclass(slots=True)
class SourceBooks:
    """How one source fared in a crawl: links it listed, those that were new, those listed by the poll before as well.

    ``since`` is when it was polled before, in seconds since 1970, 0 for never; ``lags`` are the seconds from when an
    article was published to when it was fetched, of those that were published since.
    """

    since: int = 0
    listed: int = 0
    new: int = 0
    shared: int = 0
    unchanged: bool = False
    gap: bool = False
    lags: list[int] = field(default_factory=list)

    def arrived(self, published_at: int, fetched_at: int) -> None:
        """Note how long an article took that came since the source was polled before; older ones tell nothing."""
        if 0 < self.since <= published_at and len(self.lags) < ENOUGH:
            self.lags.append(max(fetched_at - published_at, 0))


@dataclass(slots=True)
class Books:
    """What a crawl took on, and how its sources fared; outcomes are counted in state, where they are decided."""

    offered: int = 0
    taken_over: int = 0
    filtered: int = 0  # links of a source that are no articles of the outlet: never offered
    undated: int = 0  # articles delivered without a date
    pages: int = 0
    kept: int = 0
    sources: dict[str, SourceBooks] = field(default_factory=dict)
    sources_polled: int = 0
    sources_resting: int = 0  # not polled, because nothing new is expected of them yet
    sources_retired: dict[str, str] = field(default_factory=dict)  # they have failed for days
    sources_failed: dict[str, str] = field(default_factory=dict)
    walls: dict[str, str] = field(default_factory=dict)  # the first address behind each sort
    parked: int = 0
    looks: Counter[str] = field(default_factory=Counter)  # at delivered articles, by what they found
    faults: int = 0  # errors of our own code
    state_failure: str = ""  # why state could not be written the first time
    so_far: Counter[str] = field(default_factory=Counter)  # outcomes as they happen, for the live view
    progress: Progress | None = None  # of a backfill
    only_by: dict[bytes, str | None] = field(default_factory=dict)  # new links, and the one source that lists each

    def of(self, source: str) -> SourceBooks:
        """Return the books of a source, which are opened now if they are not."""
        return self.sources.setdefault(source, SourceBooks())

    def add(self, source: str, *, listed: Collection[bytes], new: Collection[bytes], shared: int) -> None:
        """Count the links of one document of a source, by their keys."""
        books = self.of(source)
        books.listed += len(listed)
        books.new += len(new)
        books.shared += shared
        for key in listed:
            if key in new and len(self.only_by) < ENOUGH:
                self.only_by[key] = source
            elif self.only_by.get(key, source) != source:
                self.only_by[key] = None

    def imbalance(self, outcomes: Mapping[str, int]) -> str:
        """Say how the books fail to balance: offered + taken over = delivered + every other end + what is still owed.

        Empty if they do.
        """
        ended = sum(outcomes.values())
        if self.offered + self.taken_over == ended:
            return ""
        return f"the books do not balance: {self.offered} offered + {self.taken_over} taken over, but {ended} outcomes"


def meaning(outcome: str) -> str | None:
    """Return what an outcome means, in half a sentence; None if there is no such outcome."""
    if error := HTTP_ERROR.fullmatch(outcome):
        return f"the outlet answered with HTTP error {error[1]}"
    return OUTCOMES.get(outcome)


def of_state(outcomes: Mapping[str, int], state: str) -> int:
    """Count the links in ``state``, whatever their reason."""
    return sum(count for outcome, count in outcomes.items() if outcome.partition(":")[0] == state)
