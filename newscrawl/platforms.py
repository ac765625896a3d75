"""Publishing systems that many outlets share."""

from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import urljoin

from newscrawl.outlet import OutletSpider
from newscrawl.run.walks import Source


class WordPressOutlet(OutletSpider):
    """An outlet on WordPress: a feed at ``feed/``; ``sections`` are category pages with ``page/2/`` below them."""

    feeds: Sequence[str] = ("feed/",)
    sections: ClassVar[Sequence[str]] = ()

    @property
    def sources(self) -> list[Source]:
        """Return the feed, then the sections as listings."""
        return [*super().sources, *(Source(kind="listing", url=urljoin(self.home, url)) for url in self.sections)]
