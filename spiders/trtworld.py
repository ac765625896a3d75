"""TRT World, Istanbul. English. A custom site; articles carry JSON-LD."""

from newscrawl.outlet import OutletSpider


class TrtWorldSpider(OutletSpider):
    name = "trtworld"
    outlet = "TRT World"
    country = "TR"
    language = "en"
    timezone = "Europe/Istanbul"

    home = "https://www.trtworld.com/"
    feeds = ["feed/rss.xml"]  # the newest 100
    listings = [""]  # the front page shows for hours what the feed has let go
    article_url = r"^/article/[\w-]+$|^/[\w-]+/[\w-]+-\d+$"
    expect = 10  # articles a day, at least
