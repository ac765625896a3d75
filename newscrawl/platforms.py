"""Publishing systems that many outlets share."""

from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import urljoin

from newscrawl.discovery.wordpress import POSTS, posts_address
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

    @property
    def past_sources(self) -> list[Source]:
        """Return the sources and, unless the facts name it, the site's API: most sites have it, and it knows all."""
        usual = Source(kind="wordpress", url=posts_address(urljoin(self.home, POSTS)), named=False)
        return [*self.sources, *([] if self.wordpress else [usual])]
