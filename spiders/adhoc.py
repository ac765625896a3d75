"""Any site, by arguments: scrapy crawl adhoc -a home=https://example.com/ -a feeds=feed.xml -a timezone=Europe/Rome."""

from newscrawl.outlet import OutletSpider
from newscrawl.urls import outlet_domain, outlet_key


class AdhocSpider(OutletSpider):
    name = "adhoc"

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Name the outlet after its host, so that two sites never share what state remembers."""
        home = arguments.get("home", "")
        super().__init__(name or (outlet_key(outlet_domain(home)) if home else None), **arguments)
