"""Stories: give the article what its story is recognised by."""

from dataclasses import replace

from newscrawl.article import Article
from newscrawl.text import text_sha256


class Stories:
    """Fingerprint the text; the outbox's transaction looks it up, so that no crash leaves half a story."""

    async def process_item(self, item: Article) -> Article:
        """Return the article with its fingerprint, in a story of its own until another one is found."""
        own = item.article_id
        return replace(item, text_sha256=text_sha256(item.body), story_id=own, story_of=own)
