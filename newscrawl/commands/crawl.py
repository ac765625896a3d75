"""scrapy crawl: as Scrapy users know it, with the crawl's own exit code."""

import argparse

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from newscrawl.errors import ConfigurationError, LakeUnreachable
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.preflight import preflight_in_time, tell_opened_networks, warn_without_contact
from newscrawl.run.process import Crawls, Order
from newscrawl.run.terminal import say


class Command(crawl.Command):
    """Crawl one outlet; exit as newscrawl crawl does."""

    requires_crawler_process = False  # ours ends in time when it is told to

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider named in ``args``; raise UsageError unless it is one."""
        if len(args) != 1:
            raise UsageError("name one spider; newscrawl crawl takes several")
        settings = self.settings
        if settings is None:
            raise UsageError("there are no settings; run it inside the project")
        try:
            crawls = Crawls(settings)
            warn_without_contact(settings["NEWSCRAWL_CONTACT"])
            tell_opened_networks(settings["NEWSCRAWL_ALLOW_NETWORKS"])
            preflight_in_time(settings["NEWSCRAWL_LAKE"], settings["NEWSCRAWL_STATE"])
            results = crawls.run([Order(outlet=args[0], arguments=opts.spargs)])
        except ConfigurationError as error:
            self._end(ExitCode.USAGE, str(error))
        except LakeUnreachable as error:
            self._end(ExitCode.LAKE_UNREACHABLE, str(error))
        else:
            for result in results:
                self._end(result.exit_code, result.why)

    def _end(self, code: ExitCode, why: str) -> None:
        self.exitcode = int(code)
        if code != ExitCode.OK and why:
            say(f"{self.settings['BOT_NAME'] if self.settings else 'scrapy'}: {why}", err=True)
