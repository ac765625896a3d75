"""TRT World, Istanbul. English. A custom site; articles carry JSON-LD."""

from newscrawl.outlet import OutletSpider


class TrtWorldSpider(OutletSpider):
    name = "trtworld"
    outlet = "TRT World"
    country = "TR"
    language = "en"
    timezone = "Europe/Istanbul"

    home = "https://www.trtworld.com/"
    feeds = ["feed"]
    news_sitemaps = ["news-sitemap.xml"]
    listings = ["world", "turkiye", "politics", "business"]
    article_url = r"^/article/[\w-]+$|^/[\w-]+/[\w-]+-\d+$"
    expect = 10  # articles a day, at least
