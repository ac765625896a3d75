"""Every Scrapy setting with its why. This is the only module that reads the environment."""

import os
from importlib.resources import files

from newscrawl import __version__

# Where things lie. A directory or s3://bucket/prefix; a file or a SQLAlchemy URL.
NEWSCRAWL_LAKE = os.environ.get("NEWSCRAWL_LAKE") or "lake"
NEWSCRAWL_STATE = os.environ.get("NEWSCRAWL_STATE") or "state.sqlite3"

# Who we are: an outlet that minds the crawler must be able to say so to somebody.
NEWSCRAWL_CONTACT = os.environ.get("NEWSCRAWL_CONTACT") or ""
BOT_NAME = "newscrawl"
USER_AGENT = f"newscrawl/{__version__} (+{NEWSCRAWL_CONTACT or 'https://github.com/newscrawl/newscrawl'})"

# Networks besides the public internet that may be reached: for tests and private sites, for example "127.0.0.0/8".
NEWSCRAWL_ALLOW_NETWORKS = os.environ.get("NEWSCRAWL_ALLOW_NETWORKS") or ""

# What belongs to the project.
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "newscrawl.commands"
TEMPLATES_DIR = str(files("newscrawl") / "templates")
SPIDER_LOADER_CLASS = "newscrawl.run.loading.OutletLoader"  # one broken file must not stop every outlet

ITEM_PIPELINES = {
    "pipelines.normalise.Normalise": 100,
    "pipelines.validate.Validate": 200,
    "pipelines.stories.Stories": 300,
    "pipelines.outbox.Outbox": 400,
}
EXTENSIONS = {"newscrawl.run.life.CrawlLife": 0}
LOOK_AGAIN = True  # at delivered articles, as often as the outlet edits: what was corrected has to reach the lake
STORY_DAYS = 30  # in which a text is looked for; what is told again later is another story, and a day takes room
CONCURRENT_ITEMS = 16  # items in the pipelines; each waits for one transaction

# Politeness: an outlet is a guest's host. Two requests a second are what a reader with several tabs makes.
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # fetches pages while robots.txt answers 5xx
    "newscrawl.run.courtesy.RobotsRules": 100,
    "newscrawl.fetch.redirects.Redirects": 610,  # sees answers before Scrapy's, which is 600
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # keeps floods
    "newscrawl.fetch.cookies.Cookies": 700,
    "newscrawl.run.courtesy.Turns": 950,  # last, so that what is retried waits again
}
ROBOTSTXT_OBEY = True
CRAWL_DELAY_MAX = 30.0  # seconds; who asks for more would be read too late to be news
DOWNLOAD_DELAY = 0.5  # seconds between two requests to one host, whatever outlets it serves
DOWNLOAD_DELAY_JITTER = 0  # it would shorten every second pause
HOST_FIRST_PAUSE = 5  # seconds after the first 429 or 503; twice as long after each further one
HOST_PATIENCE = 60  # seconds a crawl waits for a host; beyond that its links are left to a later crawl
CONCURRENT_REQUESTS_PER_DOMAIN = 4  # a slow answer must not hold up the next request
CONCURRENT_REQUESTS = 16

# Limits: a page or a site without end must end here.
CRAWL_DEADLINE = 6 * 3600  # seconds; 40,000 pages at two a second. What is left is owed to the next crawl
CRAWL_MEMORY = 2 * 1024**3  # bytes of a process with all its outlets; 16 at once have been seen to take 400 MB
DOWNLOAD_TIMEOUT = 30  # seconds from the request to the last byte; a news page that takes longer is retried later
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes, decoded: stops compression bombs of all codecs at some 95 MB of memory
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5  # browsers allow 20; articles need one or two
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the link's outcome says it
DEPTH_LIMIT = 0  # we count a listing's pages: a request that Scrapy drops in silence would be awaited for ever
URLLENGTH_LIMIT = 0  # likewise; the normal form of a URL has the limit
COOKIES_ENABLED = True  # consent and paywall meters need them; each crawl has its own jar and forgets it at its end
METAREFRESH_ENABLED = False  # pages that send themselves elsewhere are walls or traps

# The end: schedulers kill ten seconds after SIGTERM.
SHUTDOWN_DEADLINE = 8  # seconds for pages in flight
SHUTDOWN_DELIVERY = 1.5  # seconds more for the lake; what it has not taken by then waits in the outbox

# Safety: Scrapy's defaults are made for a developer's desk.
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # a loopback server that runs Python
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.fetch.downloading.Downloads",
    "https": "newscrawl.fetch.downloading.Downloads",
    **dict.fromkeys(("file", "ftp", "data", "s3")),  # pages choose our links: web addresses only
}
TWISTED_DNS_RESOLVER = "newscrawl.fetch.guard.GuardedResolver"  # names of strangers may lead into the own network
REACTOR_THREADPOOL_MAXSIZE = 32  # names looked up at once: name servers that hang must not hold up other outlets

# The crawl has its own books, its own report and its own log of events.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
LOG_VERSIONS: list[str] = []
LOG_LEVEL = "INFO"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"  # coroutines throughout
FORCE_CRAWLER_PROCESS = False

# The browser tier, used only by outlets that say `render`.
PLAYWRIGHT_BROWSER_TYPE = "chromium"
BROWSER_PAGES = 100  # then a fresh browser: one has been seen to grow to 18 GB over 700 pages
