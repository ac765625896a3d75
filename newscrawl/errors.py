"""Everything that can go wrong by name: one error per misconfiguration, one ``DropItem`` per reason to reject.

NewscrawlError
├── ConfigurationError          somebody has to change something; exit 2
│   ├── UnknownOutlet           no spider of that name
│   ├── BadFacts                an outlet's facts do not hold together
│   ├── BadSetting              a variable of the environment cannot be understood
│   ├── MissingExtra            an optional dependency that this outlet needs
│   ├── BadState                the state database cannot be used
│   ├── LakeRefused             the lake is there and says no: credentials, bucket, permission
│   ├── NotInLake               the lake has no such day or article, or nothing at all
│   ├── DayNotOver              only a closed day can be compacted
│   └── StillWaits              an article to be taken down waits in the outbox
├── LakeUnreachable             the lake does not answer; articles wait in the outbox; exit 12
│   └── ArticlesWait            (run/preflight.py) the lake cannot be used while articles wait
├── LakeDamaged                 an object of the lake is not what its manifest says; nothing is touched; exit 1
├── WorkerFailed                (run/workers.py) a page took too long or killed its worker
├── OutletBusy                  another crawl holds the outlet's lease; exit 15
├── LakeBusy                    another command is changing what lies in the lake; exit 15
└── SourceError                 a feed, sitemap or listing that gives no links
├── NotAFeed
├── NotASitemap
├── NotAListing
├── NotAnApi
└── EmptySource
scrapy.exceptions.DropItem
├── Rejected                    a page that becomes no record, ``rejected:<reason>``
│   ├── NotAnArticle
│   ├── NoTitle
│   ├── NoBody
│   ├── BadUrl
│   ├── BadRecord               the record breaks its own schema: a fault of a spider
│   ├── ForbiddenByRobots
│   └── Reserved
├── Unchanged                   nothing new: this text of this article is known, ``unchanged``
└── Walled                      a consent or login wall stood before the article, ``walled``
"""

from collections.abc import Sequence
from typing import ClassVar

from scrapy.exceptions import DropItem


class NewscrawlError(Exception):
    """Stand for anything newscrawl itself reports; its text says what, where and what to do."""


class ConfigurationError(NewscrawlError):
    """Something has to be set right before a crawl makes sense."""


class UnknownOutlet(ConfigurationError):
    """No spider has this name."""


class BadFacts(ConfigurationError):
    """An outlet's facts are missing, misspelt or contradict each other."""


class BadSetting(ConfigurationError):
    """A variable of the environment does not say what it should."""


class MissingExtra(ConfigurationError):
    """An outlet needs an optional dependency that is not installed."""


class BadState(ConfigurationError):
    """The state database cannot be opened, written, or is of a newer version."""


class LakeRefused(ConfigurationError):
    """The lake answers and refuses: wrong credentials, no such bucket, no permission."""


class NotInLake(ConfigurationError):
    """The lake holds nothing of what was asked for."""


class DayNotOver(ConfigurationError):
    """The day's partition is still being written to."""


class StillWaits(ConfigurationError):
    """An article that has to leave the lake is still on its way into it."""


class LakeDamaged(NewscrawlError):
    """An object of the lake is missing or not what its manifest says; what depends on it was left alone."""


class LakeUnreachable(NewscrawlError):
    """The lake does not answer, or answers with a fault of its own; trying later may help."""


class OutletBusy(NewscrawlError):
    """Another crawl holds the outlet's lease."""


class LakeBusy(NewscrawlError):
    """Another command is changing what lies in the lake."""


class SourceError(NewscrawlError):
    """A feed, sitemap or listing was fetched and gives no links."""

    reason: ClassVar[str] = "unreadable"


class NotAFeed(SourceError):
    """The document is no RSS, Atom or JSON feed, for example an HTML page."""

    reason = "not-a-feed"


class NotASitemap(SourceError):
    """The document is neither a ``urlset`` nor a ``sitemapindex``."""

    reason = "not-a-sitemap"


class NotAListing(SourceError):
    """The page has no link that looks like an article; ``feeds`` are the addresses of those that it advertises."""

    reason = "not-a-listing"

    def __init__(self, message: str, feeds: Sequence[str] = ()) -> None:
        """Take what is said to people, and the feeds."""
        super().__init__(message)
        self.feeds = feeds


class NotAnApi(SourceError):
    """The answer is no list of posts, as WordPress's REST API gives it."""

    reason = "not-an-api"


class EmptySource(SourceError):
    """The document is well formed and lists nothing."""

    reason = "empty"


class Rejected(DropItem):
    """A page was fetched or refused by rule and becomes no record."""

    reason: ClassVar[str] = "rejected"


class NotAnArticle(Rejected):
    """The page is a listing, a gallery, a search page or anything else but an article."""

    reason = "not-an-article"


class NoTitle(Rejected):
    """No headline was found on the page."""

    reason = "no-title"


class NoBody(Rejected):
    """No article text was found on the page."""

    reason = "no-body"


class BadUrl(Rejected):
    """The page's address is not an http or https URL of the outlet."""

    reason = "bad-url"


class BadRecord(Rejected):
    """The record does not fit the schema; the message names the field."""

    reason = "bad-record"


class ForbiddenByRobots(Rejected):
    """The site's robots.txt asks crawlers not to fetch the page."""

    reason = "robots"


class Reserved(Rejected):
    """The outlet reserves the article, and its facts say to skip what is reserved."""

    reason = "reserved"


class Unchanged(DropItem):
    """The article is known with exactly this text."""


class Walled(DropItem):
    """A consent, login or payment wall was served instead of the article."""
