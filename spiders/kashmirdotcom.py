"""Kashmir Dot Com, Srinagar. English. WordPress, JNews theme."""

from newscrawl.extract import Rules
from newscrawl.platforms import WordPressOutlet


class KashmirDotComSpider(WordPressOutlet):
    name = "kashmirdotcom"
    outlet = "Kashmir Dot Com"
    country = "IN"
    language = "en"
    timezone = "Asia/Kolkata"

    home = "https://kashmirdotcom.in/"
    sections = ["world/", "kashmir/", "jammu/", "politics/", "business/", "health/"]
    article_url = r"^/\d{4}/\d{2}/\d{2}/[^/]+/?$"
    expect = 5  # articles a day, at least

    rules = Rules(
        select={
            "title": "h1.jeg_post_title",
            "authors": ".jeg_meta_author a",
            "body": "div.content-inner",
        },
        drop=(".jeg_share_button", ".jnews_inline_related_post", ".jeg_post_tags", ".jeg_ad"),
    )
