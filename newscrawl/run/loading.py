"""Loading outlets: a file that cannot be loaded is named in one line and costs its own outlet only."""

import logging
import traceback
from importlib import import_module
from pkgutil import walk_packages

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

log = logging.getLogger(__name__)


class OutletLoader(SpiderLoader):
    """Scrapy's loader, file by file; ``broken`` says what is wrong with those that could not be loaded."""

    def __init__(self, settings: BaseSettings) -> None:
        """Load all outlets of ``SPIDER_MODULES``."""
        self.broken: list[str] = []
        super().__init__(settings)

    def _load_all_spiders(self) -> None:
        for package in self.spider_modules:
            files = walk_packages(getattr(import_module(package), "__path__", []), f"{package}.")
            for name in [package, *(file.name for file in files)]:
                self._load_file(name)
        self._check_name_duplicates()

    def _load_file(self, name: str) -> None:
        try:
            self._load_spiders(import_module(name))
        except Exception as error:  # noqa: BLE001 -- whatever a file of somebody's raises
            self.broken.append(_told(name, error))
            log.error("%s; the outlet is left out", self.broken[-1], extra={"event": "outlet_broken"})  # noqa: TRY400


def _told(name: str, error: Exception) -> str:
    """Return file, line and what is wrong."""
    path = f"{name.replace('.', '/')}.py"
    if isinstance(error, SyntaxError):
        return f"{path}:{error.lineno}: {error.msg}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(path)]
    return f"{path}:{lines[-1] if lines else 1}: {type(error).__name__}: {error}"
