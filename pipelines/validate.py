"""Validate: let only articles pass that a reader would call one."""

from newscrawl.article import Article
from newscrawl.errors import NoBody, NoTitle


class Validate:
    """Reject, by name, an article without a headline or without a text."""

    async def process_item(self, item: Article) -> Article:
        """Return the article; raise NoTitle or NoBody."""
        if not item.title:
            raise NoTitle(item.url)
        if not item.body:
            raise NoBody(item.url)
        return item
